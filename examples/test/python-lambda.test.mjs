// examples/python-lambda has tests of its own, in its own language. This gives them a stack.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startStack } from '../../clients/typescript/test/harness/stack.mjs';

const EXAMPLE = fileURLToPath(new URL('../python-lambda/', import.meta.url));

const stack = await startStack();

test('its own tests', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-python-'));
  context.after(() => rm(folder, { recursive: true }));
  const LATCHKEY_STACK = join(folder, 'stack.json');
  await writeFile(LATCHKEY_STACK, JSON.stringify(stack.seeded));

  const child = spawn('python3', ['-B', '-m', 'unittest'], {
    cwd: EXAMPLE,
    env: { ...process.env, LATCHKEY_STACK },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, said);
  // Python's own exit code is 0 if it found none to run, before 3.12.
  assert.match(said, /^Ran [1-9]\d* tests/m);
});
