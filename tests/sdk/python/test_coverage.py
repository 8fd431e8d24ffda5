"""No call of the SDK is forgotten: neither one that it gets with a new version, nor one of a route that we get."""

import unittest

import test_calls  # noqa: F401
from routes import NOT_SERVED, SERVED, plain, served_as
from sdks import CALLS, PAGES, SDKS
from table import ROWS


class Coverage(unittest.TestCase):
    def test_what_it_has_and_we_do_not_serve_is_named_with_the_reason(self):
        known = {plain(route) for route, reason in NOT_SERVED.items() if reason}
        for sdk in SDKS:
            self.assertGreater(len(sdk.routes), 20, "its code was read")
            self.assertEqual({it for it in sdk.routes if not served_as(it)} - _spelled(sdk, known), set(), sdk.name)

    def test_what_it_has_and_we_serve_is_called(self):
        for sdk in SDKS:
            served = {served_as(route) for route in sdk.routes} - {None}
            self.assertEqual(set(CALLS), served, sdk.name)

    def test_what_is_called_has_a_row(self):
        self.assertEqual({route for route, _, _ in ROWS}, set(CALLS))

    def test_every_list_is_read_to_its_end(self):
        lists = {route for route in CALLS if route.startswith("GET") and route.endswith(("customers", "members"))}
        self.assertEqual(set(PAGES), lists)

    def test_what_is_not_served_is_not(self):
        self.assertEqual({plain(it) for it in NOT_SERVED} & {plain(it) for it in SERVED}, set())


def _spelled(sdk, plain_routes):
    return {route for route in sdk.routes if plain(route) in plain_routes}
