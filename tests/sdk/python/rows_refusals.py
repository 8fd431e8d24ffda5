"""What every call is refused for, whichever it is."""

import re

from polar import PolarDeserializationError

from table import for_all


def _is_customers(route):
    return "/v1/customer-portal/" in route


def _scope(route):
    """The scope that a merchant's call asks for."""
    if "/v1/customer-sessions" in route:
        return "customer_sessions:write"
    what = "members" if "/members" in route else "customers"
    return f"{what}:{'read' if route.startswith('GET') else 'write'}"


def _given(t, route):
    """What would be granted to the demo's own token."""
    names = {
        "id": t.stack.team["id"] if "/members" in route else t.stack.ada["id"],
        "external_id": t.stack.ada["external_id"],
        "member_id": t.stack.team["members"][2]["id"],
    }
    given = {name: names[name] for name in re.findall(r"\{(\w+)\}", route)}
    if "/customer-sessions" in route:
        given["body"] = {"customer_id": t.stack.ada["id"]}
    elif route.startswith(("POST", "PATCH")):
        given["body"] = {"email": "grace@example.com", "name": "Grace"}
    return given


def _with_token(route, token):
    return {"token": token} if _is_customers(route) else {"access_token": token}


@for_all()
def not_with_a_token_that_is_none(t, route):
    for token in "polar_cst_none", "polar_oat_none", "none":
        given = _given(t, route) | _with_token(route, token)
        t.assertEqual(t.unauthorized(route, **given), (401, "invalid_token"))


@for_all()
def not_with_a_token_of_another_kind(t, route):
    other = t.stack.seeded["access_token"]
    if not _is_customers(route):
        other = t.session(customer_id=t.stack.ada["id"]).token
    status, _ = t.unauthorized(route, **_given(t, route), **_with_token(route, other))
    t.assertEqual(status, 401)


@for_all(lambda route: not _is_customers(route))
def not_without_its_scope(t, route):
    for scope, token in t.stack.seeded["scoped_tokens"].items():
        given = _given(t, route) | {"access_token": token}
        if scope == _scope(route):
            continue
        if route.startswith("POST") and route.endswith("/members"):
            # Its 403 for a new member is another one than ours, and it does not tell what it could not read.
            t.refused(PolarDeserializationError, route, **given)
        else:
            t.assertEqual(t.unauthorized(route, **given), (403, "insufficient_scope"), scope)


@for_all(lambda route: "{" in route)
def not_for_another_organization(t, route):
    t.not_found(route, **_given(t, route), access_token=t.stack.theirs["access_token"])
