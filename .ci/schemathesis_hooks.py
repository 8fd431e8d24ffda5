"""What Schemathesis cannot know of Latchkey: which token opens what, and what there is to name in a request.

`.ci/schemathesis` has Schemathesis load this, and says in the environment where the API is and where the figures go.
"""

import atexit
import collections
import itertools
import json
import os
import pathlib
import re
import secrets
import threading
import time
import urllib.parse
import urllib.request
import zlib

import schemathesis

STACK = json.loads(pathlib.Path(os.environ["SCHEMATHESIS_STACK"]).read_text())
FIGURES = pathlib.Path(os.environ["SCHEMATHESIS_FIGURES"])
AUTHORIZATION = "Authorization"

lock = threading.Lock()
numbers = itertools.count()
# Other rounds have left theirs behind.
ROUND = secrets.token_hex(3)


def call(url, body=None):
    """Calls what is neither counted nor checked, as the merchant's backend does."""
    headers = {"Content-Type": "application/json", AUTHORIZATION: f"Bearer {STACK['access_token']}"}
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def create(path, body):
    return call(STACK["base_url"] + path, body)


class Customers:
    """Customers that exist, to put into requests that would otherwise be about nobody. Those that a request changes or
    deletes are forgotten, and others made."""

    ENOUGH = 6

    def __init__(self):
        self.alive = {}

    def pick(self, drawn, team):
        """One of them, by what Schemathesis has drawn, so that the same draw is the same request."""
        with lock:
            while len(fitting := [it for it in self.alive.values() if it["team"] == team]) < self.ENOUGH:
                self.make(team)
        return fitting[drawn % len(fitting)]

    def make(self, team):
        name = f"{ROUND}-{next(numbers)}"
        email = f"{name}@example.com"
        body = {"email": email, "external_id": name, "type": "team" if team else "individual"}
        made = create("/v1/customers", body)
        path = f"/v1/customers/{made['id']}/members"
        member = create(path, {"email": f"member-{email}", "external_id": "member"}) if team else None
        self.alive[made["id"]] = {"id": made["id"], "external_id": name, "email": email, "team": team, "member": member}

    def forget(self, path):
        """Forgets whomever this path names."""
        named = set(urllib.parse.unquote(path).split("/"))
        with lock:
            for customer in list(self.alive.values()):
                if named & {customer["id"], customer["external_id"]}:
                    del self.alive[customer["id"]]


class Sessions:
    """A live session for each worker, of a customer or a member in turn that nobody else deletes."""

    def __init__(self):
        self.of_thread = threading.local()

    def get(self):
        if getattr(self.of_thread, "session", None) is None:
            self.of_thread.session = self.open()
        return self.of_thread.session

    def drop(self):
        self.of_thread.session = None

    def open(self):
        number = next(numbers)
        email = f"session-{ROUND}-{number}@example.com"
        if number % 2 == 0:
            return create("/v1/customer-sessions", {"customer_id": create("/v1/customers", {"email": email})["id"]})
        team = create("/v1/customers", {"type": "team", "owner": {"email": email, "external_id": "owner"}})
        return create("/v1/customer-sessions", {"customer_id": team["id"], "external_member_id": "owner"})


customers, sessions = Customers(), Sessions()


# ---- Tokens ----------------------------------------------------------------------------------------------------------


@schemathesis.auth(refresh_interval=None)
class Token:
    """The token that an operation asks for, by its `security`."""

    def get(self, case, context):
        ways = case.operation.definition.raw["security"]
        if not ways or {} in ways:
            return None
        return sessions.get()["token"] if "session" in ways[0] else STACK["access_token"]

    def set(self, case, token, context):
        if token is not None:
            case.headers[AUTHORIZATION] = f"Bearer {token}"


# ---- Requests --------------------------------------------------------------------------------------------------------


@schemathesis.hook
def filter_path_parameters(context, path_parameters):
    # The gateway ends a path at a question mark, however it is written: the request would be another.
    return not any("?" in urllib.parse.unquote(str(value)) for value in (path_parameters or {}).values())


@schemathesis.hook
def map_case(context, case):
    """Lets three of four good requests be about somebody. What is to be refused stays as it is."""
    drawn = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode("utf-8", "backslashreplace"))
    if case.meta is not None and case.meta.generation.mode.is_positive and drawn % 4:
        operation = case.operation.definition.raw["operationId"]
        if operation == "revokeSession":
            case.path_parameters["id"] = sessions.get()["id"]
        elif operation == "authenticate":
            name_a_code(case, drawn)
        elif isinstance(case.body, dict) and operation in ("requestCode", "createCustomerSession"):
            name_in_body(operation, case.body, drawn // 4)
        else:
            name_in_address(operation, case, drawn // 4)
    return case


def name_in_address(operation, case, drawn):
    customer = customers.pick(drawn, team="ember" in operation)
    path, query = case.path_parameters or {}, case.query or {}
    # Below a customer's external id, a member goes by its own.
    of_member = "external_id" if "external_id" in path else "id"
    for names in (path, query):
        for name, value in (
            ("id", customer["id"]),
            ("customer_id", customer["id"]),
            ("external_id", customer["external_id"]),
            ("external_customer_id", customer["external_id"]),
            ("email", customer["email"]),
            ("query", customer["email"][:3]),
            ("organization_id", [STACK["organization"]["id"]]),
            ("member_id", customer["member"] and customer["member"][of_member]),
        ):
            if name in names:
                names[name] = value
    if "customer_id" in query:
        query.pop("external_customer_id", None)


def name_in_body(operation, body, drawn):
    if operation == "requestCode":
        shared = STACK["customers"]["shared_email"]["email"]
        body["email"] = shared if drawn % 8 == 0 else customers.pick(drawn, team=False)["email"]
        body["organization_id"] = STACK["organization"]["id"]
        body.pop("customer_id", None)
        return
    customer = customers.pick(drawn, team=drawn % 2 == 0)
    for name in ("customer_id", "external_customer_id", "customer_external_id"):
        if body.get(name) is not None:
            body[name] = customer["id" if name == "customer_id" else "external_id"]
    for name in ("member_id", "external_member_id"):
        body.pop(name, None)
    if customer["team"]:
        body["external_member_id"] = "member"


def name_a_code(case, drawn):
    """Has a real code in one of a few, for each takes a mail."""
    if drawn % 4 == 1 and isinstance(case.body, dict):
        email = customers.pick(drawn, team=False)["email"]
        asked = create("/v1/customer-portal/customer-session/request", {
            "email": email, "organization_id": STACK["organization"]["id"],
        })
        case.body |= {"code": mailed_code(email), "request_id": asked["request_id"]}


def mailed_code(email):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for message in call(STACK["mailbox_url"] + "/messages"):
            if email in message["to"] and (code := re.search(r"#(\d{6})\s*$", message["text"])):
                return code.group(1)
        time.sleep(0.05)
    raise AssertionError("no mail came")


# ---- Figures ---------------------------------------------------------------------------------------------------------

sent = collections.Counter()


@schemathesis.hook
def after_call(context, case, response):
    operation = case.operation.definition.raw["operationId"]
    with lock:
        sent[f"{operation} {response.status_code}"] += 1
    if response.status_code == 401 or operation in ("signOut", "revokeSession"):
        sessions.drop()
    if response.status_code < 300 and operation.startswith(("delete", "update")):
        customers.forget(urllib.parse.urlsplit(response.request.url).path)


@atexit.register
def write_figures():
    FIGURES.write_text(json.dumps(sent))
