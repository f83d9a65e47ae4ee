"""What a PX4 copter does by itself when something goes wrong, by its parameters.

Names and numbers are those of PX4 1.15: its parameter reference, and px4.txt for GF_ACTION.
"""

import math
from collections.abc import Iterator

from surveillance.patrol.actions import Actions
from surveillance.patrol.order import WithoutLink
from surveillance.patrol.preflight import Check
from surveillance.patrol.safeguards import Chosen, Safeguards

_LINK_HOLDS, _LINK_RETURNS, _LINK_LANDS = 1.0, 2.0, 3.0  # NAV_DLL_ACT; 0: nothing
_LINK_KNOWN = (0.0, _LINK_HOLDS, _LINK_RETURNS, _LINK_LANDS)
_LINK_FALLS = (5.0, 6.0)  # its motors stop: terminated, locked down
_MISSION_GOES_ON = 1  # bit of COM_DLL_EXCEPT: a mission goes on without a ground station
_HOLD_GOES_ON = 2  # another: what holds its place goes on holding it
_EXCEPTIONS = range(8)  # mission, hold, offboard
_FENCE_RETURNS, _FENCE_LANDS, _FENCE_FALLS = 3.0, 5.0, 4.0  # GF_ACTION; 1 warns, 2 holds

_BATTERY = Actions(
    "COM_LOW_BAT_ACT",
    {
        2.0: "at a low battery it LANDS where it is, on the water; 3 would bring it back",
        3.0: "at a low battery it returns, and lands where it is when that gets critical",
    },
    3.0,
    idle={0.0: "it does not react to a low battery by itself"},
)
_LINK_LOSS_S = 5.0  # COM_DL_LOSS_T, 5 to 300: as soon as ArduPilot, and as we call it lost
_LONGEST_LOSS_S = 30.0
_THRESHOLDS = ("BAT_LOW_THR", "BAT_CRIT_THR", "BAT_EMERGEN_THR")
PX4_WATCHED = (
    *("GF_ACTION", "GF_MAX_HOR_DIST", "GF_MAX_VER_DIST"),
    *("NAV_DLL_ACT", "COM_DL_LOSS_T", "COM_DLL_EXCEPT", "RTL_RETURN_ALT"),
    *("COM_LOW_BAT_ACT", *_THRESHOLDS),
)


