"""Against a local stack: `cargo local` in another terminal, or another's stack.json in LATCHKEY_STACK."""

import contextlib
import http.server
import io
import json
import os
import pathlib
import threading
import unittest
import urllib.request
from unittest import mock

from customer_portal import handler

ROOT = pathlib.Path(__file__).resolve().parents[2]
STACK = os.environ.get("LATCHKEY_STACK", ROOT / "target/local/stack.json")


def event(claims=None, **headers):
    """What API Gateway sends for GET /portal, with what its JWT authorizer found, if it has one."""
    context = {"requestId": "JKJaXmPLvHcESHA="}
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return {"version": "2.0", "rawPath": "/portal", "headers": headers, "requestContext": context}


def run(url, token, event):
    """The answer, and what was printed."""
    environment = {"LATCHKEY_URL": url, "LATCHKEY_ACCESS_TOKEN": token}
    with mock.patch.dict(os.environ, environment):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            return handler(event, None), printed.getvalue()


class WithStack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = json.loads(pathlib.Path(STACK).read_text())
        cls.ada = {"sub": cls.stack["customers"]["individual"]["external_id"]}

    def ask(self, *arguments, **headers):
        stack = self.stack
        return run(stack["base_url"], stack["access_token"], event(*arguments, **headers))[0]

    def test_leads_to_the_portal(self):
        answer = self.ask(self.ada)
        self.assertEqual(answer["statusCode"], 303)
        self.assertEqual(answer["headers"]["cache-control"], "no-store")
        with urllib.request.urlopen(answer["headers"]["location"]) as page:
            self.assertEqual(page.status, 200)
            self.assertEqual(page.headers.get_content_type(), "text/html")

    def test_tells_a_script_where_it_is(self):
        answer = self.ask(self.ada, accept="application/json")
        self.assertEqual(answer["statusCode"], 200)
        portal = json.loads(answer["body"])["customer_portal_url"]
        self.assertIn("/acme/portal?link=", portal)

    def test_nobody_is_signed_in(self):
        for nobody in (None, {}, {"sub": ""}):
            self.assertEqual(self.ask(nobody)["statusCode"], 401)

    def test_the_query_names_nobody(self):
        asked = event() | {"queryStringParameters": self.ada, "rawQueryString": "sub=user_ada"}
        answer, _ = run(self.stack["base_url"], self.stack["access_token"], asked)
        self.assertEqual(answer["statusCode"], 401)

    def test_a_customer_whom_latchkey_does_not_know(self):
        self.assertEqual(self.ask({"sub": "nobody"})["statusCode"], 404)


class WithFake(unittest.TestCase):
    def ask(self, *statuses):
        """The answer where Latchkey answers so, what was printed, and the keys it was asked with."""
        with fake(*statuses) as (url, keys):
            answer, printed = run(url, "polar_oat_SECRET", event({"sub": "user_ada"}))
            return answer, printed, keys

    def test_asks_twice_with_one_key(self):
        for failure in (500, 503, None):
            answer, _, keys = self.ask(failure, 201)
            self.assertEqual(answer["statusCode"], 303)
            self.assertEqual(keys, ["JKJaXmPLvHcESHA="] * 2)

    def test_gives_up_and_tells_no_secret(self):
        for status, calls in ((500, 2), (None, 2), (200, 1), (307, 1), (401, 1), (403, 1), (429, 1)):
            with self.subTest(status):
                answer, printed, keys = self.ask(status)
                self.assertEqual(answer["statusCode"], 502)
                self.assertEqual(len(keys), calls)
                self.assertIn("no session: ", printed)
                self.assertNotIn("SECRET", printed + json.dumps(answer))


@contextlib.contextmanager
def fake(*statuses):
    """A Latchkey that answers with each status in turn, the last for ever; None hangs up."""
    keys = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            keys.append(self.headers["idempotency-key"])
            self.rfile.read(int(self.headers["content-length"]))
            status = statuses[min(len(keys), len(statuses)) - 1]
            if status is None:
                return
            portal = {"customer_portal_url": "https://portal.example.com/"}
            body = json.dumps(portal).encode() if status == 201 else b"SECRET"
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", keys
        finally:
            server.shutdown()


if __name__ == "__main__":
    unittest.main()
