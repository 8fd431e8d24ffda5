"""Members of a team, by the customer's and the member's ids or by the merchant's own for both."""

from table import row
from world import NOBODY

CREATE = "POST /v1/customers/{id}/members"
CREATE_EXTERNAL = "POST /v1/customers/external/{external_id}/members"
LIST = "GET /v1/customers/{id}/members"
LIST_EXTERNAL = "GET /v1/customers/external/{external_id}/members"
GET = "GET /v1/customers/{id}/members/{member_id}"
GET_EXTERNAL = "GET /v1/customers/external/{external_id}/members/{member_id}"
UPDATE = "PATCH /v1/customers/{id}/members/{member_id}"
UPDATE_EXTERNAL = "PATCH /v1/customers/external/{external_id}/members/{member_id}"
DELETE = "DELETE /v1/customers/{id}/members/{member_id}"
DELETE_EXTERNAL = "DELETE /v1/customers/external/{external_id}/members/{member_id}"


def _names(team, member, route):
    """What this route calls the member."""
    if "external" in route:
        return {"external_id": team.external_id, "member_id": member.external_id}
    return {"id": team.id, "member_id": member.id}


def _name(team, route):
    """What this route calls the team."""
    return {"external_id": team.external_id} if "external" in route else {"id": team.id}


@row(CREATE, CREATE_EXTERNAL)
def a_member_of_whom_only_the_email_is_known(t, route):
    team = t.team()
    email = t.fresh_email()
    member = t.call(route, **_name(team, route), body={"email": email})
    t.assertEqual(member, t.member_of(team, member, email=email))
    t.assertEqual(t.call(GET, id=team.id, member_id=member.id), member)


@row(CREATE, CREATE_EXTERNAL)
def one_in_each_role_with_all_there_is_to_tell(t, route):
    team = t.team()
    for role in "owner", "billing_manager", "member":
        told = {
            "email": t.fresh_email(),
            "name": "Ada Größe 雪",
            "external_id": t.fresh("member"),
            "role": role,
        }
        member = t.call(route, **_name(team, route), body=told)
        t.assertEqual(member, t.member_of(team, member, **told))
        for get in GET, GET_EXTERNAL:
            t.assertEqual(t.call(get, **_names(team, member, get)), member)


@row(CREATE, CREATE_EXTERNAL)
def the_first_of_a_team_is_its_owner_whatever_is_said(t, route):
    for role in {}, {"role": "member"}, {"role": "billing_manager"}:
        team = t.team(owner=None)
        told = {"email": t.fresh_email(), "name": None, "external_id": None}
        owner = t.call(route, **_name(team, route), body=told | role)
        t.assertEqual(owner, t.member_of(team, owner, **told, role="owner"))
        t.assertEqual(t.members(team), [owner])


@row(CREATE, CREATE_EXTERNAL)
def not_in_a_person(t, route):
    t.assertNotEqual(t.faults(route, **_name(t.person(), route), body={"email": t.fresh_email()}), [])


@row(CREATE, CREATE_EXTERNAL)
def not_with_what_is_no_email_or_what_another_of_the_team_has(t, route):
    team = t.team()
    member = t.member(team, external_id=t.fresh("member"))

    def faults(**body):
        return t.faults(route, **_name(team, route), body=body)

    t.assertEqual(faults(email="ada"), ["body.email"])
    t.assertEqual(faults(email=member.email.upper()), ["body.email"])
    t.assertEqual(faults(email=t.fresh_email(), external_id=member.external_id), ["body.external_id"])
    both = {"email": member.email, "external_id": member.external_id}
    t.assertEqual(faults(**both), ["body.email", "body.external_id"])


@row(CREATE)
def the_same_email_and_external_id_in_another_team(t):
    told = {"email": "both@example.com", "external_id": "both"}
    one, other = (t.member(t.team(), **told) for _ in range(2))
    t.assertNotEqual((one.id, one.customer_id), (other.id, other.customer_id))
    t.assertEqual((one.email, one.external_id), (other.email, other.external_id))


@row(LIST, LIST_EXTERNAL)
def all_of_a_team_the_newest_first_by_role_and_by_page(t, route):
    team = t.team()
    (owner,) = t.members(team)
    bob, eve = t.member(team), t.member(team, role="billing_manager")

    def page(**query):
        return t.call(route, **_name(team, route), query=query)

    t.assertIs(type(page()), t.outputs.ListResourceMember)
    t.is_page(page(), [eve, bob, owner], 3)
    t.is_page(page(role="billing_manager"), [eve], 1)
    t.is_page(page(role="owner", sorting=["-created_at"]), [owner], 1)
    t.is_page(page(limit=2), [eve, bob], 3, limit=2)
    t.is_page(page(limit=2, page=2), [owner], 3, limit=2)
    t.is_page(page(limit=2, page=3), [], 3, limit=2)
    t.assertEqual(t.all(route, **_name(team, route), query={"limit": 1}), [eve, bob, owner])