class Px4Safeguards(Safeguards):
    """The same of a PX4 copter. Its fence is on whenever there is one; nothing switches it on."""

    __slots__ = ()

    @property
    def without_link(self) -> str:
        """See Safeguards."""
        action = self.values.get("NAV_DLL_ACT")
        if action is None:
            return "what it does without a link is not known"
        if action == 0.0:
            return "it goes on with the mission by itself and returns at its end"
        if not self.is_link_judged:
            return self._unjudged(action)
        if self._excepts(_MISSION_GOES_ON):
            return "it goes on with the mission by itself (failsafe set so) and returns at its end"
        if action == _LINK_RETURNS:
            seconds = self.values.get("COM_DL_LOSS_T")
            told = "some" if seconds is None else f"{seconds:g}"
            return f"{told} seconds after the link is lost its failsafe brings it back"
        does = {_LINK_HOLDS: "holds it where it is until its battery is empty"}
        does |= {_LINK_LANDS: "LANDS it where it is, on the water"}
        return f"NAV_DLL_ACT is {action:g}: its failsafe {does[action]}; 2 would bring it back"

    def _unjudged(self, action: float) -> str:
        if action in _LINK_FALLS:
            return (
                f"NAV_DLL_ACT is {action:g}: its failsafe lets it FALL when the link is lost; 2"
                " would bring it back"
            )
        if action not in _LINK_KNOWN:
            does = "what it does without a link is not known"
            return f"NAV_DLL_ACT is {action:g}: {does}; 2 would bring it back"
        held = self.values["COM_DLL_EXCEPT"]
        return f"COM_DLL_EXCEPT is {held:g}: where its failsafe is silent is not known; 0 or 1 is"

    @property
    def is_link_judged(self) -> bool:
        """See Safeguards."""
        is_known = self.values.get("NAV_DLL_ACT") in _LINK_KNOWN
        return is_known and self.values.get("COM_DLL_EXCEPT", 0.0) in _EXCEPTIONS

    @property
    def returns_from_guided(self) -> bool:
        """See Safeguards."""
        is_returning = self.values.get("NAV_DLL_ACT") == _LINK_RETURNS
        return is_returning and self.is_link_judged and not self._excepts(_HOLD_GOES_ON)

    def _excepts(self, bit: int) -> bool:
        return bool(int(self.values.get("COM_DLL_EXCEPT", 0)) & bit)

    def for_link_loss(self, wanted: WithoutLink) -> dict[str, float]:
        """See Safeguards; an older PX4 without COM_DLL_EXCEPT cannot tell its mission from the
        rest, and then goes on everywhere."""
        is_to_go_on = wanted is WithoutLink.GO_ON
        returns = {"COM_DL_LOSS_T": _LINK_LOSS_S, "NAV_DLL_ACT": _LINK_RETURNS}
        if "COM_DLL_EXCEPT" not in self.values:
            return {"NAV_DLL_ACT": 0.0} if is_to_go_on else returns
        others = int(self.values["COM_DLL_EXCEPT"]) & ~(_MISSION_GOES_ON | _HOLD_GOES_ON)
        kept = float(others | _MISSION_GOES_ON if is_to_go_on else others)
        return {"COM_DLL_EXCEPT": kept, **returns}

    def wanted(self, chosen: Chosen) -> dict[str, float]:
        """See Safeguards: the fence brings it back, has this height and no circle.

        The height is a whole number, rounded down: the fence is never above the ceiling.
        """
        fence = {
            "GF_MAX_HOR_DIST": 0.0,
            "GF_MAX_VER_DIST": float(math.floor(chosen.height_m)),
            "GF_ACTION": _FENCE_RETURNS,
        }
        link = {} if chosen.without_link is None else self.for_link_loss(chosen.without_link)
        return {**fence, **link}

    def agrees(self, name: str, wanted: float) -> bool:
        """See Safeguards."""
        return self.values.get(name) == wanted

    def checks(self) -> Iterator[Check]:
        """See Safeguards."""
        yield self._fence()
        yield self._return_height()
        yield from self._battery()
        yield self._link()

    def _link(self) -> Check:
        """The action is known and, where it brings it home, comes soon enough."""
        seconds, text = self.values.get("COM_DL_LOSS_T"), self.without_link
        if not self.is_link_judged:
            return Check("without a link", False, text)
        is_returning = self.values.get("NAV_DLL_ACT") == _LINK_RETURNS
        if is_returning and (seconds is None or not seconds <= _LONGEST_LOSS_S):
            text += f": that is late; set COM_DL_LOSS_T to {_LINK_LOSS_S:g}"
            return Check("without a link", False, text)
        return Check("without a link", True, text)

    def _fence(self) -> Check:
        action = self.values.get("GF_ACTION")
        known = "unknown" if action is None else f"{action:g}"
        text = f"GF_ACTION is {known}"
        if action == _FENCE_RETURNS:
            return Check("fence action", True, text)
        if action in (_FENCE_LANDS, _FENCE_FALLS):
            does = "LANDS" if action == _FENCE_LANDS else "FALLS"
            text += f": it {does} where it crosses the fence, on the water"
        return Check("fence action", False, f"{text}: set it to 3 (return)")

    def _return_height(self) -> Check:
        """The way home goes up to RTL_RETURN_ALT, which the fence must leave room for."""
        height_m, most_m = self.values.get("RTL_RETURN_ALT"), self.values.get("GF_MAX_VER_DIST")
        if height_m is None or most_m is None:
            text = "RTL_RETURN_ALT or GF_MAX_VER_DIST is unknown: how high it returns is not known"
            return Check("return height", False, text)
        text = f"it returns {height_m:g} m above home, fence up to {most_m:g} m"
        is_good = 0.0 <= height_m < most_m
        remedy = "lower" if height_m >= 0.0 else "set"
        text = text if is_good else f"{text}: {remedy} RTL_RETURN_ALT"
        return Check("return height", is_good, text)

    def _battery(self) -> Iterator[Check]:
        levels = [self.values.get(name) for name in _THRESHOLDS]
        known = [level for level in levels if level is not None]
        if len(known) < len(levels):
            unknown = [n for n, level in zip(_THRESHOLDS, levels, strict=True) if level is None]
            text = f"{', '.join(unknown)} unknown: when it reacts to a low battery is not known"
            yield Check("battery levels", False, text)
        elif known != sorted(known, reverse=True):
            text = ", ".join(f"{n} {v:g}" for n, v in zip(_THRESHOLDS, known, strict=True))
            yield Check("battery levels", False, f"{text}: each must lie below the one before")
        yield _BATTERY.judge("battery failsafe", self.values)
