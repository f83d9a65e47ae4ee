"""The check that nobody else has a hand on our vehicle while it is made ready."""

from surveillance.links.connection import Connection
from surveillance.patrol.preflight import Check

_NAME = "other ground stations"
_REMEDY = "close it, or keep its hands off, and start again"


def company_check(connection: Connection) -> Check:
    """One that only listens is named; one that does something, or is taken for us, forbids."""
    others = connection.others
    if others.acts:
        return Check(_NAME, False, f"{others.acts[0]}: {_REMEDY}")
    if others.has_double:
        return Check(_NAME, False, "one uses our own number: give it another, and start again")
    if not others.stations:
        return Check(_NAME, True, "none heard")
    listed = ", ".join(f"system {system}" for system, _ in others.stations)
    return Check(_NAME, True, f"on the link, doing nothing so far: {listed}")
