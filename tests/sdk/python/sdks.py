"""The clients of `polar-sdk`: three versions of the API, each for threads and for asyncio.

A call is given what goes over the wire: what the path names, `query` and `body`; and `token`, where
it is one of a customer's session. It hands back the SDK's own models.
"""

import importlib
import inspect
from urllib.parse import quote

from routes import routes_in


def _name(text):
    # The SDK puts a path's names into it as they are.
    return quote(text, safe="")


CALLS = {
    "POST /v1/customer-sessions": lambda polar, body: polar.customer_sessions.create(**body),
    "GET /v1/customer-portal/customer-session/introspect": lambda polar, token: (
        polar.customer_portal.customer_session.introspect(request_access_token=token)
    ),
    "GET /v1/customer-portal/customer-session/user": lambda polar, token: (
        polar.customer_portal.customer_session.get_authenticated_user(request_access_token=token)
    ),
    "POST /v1/customers": lambda polar, body: polar.customers.create(**body),
    "GET /v1/customers": lambda polar, query={}: polar.customers.list(**query),
    "GET /v1/customers/{id}": lambda polar, id: polar.customers.get(id),
    "PATCH /v1/customers/{id}": lambda polar, id, body: polar.customers.update(id, **body),
    "DELETE /v1/customers/{id}": lambda polar, id, query={}: polar.customers.delete(id, **query),
    "GET /v1/customers/{id}/state": lambda polar, id: polar.customers.get_state(id),
    "GET /v1/customers/external/{external_id}": lambda polar, external_id: (
        polar.customers.get_external(_name(external_id))
    ),
    "PATCH /v1/customers/external/{external_id}": lambda polar, external_id, body: (
        polar.customers.update_external(_name(external_id), **body)
    ),
    "DELETE /v1/customers/external/{external_id}": lambda polar, external_id, query={}: (
        polar.customers.delete_external(_name(external_id), **query)
    ),
    "GET /v1/customers/external/{external_id}/state": lambda polar, external_id: (
        polar.customers.get_state_external(_name(external_id))
    ),
    "POST /v1/customers/{id}/members": lambda polar, id, body: polar.customers.members.create(id, **body),
    "GET /v1/customers/{id}/members": lambda polar, id, query={}: polar.customers.members.list(id, **query),
    "GET /v1/customers/{id}/members/{member_id}": lambda polar, id, member_id: (
        polar.customers.members.get(id, member_id)
    ),
    "PATCH /v1/customers/{id}/members/{member_id}": lambda polar, id, member_id, body: (
        polar.customers.members.update(id, member_id, **body)
    ),
    "DELETE /v1/customers/{id}/members/{member_id}": lambda polar, id, member_id: (
        polar.customers.members.delete(id, member_id)
    ),
    "POST /v1/customers/external/{external_id}/members": lambda polar, external_id, body: (
        polar.customers.members.create_external(_name(external_id), **body)
    ),
    "GET /v1/customers/external/{external_id}/members": lambda polar, external_id, query={}: (
        polar.customers.members.list_external(_name(external_id), **query)
    ),
    "GET /v1/customers/external/{external_id}/members/{member_id}": lambda polar, external_id, member_id: (
        polar.customers.members.get_external(_name(external_id), _name(member_id))
    ),
    "PATCH /v1/customers/external/{external_id}/members/{member_id}": lambda polar, external_id, member_id, body: (
        polar.customers.members.update_external(_name(external_id), _name(member_id), **body)
    ),
    "DELETE /v1/customers/external/{external_id}/members/{member_id}": lambda polar, external_id, member_id: (
        polar.customers.members.delete_external(_name(external_id), _name(member_id))
    ),
}

# The SDK's own way through all pages of a list.
PAGES = {
    "GET /v1/customers": lambda polar, query={}: polar.customers.iter_list(**query),
    "GET /v1/customers/{id}/members": lambda polar, id, query={}: polar.customers.members.iter_list(id, **query),
    "GET /v1/customers/external/{external_id}/members": lambda polar, external_id, query={}: (
        polar.customers.members.iter_list_external(_name(external_id), **query)
    ),
}


class Sdk:
    """The client of one version of the API, for threads or for asyncio."""

    def __init__(self, version, client):
        module = importlib.import_module(f"polar.{version}")
        self.name = f"{client}_{version}"
        self.errors, self.outputs = module.errors, module.outputs
        self.routes = routes_in(version)
        self._client = getattr(module, client)

    def open(self, base, token, case):
        """A client with this token, closed when the tests of this class are over; and what it sends."""
        polar = self._client(token, base_url=base)
        sent = _watch(polar)
        if hasattr(polar, "__enter__"):
            return case.enterClassContext(polar), sent
        case.loop.run_until_complete(polar.__aenter__())
        case.addClassCleanup(lambda: case.loop.run_until_complete(polar.__aexit__(None, None, None)))
        return Awaiting(polar, case.loop), sent


def _watch(polar):
    sent = []
    build = polar._client.build_request

    def build_request(*args, **kwargs):
        request = build(*args, **kwargs)
        sent.append((request.method, request.url.raw_path.decode().partition("?")[0]))
        return request

    polar._client.build_request = build_request
    return sent


class Awaiting:
    """A client for asyncio whose calls are awaited, one after the other."""

    def __init__(self, client, loop):
        self._client, self._loop = client, loop

    def __getattr__(self, name):
        found = getattr(self._client, name)
        if not callable(found):
            return Awaiting(found, self._loop)
        return lambda *args, **kwargs: self._answer(found(*args, **kwargs))

    def _answer(self, pending):
        awaited = _all(pending) if inspect.isasyncgen(pending) else pending
        return self._loop.run_until_complete(awaited)


async def _all(items):
    return [item async for item in items]


SDKS = [
    Sdk(version, client)
    for version in ("v2026_04", "v2026_10", "v2027_01")
    for client in ("Polar", "PolarAsync")
]
