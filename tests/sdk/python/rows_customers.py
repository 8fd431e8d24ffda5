"""Customers: what is written is what is read, by either id."""

from table import row
from world import NOBODY

CREATE = "POST /v1/customers"
GET = "GET /v1/customers/{id}"
GET_EXTERNAL = "GET /v1/customers/external/{external_id}"
UPDATE = "PATCH /v1/customers/{id}"
UPDATE_EXTERNAL = "PATCH /v1/customers/external/{external_id}"
DELETE = "DELETE /v1/customers/{id}"
DELETE_EXTERNAL = "DELETE /v1/customers/external/{external_id}"
STATE = "GET /v1/customers/{id}/state"
STATE_EXTERNAL = "GET /v1/customers/external/{external_id}/state"
LIST = "GET /v1/customers"

METADATA = {
    "plan": "pro",
    "seats": 3,
    "ratio": 0.25,
    "trial": True,
    "left": False,
    "none": 0,
    "note": "",
    "Größe μ": "☃",
}


@row(CREATE)
def a_person_of_whom_only_the_email_is_known(t):
    email = t.fresh_email()
    customer = t.call(CREATE, body={"email": email})
    t.assertEqual(customer, t.customer_of(customer, email=email))
    t.assertEqual(t.call(GET, id=customer.id), customer)


@row(CREATE)
def a_person_with_all_there_is_to_tell(t):
    told = {
        "email": t.fresh_email(),
        "name": "Ada Größe 雪",
        "external_id": t.fresh("user"),
        "metadata": METADATA,
    }
    customer = t.call(CREATE, body=told | {"organization_id": t.stack.seeded["organization"]["id"]})
    t.assertEqual(customer, t.customer_of(customer, **told))
    # To Python, 1 and True are equal.
    for name, value in METADATA.items():
        t.assertIs(type(customer.metadata[name]), type(value), name)
    t.assertEqual(t.call(GET, id=customer.id), customer)
    t.assertEqual(t.call(GET_EXTERNAL, external_id=told["external_id"]), customer)


@row(CREATE)
def nulls_are_fields_that_are_not_sent(t):
    email = t.fresh_email()
    customer = t.call(CREATE, body={"email": email, "name": None, "external_id": None, "organization_id": None})
    t.assertEqual(customer, t.customer_of(customer, email=email))


@row(CREATE)
def a_second_person_with_the_same_email(t):
    first = t.person()
    second = t.call(CREATE, body={"email": first.email})
    t.assertNotEqual(second.id, first.id)
    t.assertEqual(second.email, first.email)


@row(CREATE)
def a_team_and_its_owner(t):
    owner = {"email": t.fresh_email("owner"), "name": "Grace", "external_id": t.fresh("grace")}
    told = {"type": "team", "name": "Hopper & Co.", "external_id": t.fresh("team"), "metadata": METADATA}
    team = t.call(CREATE, body=told | {"owner": owner})
    t.assertEqual(team, t.customer_of(team, **told))
    t.assertEqual(t.call(GET, id=team.id), team)
    t.assertEqual(t.call(GET_EXTERNAL, external_id=team.external_id), team)
    members = t.members(team)
    t.assertEqual(members, [t.member_of(team, members[0], **owner, role="owner")])


@row(CREATE)
def a_team_with_an_email_and_no_owner_who_then_has_that_email(t):
    told = {"name": "Hopper & Co.", "email": t.fresh_email("team")}
    team = t.call(CREATE, body=told | {"type": "team"})
    t.assertEqual(team, t.customer_of(team, **told, type="team"))
    members = t.members(team)
    t.assertEqual(members, [t.member_of(team, members[0], **told, role="owner")])


@row(CREATE)
def a_team_without_anybody(t):
    told = {"type": "team", "name": "Hopper & Co."}
    team = t.call(CREATE, body=told)
    t.assertEqual(team, t.customer_of(team, **told))
    t.assertEqual(t.members(team), [])


