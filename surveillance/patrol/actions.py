"""What the values of a parameter make a vehicle do: only a known one may be judged good.

Numbers and meanings of ArduPilot are those of the parameter reference of Copter and Plane 4.x.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveillance.patrol.preflight import Check

_UNKNOWN = "what it then does is not known"


@dataclass(frozen=True, slots=True)
class Actions:
    """Of one parameter, each value with what it does.

    known: values that may fly. idle: values that may fly, but are not called good. bad: values
    that may not. A value that is in none of them is red as well. wanted: the advised value.
    """

    name: str
    known: Mapping[float, str]
    wanted: float
    bad: Mapping[float, str] = field(default_factory=dict)
    idle: Mapping[float, str] = field(default_factory=dict)

    def judge(self, title: str, values: Mapping[str, float]) -> Check:
        """The value that the vehicle holds, with its meaning in words."""
        held = values.get(self.name)
        if held is None:
            return Check(
                title, False, f"{self.name} is unknown: {_UNKNOWN}: set it to {self.wanted:g}"
            )
        shown = f"{self.name} is {held:g}"
        if held in self.known:
            return Check(title, True, f"{shown}: {self.known[held]}")
        if held in self.idle:
            return Check(title, None, f"{shown}: {self.idle[held]}")
        does = self.bad.get(held, _UNKNOWN)
        return Check(title, False, f"{shown}: {does}: set it to {self.wanted:g}")


def _copter_battery(when: str) -> dict[float, str]:
    lands = "LANDS where it is, on the water"
    return {
        1.0: f"{when} it {lands}; 2 would bring it back",
        2.0: f"{when} it returns",
        3.0: f"{when} it goes back the way it came, or returns",
        4.0: f"{when} it goes back the way it came, or {lands}",
        6.0: f"{when} it flies its landing sequence, or returns",
        7.0: f"{when} it brakes, or {lands}; 2 would bring it back",
    }


def _plane_battery(when: str) -> dict[float, str]:
    sequence = f"{when} it flies its landing sequence, or returns"
    return {1.0: f"{when} it returns", 2.0: sequence}


def _falls(when: str) -> str:
    return f"{when} its motors STOP and it FALLS"


_LOW, _EMPTY = "at a low battery", "at a nearly empty battery"
# a vehicle as it comes from the factory may fly: the patrol watches the battery over the link
_IDLE = {
    0.0: "NOTHING happens by itself at a low battery: only this patrol warns, and only as long as"
    " the link holds"
}
_IDLE_EMPTY = {0.0: "nothing more happens by itself at a nearly empty battery"}
_ONLY_SAYS = {0.0: "it only says that it left its fence, and flies on"}
_LEAVES = "where it leaves its fence"
COPTER_ACTIONS = {
    "battery failsafe": Actions(
        "BATT_FS_LOW_ACT", _copter_battery(_LOW), 2.0, {5.0: _falls(_LOW)}, _IDLE
    ),
    "last battery failsafe": Actions(
        "BATT_FS_CRT_ACT",
        _copter_battery(_EMPTY) | _IDLE_EMPTY,
        2.0,
        {5.0: _falls(_EMPTY)},
    ),
    "fence action": Actions(
        "FENCE_ACTION",
        {
            1.0: f"{_LEAVES} it returns, or lands if it cannot",
            2.0: "it LANDS where it crosses the fence, on the water; 1 would bring it back",
            3.0: f"{_LEAVES} it goes back the way it came or returns, or lands if it cannot",
            4.0: f"{_LEAVES} it brakes, or LANDS, on the water; 1 would bring it back",
            5.0: f"{_LEAVES} it goes back the way it came, or LANDS, on the water",
        },
        1.0,
        _ONLY_SAYS,
    ),
}
PLANE_ACTIONS = {
    "battery failsafe": Actions(
        "BATT_FS_LOW_ACT", _plane_battery(_LOW), 1.0, {3.0: _falls(_LOW)}, _IDLE
    ),
    "last battery failsafe": Actions(
        "BATT_FS_CRT_ACT",
        _plane_battery(_EMPTY) | _IDLE_EMPTY,
        1.0,
        {3.0: _falls(_EMPTY)},
    ),
    "fence action": Actions(
        "FENCE_ACTION",
        {
            1.0: f"{_LEAVES} it returns and circles",
            6.0: f"{_LEAVES} it flies to its return point",
            7.0: f"{_LEAVES} it flies to its return point, the throttle left to the pilot",
        },
        1.0,
        _ONLY_SAYS,
    ),
}

BATTERY_LEVELS = ("BATT_LOW_VOLT", "BATT_LOW_MAH")
_FENCE_KINDS = {1: "height", 2: "circle round home", 4: "polygon", 8: "depth"}


def fence_kinds(bits: int) -> str:
    """FENCE_TYPE in words."""
    kinds = [words for bit, words in _FENCE_KINDS.items() if bits & bit]
    return " and ".join(kinds) or "of no kind"


def resuming(values: Mapping[str, float]) -> Check:
    """MIS_RESTART: whether a mission can be resumed."""
    restart = values.get("MIS_RESTART")
    shown = "MIS_RESTART is " + ("unknown" if restart is None else f"{restart:g}")
    if restart == 0.0:
        return Check("mission resume", True, f"{shown}: a mission goes on where it was left")
    does = "" if restart is None else ": a mission begins anew each time"
    return Check("mission resume", False, f"{shown}{does}; 0 lets it be resumed")


def battery_levels(values: Mapping[str, float]) -> Iterator[Check]:
    """Whether it notices a low battery at all; nothing where it does. Not set does not forbid: the
    level depends on the battery, which only its owner knows."""
    if not any(values.get(name, 0.0) > 0.0 for name in BATTERY_LEVELS):
        text = (
            f"neither {' nor '.join(BATTERY_LEVELS)} is set: it never notices a low battery by"
            " itself; only this patrol does, as long as the link holds"
        )
        yield Check("battery level", None, text)
