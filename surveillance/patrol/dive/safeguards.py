"""What an ArduSub does by itself when link, sticks or battery fail: read, told, never changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveillance.links.connection import Connection
from surveillance.links.params import read_params
from surveillance.patrol.actions import Actions
from surveillance.patrol.preflight import Check

_WATCHED = ("FS_GCS_ENABLE", "FS_PILOT_INPUT", "FS_LEAK_ENABLE", "BATT_FS_LOW_ACT")
_WITHOUT_LINK: dict[float, str] = {
    0: "it stays in its mode without a link, and drifts with the current",
    1: "it stays in its mode without a link, and drifts with the current",
    2: "its failsafe disarms it some seconds later: it rises by its own buoyancy, if it has any",
    3: "its failsafe holds the depth some seconds later: it stays down and drifts",
    4: "its failsafe brings it up some seconds later, wherever it is",
}

_LEAK = Actions(
    "FS_LEAK_ENABLE",
    {
        0.0: "it says nothing of a leak",
        1.0: "it says so when it leaks",
        2.0: "it comes up by itself when it leaks, wherever it is",
    },
    1.0,
)
_BATTERY = Actions(
    "BATT_FS_LOW_ACT",
    {
        0.0: "it does nothing by itself",
        1.0: "it says so",
        2.0: "it disarms and rises by its own buoyancy, if it has any",
        3.0: "it comes up by itself, wherever it is",
    },
    0.0,
)


@dataclass(frozen=True, slots=True)
class DiveSafeguards:
    """Parameters by name, as the vehicle has them; a missing one is unknown to it."""

    values: Mapping[str, float]

    @property
    def without_link(self) -> str:
        """What the vehicle does by itself when its tether is cut."""
        action = self.values.get("FS_GCS_ENABLE")
        known = None if action is None else _WITHOUT_LINK.get(action)
        return known or "what it does without a link is not known"

    def checks(self) -> Iterator[Check]:
        """Parameters that forbid the dive, and those worth a word; an unknown value forbids."""
        action = self.values.get("FS_GCS_ENABLE")
        is_good = action in (2.0, 3.0, 4.0)
        remedy = "" if is_good else ": set FS_GCS_ENABLE to 4 (surface), 3 (hold) or 2 (disarm)"
        yield Check("without a link", is_good, self.without_link + remedy)
        sticks = self.values.get("FS_PILOT_INPUT")
        is_noticed = sticks in (1.0, 2.0)
        text = "lost sticks are noticed"
        if not is_noticed:
            # our own heartbeat counts as a ground station's: of the pilot's console only this tells
            shown = "unknown" if sticks is None else f"{sticks:g}"
            text = f"FS_PILOT_INPUT is {shown}: nothing notices that its pilot is gone"
            text += ": set it to 2 (disarm) or 1 (warn)"
        yield Check("pilot's console", is_noticed, text)
        yield _LEAK.judge("leak", self.values)
        yield _BATTERY.judge("low battery", self.values)


def read_dive_safeguards(connection: Connection) -> DiveSafeguards:
    """As they stand in the vehicle. Raises LinkError when it does not answer."""
    return DiveSafeguards(read_params(connection, _WATCHED))
