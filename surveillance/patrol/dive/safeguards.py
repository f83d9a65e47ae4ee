"""What an ArduSub does by itself when link, sticks or battery fail: read, told, never changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveillance.links.connection import Connection
from surveillance.links.params import read_params
from surveillance.patrol.preflight import Check

_WATCHED = ("FS_GCS_ENABLE", "FS_PILOT_INPUT", "FS_LEAK_ENABLE", "BATT_FS_LOW_ACT")
_WITHOUT_LINK = {
    0: "it stays in its mode without a link, and drifts with the current",
    1: "it stays in its mode without a link, and drifts with the current",
    2: "its failsafe disarms it some seconds later: it rises by its own buoyancy, if it has any",
    3: "its failsafe holds the depth some seconds later: it stays down and drifts",
    4: "its failsafe brings it up some seconds later, wherever it is",
}


@dataclass(frozen=True, slots=True)
class DiveSafeguards:
    """Parameters by name, as the vehicle has them; a missing one is unknown to it."""

    values: Mapping[str, float]

    @property
    def without_link(self) -> str:
        """What the vehicle does by itself when its tether is cut."""
        action = self.values.get("FS_GCS_ENABLE")
        known = None if action is None else _WITHOUT_LINK.get(int(action))
        return known or "what it does without a link is not known"

    def checks(self) -> Iterator[Check]:
        """Parameters that forbid the dive, and those worth a word."""
        action = self.values.get("FS_GCS_ENABLE")
        is_good = action is not None and action > 1.0
        remedy = "" if is_good else ": set FS_GCS_ENABLE to 4 (surface), 3 (hold) or 2 (disarm)"
        yield Check("without a link", is_good, self.without_link + remedy)
        sticks = self.values.get("FS_PILOT_INPUT")
        text = "lost sticks are noticed" if sticks else "nothing notices that its pilot is gone"
        # our own heartbeat counts as a ground station's: of the pilot's console only this tells
        text += "" if sticks else ": set FS_PILOT_INPUT to 2 (disarm) or 1 (warn)"
        yield Check("pilot's console", bool(sticks), text)
        leak = self.values.get("FS_LEAK_ENABLE")
        is_told = "it says so" if leak else "FS_LEAK_ENABLE is 0: it says nothing of a leak"
        yield Check("leak", True, is_told)
        low = self.values.get("BATT_FS_LOW_ACT")
        text = "it acts by itself" if low else "BATT_FS_LOW_ACT is 0: it does nothing by itself"
        yield Check("low battery", True, text)


def read_dive_safeguards(connection: Connection) -> DiveSafeguards:
    """As they stand in the vehicle. Raises LinkError when it does not answer."""
    return DiveSafeguards(read_params(connection, _WATCHED))
