"""The list of customers: its filters, its pages, its order."""

from table import row

LIST = "GET /v1/customers"


@row(LIST)
def all_there_are_the_newest_first(t):
    total = t.call(LIST).pagination.total_count
    person, team = t.person(), t.team()
    page = t.call(LIST)
    t.assertIs(type(page), t.outputs.ListResourceCustomer)
    t.assertEqual(page.items[:2], [team, person])
    t.is_page(page, page.items, total + 2)
    t.assertEqual(len(page.items), min(total + 2, 10))


@row(LIST)
def page_by_page(t):
    query, (first, second, third) = t.people(3)

    def page(number):
        return t.call(LIST, query={"query": query, "limit": 2, "page": number})

    t.is_page(page(1), [third, second], 3, limit=2)
    t.is_page(page(2), [first], 3, limit=2)
    t.is_page(page(3), [], 3, limit=2)


@row(LIST)
def ten_on_a_page_unless_told_and_the_own_way_through_all_pages(t):
    query, people = t.people(11)
    newest = people[::-1]
    t.is_page(t.call(LIST, query={"query": query}), newest[:10], 11)
    for limit in 4, 10, 100:
        t.assertEqual(t.all(LIST, query={"query": query, "limit": limit}), newest)


@row(LIST)
def by_the_whole_email_in_any_case(t):
    customer = t.person()
    email = customer.email
    t.person(email=f"x{email}")
    t.is_page(t.call(LIST, query={"email": email}), [customer], 1)
    t.is_page(t.call(LIST, query={"email": email.upper()}), [customer], 1)
    t.is_page(t.call(LIST, query={"email": email[:-1]}), [], 0)


@row(LIST)
def by_how_the_email_begins(t):
    query, (first, second) = t.people(2)
    t.is_page(t.call(LIST, query={"query": query}), [second, first], 2)
    t.is_page(t.call(LIST, query={"query": first.email}), [first], 1)
    t.is_page(t.call(LIST, query={"query": query[1:]}), [], 0)


@row(LIST)
def by_the_organization_which_is_the_tokens_or_has_nobody(t):
    customer = t.person()
    ours, theirs = t.stack.seeded["organization"]["id"], t.stack.theirs["id"]
    every = (ours, 1), ([ours], 1), (theirs, 0), ([theirs], 0), ([theirs, ours], 1)
    for organization_id, found in every:
        page = t.call(LIST, query={"email": customer.email, "organization_id": organization_id})
        t.is_page(page, [customer][:found], found)


@row(LIST)
def by_all_filters_at_once(t):
    query, (first, _) = t.people(2)
    filters = {"query": query, "email": first.email, "sorting": ["-created_at"]}
    t.is_page(t.call(LIST, query=filters), [first], 1)
    t.is_page(t.call(LIST, query=filters | {"query": "other"}), [], 0)


@row(LIST)
def by_whether_anything_is_bought_which_nobody_did(t):
    customer = t.person()
    for active, found in (True, 0), (False, 1):
        page = t.call(LIST, query={"email": customer.email, "active": active})
        t.is_page(page, [customer][:found], found)


@row(LIST)
def not_by_metadata(t):
    t.assertEqual(t.faults(LIST, query={"metadata": {"plan": "pro"}}), ["query.metadata"])


@row(LIST)
def not_another_organizations(t):
    query = {"email": t.person().email}
    t.is_page(t.call(LIST, query=query, access_token=t.stack.theirs["access_token"]), [], 0)


@row(LIST)
def not_beyond_its_limits(t):
    t.assertEqual(t.faults(LIST, query={"limit": 101}), ["query.limit"])
    t.assertEqual(t.faults(LIST, query={"limit": 0}), ["query.limit"])
    t.assertEqual(t.faults(LIST, query={"page": 0}), ["query.page"])
    t.assertEqual(t.faults(LIST, query={"page": 101, "limit": 100}), ["query.page"])
    t.assertEqual(t.faults(LIST, query={"page": 0, "limit": 101}), ["query.limit", "query.page"])