@row(LIST, LIST_EXTERNAL)
def not_beyond_its_limits(t, route):
    name = _name(t.team(), route)
    t.assertEqual(t.faults(route, **name, query={"limit": 101}), ["query.limit"])
    t.assertEqual(t.faults(route, **name, query={"page": 0}), ["query.page"])


@row(UPDATE, UPDATE_EXTERNAL)
def each_field_alone_and_together_and_nothing_else(t, route):
    team = t.team()
    member = t.member(team, name="Bob", external_id=t.fresh("bob"))
    names = _names(team, member, route)
    get = route.replace("PATCH", "GET")
    for changes in (
        {"name": "Grace"},
        {"email": t.fresh_email("grace")},
        {"role": "billing_manager"},
        {"role": "owner"},
        {"name": "Bob", "email": t.fresh_email("bob"), "role": "member"},
    ):
        changed = t.call(route, **names, body=changes)
        t.assertEqual(changed, t.changed(member, changed, **changes))
        t.assertEqual(t.call(get, **names), changed)
        member = changed
    for nothing in {}, {"name": None, "email": None, "role": None}:
        t.assertEqual(t.call(route, **names, body=nothing), member)
    t.assertEqual(t.call(get, **names), member)


@row(UPDATE)
def not_to_what_is_no_email_or_anothers_of_the_team_and_not_the_last_owners_role(t):
    team = t.team()
    (owner,) = t.members(team)
    bob = t.member(team)

    def faults(member, **body):
        return t.faults(UPDATE, id=team.id, member_id=member.id, body=body)

    t.assertEqual(faults(bob, email="bob"), ["body.email"])
    t.assertEqual(faults(bob, email=owner.email), ["body.email"])
    t.assertEqual(faults(owner, role="member"), ["body.role"])
    t.assertEqual(t.members(team), [bob, owner])


@row(DELETE, DELETE_EXTERNAL)
def nothing_finds_it_any_more_and_what_it_was_called_is_free(t, route):
    team = t.team()
    bob = t.member(team, external_id=t.fresh("bob"))
    t.assertIsNone(t.call(route, **_names(team, bob, route)))
    _is_gone(t, team, bob)
    t.assertEqual(len(t.members(team)), 1)
    other = t.member(team, email=bob.email, external_id=bob.external_id)
    t.assertNotEqual(other.id, bob.id)
    t.assertEqual(t.call(GET_EXTERNAL, **_names(team, bob, GET_EXTERNAL)), other)


@row(DELETE)
def not_the_last_owner_but_one_of_two(t):
    team = t.team()
    (first,) = t.members(team)
    t.assertEqual(t.faults(DELETE, id=team.id, member_id=first.id), ["path.member_id"])
    second = t.member(team, role="owner")
    t.assertIsNone(t.call(DELETE, id=team.id, member_id=first.id))
    t.assertEqual(t.members(team), [second])


@row(GET)
def nobody_by_no_call_in_a_team_or_in_anothers(t):
    team, other = t.team(), t.team()
    bob = t.member(team, external_id=t.fresh("bob"))
    _is_gone(t, other, bob)
    nobody = t.person()
    t.call("DELETE /v1/customers/{id}", id=nobody.id)
    _is_gone(t, nobody, bob)
    _is_gone(t, team, nobody)
    t.assertEqual(t.call(GET, id=team.id, member_id=bob.id), bob)


@row(GET_EXTERNAL)
def the_member_goes_by_the_merchants_own_id_too_or_else_by_its_id(t):
    team = t.team()
    bob = t.member(team, external_id=t.fresh("bob+größe 7 #&=%41;@:\"'~"))
    t.assertEqual(t.call(GET_EXTERNAL, **_names(team, bob, GET_EXTERNAL)), bob)
    t.assertEqual(t.call(GET_EXTERNAL, external_id=team.external_id, member_id=bob.id), bob)


@row(CREATE, LIST, CREATE_EXTERNAL, LIST_EXTERNAL)
def not_of_a_team_that_is_not_there(t, route):
    name = {"external_id": t.fresh("nobody")} if "external" in route else {"id": NOBODY}
    body = {"body": {"email": t.fresh_email()}} if route.startswith("POST") else {}
    t.not_found(route, **name, **body)


def _is_gone(t, team, member):
    """No call knows this member of this team."""
    for route in GET, DELETE, GET_EXTERNAL, DELETE_EXTERNAL:
        t.not_found(route, **_names(team, member, route))
    for route in UPDATE, UPDATE_EXTERNAL:
        t.not_found(route, **_names(team, member, route), body={"name": "Grace"})