@row(CREATE)
def not_with_what_is_no_email_or_another_organizations_or_beyond_the_limits_of_metadata(t):
    def faults(**body):
        return t.faults(CREATE, body={"email": t.fresh_email()} | body)

    theirs = t.stack.theirs["id"]
    t.assertEqual(faults(email="ada"), ["body.email"])
    t.assertEqual(faults(external_id=f"{t.fresh('user')}/1"), ["body.external_id"])
    t.assertEqual(faults(organization_id=theirs), ["body.organization_id"])
    many = {f"key {n}": n for n in range(51)}
    t.assertEqual(faults(metadata=many), ["body.metadata"])
    long = "k" * 41
    metadata = {long: 1, "plan": "pro", "note": "x" * 501}
    t.assertEqual(faults(metadata=metadata), [f"body.metadata.{long}", "body.metadata.note"])
    every = faults(email="ada", external_id="user/1", metadata=many)
    t.assertEqual(every, ["body.email", "body.external_id", "body.metadata"])


@row(CREATE)
def not_with_an_external_id_that_is_taken(t):
    body = {"email": t.fresh_email(), "external_id": t.person().external_id}
    t.assertEqual(t.faults(CREATE, body=body), ["body.external_id"])


@row(GET_EXTERNAL)
def an_external_id_is_any_text_that_a_path_can_hold(t):
    customer = t.person(external_id=t.fresh("ada+größe 7 #&=%41;@:\"'~"))
    t.assertEqual(t.call(GET_EXTERNAL, external_id=customer.external_id), customer)


@row(UPDATE)
def each_field_alone_and_together_and_nothing_else(t):
    customer = t.person(name="Ada", metadata={"plan": "pro", "seats": 3})
    for changes in (
        {"name": "Grace"},
        {"email": t.fresh_email("grace")},
        {"metadata": {"plan": "free"}},
        {"external_id": t.fresh("grace")},
        {"metadata": {}},
        {"name": "Ada", "email": t.fresh_email(), "metadata": METADATA, "external_id": t.fresh("user")},
    ):
        changed = t.call(UPDATE, id=customer.id, body=changes)
        t.assertEqual(changed, t.changed(customer, changed, **changes))
        t.assertEqual(t.call(GET, id=customer.id), changed)
        t.assertEqual(t.call(GET_EXTERNAL, external_id=changed.external_id), changed)
        customer = changed


@row(UPDATE)
def nulls_and_what_is_so_already_change_nothing(t):
    customer = t.person(name="Ada")
    same = {"name": customer.name, "email": customer.email, "external_id": customer.external_id}
    for body in {}, dict.fromkeys(same), same:
        t.assertEqual(t.call(UPDATE, id=customer.id, body=body), customer)
    t.assertEqual(t.call(GET, id=customer.id), customer)


@row(UPDATE)
def an_external_id_that_was_given_up_is_anothers_to_take(t):
    customer = t.person()
    external_id = customer.external_id
    t.call(UPDATE, id=customer.id, body={"external_id": t.fresh("user")})
    t.not_found(GET_EXTERNAL, external_id=external_id)
    other = t.person(external_id=external_id)
    t.assertEqual(t.call(GET_EXTERNAL, external_id=external_id), other)


@row(UPDATE)
def a_person_becomes_a_team_for_good_and_its_owner_is_who_it_was(t):
    customer = t.person(name="Ada")
    team = t.call(UPDATE, id=customer.id, body={"type": "team"})
    t.assertIs(type(team), t.outputs.CustomerTeam)
    t.is_now(team.modified_at)
    kept = {name: getattr(customer, name) for name in ("id", "email", "name", "external_id")}
    t.assertEqual(t.call(GET, id=customer.id), team)
    t.assertEqual({name: getattr(team, name) for name in kept}, kept)
    members = t.members(team)
    owner = t.member_of(team, members[0], email=customer.email, name=customer.name, role="owner")
    t.assertEqual(members, [owner])
    t.assertEqual(t.faults(UPDATE, id=team.id, body={"type": "individual"}), ["body.type"])


