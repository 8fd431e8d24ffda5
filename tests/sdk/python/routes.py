"""The API's routes, and those that an SDK has in its own code."""

import json
import pathlib
import re

import polar

_LIST = json.loads((pathlib.Path(__file__).parents[1] / "routes.json").read_text())

SERVED = _LIST["served"]
NOT_SERVED = _LIST["not_served"]

_CALL = re.compile(r'method="(\w+)",\s*url="([^"]+)"')
_PATH = re.compile(r'"(/v1/[^"]*)"')


def plain(route):
    """A route without what may be spelled in two ways: its parameters' names, and a slash at its end."""
    return re.sub(r"\{\w+\}", "{}", route).removesuffix("/")


def served_as(route):
    """The served route that this one is, if it is one."""
    return next((it for it in SERVED if plain(it) == plain(route)), None)


def fits(route, method, path):
    """Whether a request for this path is one for this route."""
    wanted, template = route.split(" ")
    pattern = "[^/]+".join(re.escape(part) for part in re.split(r"\{\w+\}", template))
    return method == wanted and re.fullmatch(f"{pattern}/?", path) is not None


def routes_in(version):
    """The routes in the code of a version of the API, of those that begin as ours do."""
    routes = set()
    for file in (pathlib.Path(polar.__file__).parent / version / "services").rglob("*.py"):
        code = file.read_text()
        calls = _CALL.findall(code)
        # Otherwise the pattern does not know how this SDK writes a call.
        missed = set(_PATH.findall(code)) - {path for _, path in calls}
        if missed:
            raise ValueError(f"{file} has paths without a method: {missed}")
        routes |= {f"{method} {path}" for method, path in calls if _is_ours(path)}
    return routes


def _is_ours(path):
    return any(path == it or path.startswith(f"{it}/") for it in _LIST["prefixes"])
