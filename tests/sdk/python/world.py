"""What a row is given: a client with the merchant's token, and quick ways to customers, members, sessions."""

import asyncio
import itertools
import json
import unittest

from routes import fits
from sdks import CALLS, PAGES
from shapes import Shapes
from stack import Stack

# No customer, member or organization has this id.
NOBODY = "00000000-0000-4000-8000-000000000000"

USER = "GET /v1/customer-portal/customer-session/user"


class World(Shapes, unittest.TestCase):
    """The tests of one SDK, against a local stack of their own."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.addClassCleanup(cls.stack.stop)
        cls.loop = asyncio.new_event_loop()
        cls.addClassCleanup(cls.loop.close)
        cls.answered = set()
        cls.clients = {}
        cls.numbers = itertools.count(1)

    def call(self, route, **given):
        """What the SDK's call of this route hands back."""
        return self._watched(CALLS[route], route, given)

    def all(self, route, **given):
        """All items of a list, by the SDK's own way through its pages."""
        return list(self._watched(PAGES[route], route, given))

    def _watched(self, call, route, given):
        # Another token than the merchant's, for calls that are none of a customer's session.
        polar, sent = self._client(given.pop("access_token", self.stack.seeded["access_token"]))
        sent.clear()
        try:
            answer = call(polar, **given)
            self.answered.add(route)
            return answer
        finally:
            for method, path in sent:
                self.assertTrue(fits(route, method, path), f"{method} {path} was sent for {route}")

    def _client(self, token):
        if token not in self.clients:
            self.clients[token] = self.sdk.open(self.stack.base, token, type(self))
        return self.clients[token]

    def refused(self, kind, route, **given):
        """The SDK's error for a call that is refused: of this class, and no other."""
        with self.assertRaises(Exception) as caught:
            self.call(route, **given)
        self.assertIs(type(caught.exception), kind, f"{route}: {caught.exception!r}")
        return caught.exception

    def unauthorized(self, route, **given):
        """What is told of a call that is refused by the untyped error: its status, and the body's `error`."""
        error = self.refused(self.errors.PolarClientError, route, **given)
        return error.status_code, json.loads(error.error)["error"]

    def not_found(self, route, **given):
        """The call is refused because what it names is not there."""
        error = self.refused(self.errors.ResourceNotFound, route, **given)
        self.assertEqual(error.status_code, 404)
        told = self.outputs.ResourceNotFound(error="ResourceNotFound", detail="Not found")
        self.assertEqual(error.error, told, route)

    def faults(self, route, **given):
        """Where the faults are, of a call that is refused for its input."""
        error = self.refused(self.errors.HTTPValidationError, route, **given)
        self.assertEqual(error.status_code, 422)
        for fault in error.error.detail:
            self.assertIs(type(fault), self.outputs.ValidationError)
            self.assertTrue(fault.loc and fault.msg and fault.type, fault)
        return sorted(".".join(map(str, fault.loc)) for fault in error.error.detail)

    @property
    def errors(self):
        return self.sdk.errors

    @property
    def outputs(self):
        return self.sdk.outputs

    def fresh(self, word):
        """A text that nothing else has."""
        return f"{word}-{next(self.numbers)}"

    def fresh_email(self, word="ada"):
        return f"{self.fresh(word)}@example.com"

    def person(self, **fields):
        """A new customer: a person of whom the merchant told its own id, and what is named here."""
        body = {"email": self.fresh_email(), "external_id": self.fresh("user")} | fields
        return self.call("POST /v1/customers", body=body)

    def people(self, count):
        """How the emails of as many new customers and no others begin, and these, the oldest first."""
        query = f"{self.fresh('people')}-"
        return query, [self.person(email=f"{query}{n}@example.com") for n in range(count)]

    def team(self, **fields):
        """A new team, with an owner unless told otherwise."""
        owner = {"email": self.fresh_email("owner")}
        return self.person(**{"type": "team", "email": None, "owner": owner} | fields)

    def member(self, team, **fields):
        """A new member of this team."""
        body = {"email": self.fresh_email("member"), "role": "member"} | fields
        return self.call("POST /v1/customers/{id}/members", id=team.id, body=body)

    def members(self, team):
        """The team's members, the newest first."""
        return self.call("GET /v1/customers/{id}/members", id=team.id).items

    def session(self, **body):
        return self.call("POST /v1/customer-sessions", body=body)

    def user(self, session):
        """Whose session it is."""
        return self.call(USER, token=session.token)

    def is_over(self, session):
        """The session is not good any more."""
        self.assertEqual(self.unauthorized(USER, token=session.token), (401, "invalid_token"))