@row(UPDATE)
def not_to_what_is_no_email_or_an_external_id_that_is_taken(t):
    taken = t.person().external_id
    customer = t.person()
    for changes in {"email": "ada"}, {"external_id": taken}:
        faults = t.faults(UPDATE, id=customer.id, body=changes | {"name": "Grace"})
        t.assertEqual(faults, [f"body.{field}" for field in changes])
    t.assertEqual(t.call(GET, id=customer.id), customer)


@row(UPDATE_EXTERNAL)
def each_field_alone_and_together_by_the_external_id(t):
    customer = t.person(name="Ada", metadata={"plan": "pro"})
    external_id = customer.external_id
    for changes in (
        {"name": "Grace"},
        {"email": t.fresh_email("grace")},
        {"metadata": METADATA},
        {"name": "Ada", "email": t.fresh_email(), "metadata": {}},
    ):
        changed = t.call(UPDATE_EXTERNAL, external_id=external_id, body=changes)
        t.assertEqual(changed, t.changed(customer, changed, **changes))
        t.assertEqual(t.call(GET_EXTERNAL, external_id=external_id), changed)
        customer = changed
    t.assertEqual(t.faults(UPDATE_EXTERNAL, external_id=external_id, body={"email": "ada"}), ["body.email"])


@row(STATE)
def the_customer_who_bought_nothing(t):
    for customer in t.person(name="Ada", metadata=METADATA), t.team(name="Hopper & Co."):
        t.assertEqual(t.call(STATE, id=customer.id), t.state_of(customer))


@row(STATE_EXTERNAL)
def the_same_by_the_external_id(t):
    for customer in t.person(name="Ada", metadata=METADATA), t.team(name="Hopper & Co."):
        t.assertEqual(t.call(STATE_EXTERNAL, external_id=customer.external_id), t.state_of(customer))


@row(DELETE)
def nothing_finds_it_any_more_and_what_it_was_called_is_free(t):
    customer = t.person()
    t.assertIsNone(t.call(DELETE, id=customer.id))
    _is_gone(t, customer.id, customer.external_id, customer.email)
    other = t.person(external_id=customer.external_id, email=customer.email)
    t.assertNotEqual(other.id, customer.id)
    t.assertEqual(t.call(GET_EXTERNAL, external_id=customer.external_id), other)


@row(DELETE)
def what_it_leaves_is_erased_when_asked_to_at_once_or_later_and_once(t):
    now, later = t.person(), t.person()
    t.assertIsNone(t.call(DELETE, id=now.id, query={"anonymize": True}))
    t.assertIsNone(t.call(DELETE, id=later.id, query={"anonymize": False}))
    t.assertIsNone(t.call(DELETE, id=later.id, query={"anonymize": True}))
    for customer in now, later:
        _is_gone(t, customer.id, customer.external_id, customer.email)
        t.not_found(DELETE, id=customer.id, query={"anonymize": True})


@row(DELETE)
def its_sessions_are_over(t):
    customer = t.person()
    session = t.session(customer_id=customer.id)
    t.call(DELETE, id=customer.id)
    t.is_over(session)


@row(DELETE_EXTERNAL)
def the_same_with_and_without_erasing(t):
    for query in {}, {"anonymize": False}, {"anonymize": True}:
        customer = t.person()
        t.assertIsNone(t.call(DELETE_EXTERNAL, external_id=customer.external_id, query=query))
        _is_gone(t, customer.id, customer.external_id, customer.email)


@row(GET)
def nobody_by_no_call(t):
    for id in NOBODY, "no-id":
        _is_gone(t, id, t.fresh("nobody"), "nobody@example.com")


def _is_gone(t, id, external_id, email):
    """No call knows this customer."""
    body = {"name": "Grace"}
    for route in GET, STATE, DELETE:
        t.not_found(route, id=id)
    t.not_found(UPDATE, id=id, body=body)
    for route in GET_EXTERNAL, STATE_EXTERNAL, DELETE_EXTERNAL:
        t.not_found(route, external_id=external_id)
    t.not_found(UPDATE_EXTERNAL, external_id=external_id, body=body)
    t.is_page(t.call(LIST, query={"email": email}), [], 0)
