"""Every client of the SDK makes every call, against a local stack of its own."""

import rows_customers  # noqa: F401
import rows_lists  # noqa: F401
import rows_members  # noqa: F401
import rows_refusals  # noqa: F401
import rows_sessions  # noqa: F401
from sdks import CALLS, SDKS
from table import ROWS
from world import World


def _tests(sdk):
    tests = {f"test_{number:03} {route}: {what}": run for number, (route, what, run) in enumerate(ROWS)}

    def no_call_was_left_unanswered(t):
        t.assertEqual(t.answered, set(CALLS))

    return tests | {"test_999 no call was left unanswered": no_call_was_left_unanswered, "sdk": sdk}


for _sdk in SDKS:
    globals()[_sdk.name] = type(_sdk.name, (World,), _tests(_sdk))
