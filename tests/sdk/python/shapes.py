"""What the contract says an answer has, as the SDK's own models: every field of it."""

import dataclasses
import datetime
import math
import re

_ID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")


class Shapes:
    """For a test case that has the models as `outputs`."""

    def customer_of(self, customer, **sent):
        """A new customer, with what was sent, and what the server gave to this one."""
        self.assertIsInstance(customer.avatar_url, str)
        fields = {
            **self._made(customer),
            "metadata": {},
            "external_id": None,
            "email": None,
            "email_verified": False,
            "type": "individual",
            "name": None,
            "billing_name": None,
            "billing_address": None,
            "tax_id": None,
            "organization_id": self.stack.seeded["organization"]["id"],
            "deleted_at": None,
            "avatar_url": customer.avatar_url,
            "first_user_event_at": None,
            **sent,
        }
        return self._customer_model("Customer", fields)

    def changed(self, before, after, **changes):
        """The same customer or member after a change to this of it."""
        self.is_now(after.modified_at)
        return dataclasses.replace(before, modified_at=after.modified_at, **changes)

    def state_of(self, customer):
        nothing = {"active_subscriptions": [], "granted_benefits": [], "active_meters": []}
        return self._customer_model("CustomerState", dataclasses.asdict(customer) | nothing)

    def member_of(self, team, member, **sent):
        fields = {**self._made(member), "customer_id": team.id, "name": None, "external_id": None, "role": "member"}
        return self.outputs.Member(**fields | sent)

    def session_of(self, customer, session, return_url=None):
        self.assertRegex(session.token, r"^polar_cst_\w+$")
        self.assertGreater(_time(session.expires_at), _now() + datetime.timedelta(seconds=1))
        self.assertRegex(session.customer_portal_url, r"^https?://[^/]+/acme/portal\?link=[\w-]+$")
        self.assertNotIn(session.token, session.customer_portal_url)
        return self.outputs.CustomerSession(
            **self._made(session),
            token=session.token,
            expires_at=session.expires_at,
            return_url=return_url,
            customer_portal_url=session.customer_portal_url,
            customer_id=customer.id,
            customer=customer,
        )

    def user_of(self, customer, member=None):
        who = member or customer
        return self.outputs.PortalAuthenticatedUser(
            type="member" if member else "customer",
            name=who.name,
            email=who.email,
            customer_id=customer.id,
            member_id=member and member.id,
            role=member and member.role,
        )

    def is_page(self, page, items, total, limit=10):
        """This page of a list has these, and knows how many there are."""
        pagination = self.outputs.Pagination(total_count=total, max_page=math.ceil(total / limit))
        self.assertEqual((page.items, page.pagination), (items, pagination))

    def is_now(self, time):
        self.assertRegex(time, _TIME)
        age = _now() - _time(time)
        self.assertTrue(datetime.timedelta(seconds=-1) < age < datetime.timedelta(minutes=1), time)

    def _made(self, thing):
        """What the server gives to each thing that it makes."""
        self.assertRegex(thing.id, _ID)
        self.is_now(thing.created_at)
        return {"id": thing.id, "created_at": thing.created_at, "modified_at": None}

    def _customer_model(self, name, fields):
        return getattr(self.outputs, f"{name}{fields['type'].title()}")(**fields)


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


def _time(text):
    return datetime.datetime.fromisoformat(text)
