"""The merchant opens sessions for its customers, and an SDK with such a session's token asks whose it is."""

from table import row
from world import NOBODY, USER

NEW_SESSION = "POST /v1/customer-sessions"
INTROSPECT = "GET /v1/customer-portal/customer-session/introspect"
UPDATE = "PATCH /v1/customers/{id}"
UPDATE_MEMBER = "PATCH /v1/customers/{id}/members/{member_id}"
DELETE_MEMBER = "DELETE /v1/customers/{id}/members/{member_id}"


@row(NEW_SESSION)
def for_a_customer_of_the_demo_by_either_id(t):
    by_id = t.session(customer_id=t.stack.ada["id"])
    ada = t.customer_of(by_id.customer, name="Ada", **t.stack.ada)
    t.assertEqual(by_id, t.session_of(ada, by_id))
    by_external_id = t.session(external_customer_id=t.stack.ada["external_id"])
    t.assertEqual(by_external_id, t.session_of(ada, by_external_id))
    t.assertNotEqual(by_external_id.token, by_id.token)


@row(NEW_SESSION)
def for_a_new_customer_by_either_id(t):
    customer = t.person(name="Ada", metadata={"plan": "pro", "seats": 3})
    for name in {"customer_id": customer.id}, {"external_customer_id": customer.external_id}:
        session = t.session(**name)
        t.assertEqual(session, t.session_of(customer, session))


@row(NEW_SESSION)
def with_an_address_to_return_to(t):
    for return_url in "https://shop.example.com/account?tab=orders", None:
        session = t.session(customer_id=t.stack.ada["id"], return_url=return_url)
        t.assertEqual(session, t.session_of(session.customer, session, return_url))


@row(NEW_SESSION)
def for_a_member_of_the_demo(t):
    for member in t.stack.team["members"]:
        session = t.session(customer_id=t.stack.team["id"], member_id=member["id"])
        team = t.customer_of(session.customer, id=t.stack.team["id"], name="Hopper & Co.", type="team")
        t.assertEqual(session, t.session_of(team, session))
        found = t.outputs.PortalAuthenticatedUser(
            type="member",
            name=member["email"].partition("@")[0].title(),
            email=member["email"],
            customer_id=team.id,
            member_id=member["id"],
            role=member["role"],
        )
        t.assertEqual(t.user(session), found)


@row(NEW_SESSION)
def for_a_new_member_by_either_id(t):
    team = t.team(name="Hopper & Co.")
    bob = t.member(team, external_id=t.fresh("bob"), name="Bob", role="billing_manager")
    for of in {"customer_id": team.id}, {"external_customer_id": team.external_id}:
        for whom in {"member_id": bob.id}, {"external_member_id": bob.external_id}:
            session = t.session(**of, **whom)
            t.assertEqual(session, t.session_of(team, session))
            t.assertEqual(t.user(session), t.user_of(team, bob))


@row(NEW_SESSION)
def not_for_a_customer_that_is_nobody_or_anothers(t):
    theirs = t.stack.theirs["customer_id"]
    for customer_id in NOBODY, theirs:
        t.assertEqual(t.faults(NEW_SESSION, body={"customer_id": customer_id}), ["body.customer_id"])
    body = {"external_customer_id": t.fresh("nobody")}
    t.assertEqual(t.faults(NEW_SESSION, body=body), ["body.external_customer_id"])


@row(NEW_SESSION)
def not_for_a_team_or_a_member_that_is_not_in_it(t):
    team = {"customer_id": t.stack.team["id"]}
    t.assertEqual(t.faults(NEW_SESSION, body=team), ["body.member_id"])
    for field, name in ("member_id", NOBODY), ("external_member_id", t.fresh("nobody")):
        t.assertEqual(t.faults(NEW_SESSION, body=team | {field: name}), [f"body.{field}"])


@row(NEW_SESSION)
def not_by_two_names(t):
    body = {"customer_id": t.stack.ada["id"], "external_customer_id": t.stack.ada["external_id"]}
    t.assertNotEqual(t.faults(NEW_SESSION, body=body), [])


@row(NEW_SESSION)
def not_to_return_to_what_is_no_page_and_all_faults_at_once(t):
    body = {"customer_id": t.stack.ada["id"], "return_url": "javascript:alert(1)"}
    t.assertEqual(t.faults(NEW_SESSION, body=body), ["body.return_url"])
    faults = t.faults(NEW_SESSION, body=body | {"customer_id": NOBODY})
    t.assertEqual(faults, ["body.customer_id", "body.return_url"])


@row(INTROSPECT)
def until_when_the_session_is_good_and_where_it_leads_back_to(t):
    for return_url in None, "https://shop.example.com/account":
        session = t.session(customer_id=t.stack.ada["id"], return_url=return_url)
        found = t.outputs.CustomerCustomerSession(expires_at=session.expires_at, return_url=return_url)
        t.assertEqual(t.call(INTROSPECT, token=session.token), found)


@row(USER)
def a_person(t):
    session = t.session(customer_id=t.stack.ada["id"])
    t.assertEqual(t.user(session), t.user_of(session.customer))


@row(USER)
def a_person_who_is_renamed_and_given_another_email(t):
    customer = t.person()
    session = t.session(customer_id=customer.id)
    t.assertEqual(t.user(session), t.user_of(customer))
    renamed = t.call(UPDATE, id=customer.id, body={"name": "Grace"})
    t.assertEqual(t.user(session), t.user_of(renamed))
    t.call(UPDATE, id=customer.id, body={"email": t.fresh_email()})
    t.is_over(session)


@row(USER)
def a_member_who_gets_another_role_and_is_removed(t):
    team = t.team()
    names = {"id": team.id, "member_id": t.member(team).id}
    session = t.session(customer_id=team.id, member_id=names["member_id"])
    t.assertEqual(t.user(session).role, "member")
    t.call(UPDATE_MEMBER, **names, body={"role": "owner"})
    t.assertEqual(t.user(session).role, "owner")
    t.call(DELETE_MEMBER, **names)
    t.is_over(session)
