"""A local stack of one's own: `target/debug/local` on any free ports, with nothing kept."""

import json
import os
import pathlib
import subprocess
import tempfile

BINARY = pathlib.Path(__file__).parents[3] / "target" / "debug" / "local"


class Stack:
    """Runs from its making until `stop`."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="latchkey-sdk-")
        self._log = tempfile.TemporaryFile(mode="w+")
        self._process = subprocess.Popen(
            [BINARY],
            env=os.environ
            | {
                "LATCHKEY_PORT": "0",
                "LATCHKEY_MAILBOX_PORT": "0",
                "LATCHKEY_STATE_DIR": self._folder.name,
                "LATCHKEY_LIMITS": "off",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        try:
            self._wait()
            self.seeded = json.loads(pathlib.Path(self._folder.name, "stack.json").read_text())
        except BaseException:
            self.stop()
            raise
        self.base = self.seeded["base_url"]
        self.ada = self.seeded["customers"]["individual"]
        self.team = self.seeded["customers"]["team"]
        self.theirs = self.seeded["second_organization"]

    def _wait(self):
        said = ""
        for line in self._process.stdout:
            said += line
            # The last thing that it says, after stack.json is written.
            if "SESSION_TOKEN" in line:
                return
        self._log.seek(0)
        raise RuntimeError(f"the local stack ended with {self._process.wait()}: {said}{self._log.read()}")

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()
        self._folder.cleanup()
