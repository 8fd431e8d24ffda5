"""The table: every call that the contract lists and the SDK has, and what is asked of it."""

from sdks import CALLS

ROWS = []


def row(*routes):
    """A row for each of these routes. Its name says what is asked; one that takes a route is told which."""

    def add(run):
        for route in routes:
            asks = (lambda t, route=route: run(t, route)) if run.__code__.co_argcount == 2 else run
            ROWS.append((route, run.__name__.replace("_", " "), asks))
        return run

    return add


def for_all(is_asked=lambda route: True):
    """A row for every route of which this is so."""
    return row(*filter(is_asked, CALLS))
