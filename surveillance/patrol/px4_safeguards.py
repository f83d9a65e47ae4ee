"""What a PX4 copter does by itself when something goes wrong, by its parameters.

Names and numbers are those of PX4 1.15: its parameter reference, and px4.txt for GF_ACTION.
"""

import math
from collections.abc import Iterator

from surveillance.patrol.order import WithoutLink
from surveillance.patrol.preflight import Check
from surveillance.patrol.safeguards import Chosen, Safeguards

_LINK_HOLDS, _LINK_RETURNS, _LINK_LANDS = 1.0, 2.0, 3.0  # NAV_DLL_ACT; 0: nothing
_MISSION_GOES_ON = 1  # bit of COM_DLL_EXCEPT: a mission goes on without a ground station
_HOLD_GOES_ON = 2  # the same of its hold mode, in which it looks closer
_FENCE_RETURNS, _FENCE_LANDS, _FENCE_FALLS = 3.0, 5.0, 4.0  # GF_ACTION; 1 warns, 2 holds

_BATTERY_WARNS, _BATTERY_LANDS, _BATTERY_RETURNS = 0.0, 2.0, 3.0  # COM_LOW_BAT_ACT
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
        if self._goes_on:
            return "it goes on with the mission by itself (failsafe set so) and returns at its end"
        if action == _LINK_RETURNS:
            seconds = self.values.get("COM_DL_LOSS_T")
            told = "some" if seconds is None else f"{seconds:g}"
            return f"{told} seconds after the link is lost its failsafe brings it back"
        does = {_LINK_HOLDS: "holds it where it is until its battery is empty"}
        does |= {_LINK_LANDS: "LANDS it where it is, on the water"}
        return (
            f"NAV_DLL_ACT is {action:g}: its failsafe {does.get(action, 'lets it FALL')};"
            " 2 would bring it back"
        )

    @property
    def returns_from_guided(self) -> bool:
        """See Safeguards."""
        holds_on = int(self.values.get("COM_DLL_EXCEPT", 0)) & _HOLD_GOES_ON
        return self.values.get("NAV_DLL_ACT") == _LINK_RETURNS and not holds_on

    @property
    def _goes_on(self) -> bool:
        return bool(int(self.values.get("COM_DLL_EXCEPT", 0)) & _MISSION_GOES_ON)

    def for_link_loss(self, wanted: WithoutLink) -> dict[str, float]:
        """See Safeguards; an older PX4 without COM_DLL_EXCEPT cannot tell its mission from the
        rest, and then goes on everywhere."""
        is_to_go_on = wanted is WithoutLink.GO_ON
        returns = {"COM_DL_LOSS_T": _LINK_LOSS_S, "NAV_DLL_ACT": _LINK_RETURNS}
        if "COM_DLL_EXCEPT" not in self.values:
            return {"NAV_DLL_ACT": 0.0} if is_to_go_on else returns
        others = int(self.values["COM_DLL_EXCEPT"]) & ~_MISSION_GOES_ON
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
        seconds = self.values.get("COM_DL_LOSS_T")
        is_prompt = self.values.get("NAV_DLL_ACT") != _LINK_RETURNS or (
            seconds is not None and seconds <= _LONGEST_LOSS_S
        )
        text = self.without_link
        if not is_prompt:
            text += f": that is late; set COM_DL_LOSS_T to {_LINK_LOSS_S:g}"
        yield Check("without a link", is_prompt, text)

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
        is_good = height_m < most_m
        return Check("return height", is_good, text if is_good else f"{text}: lower RTL_RETURN_ALT")

    def _battery(self) -> Iterator[Check]:
        action = self.values.get("COM_LOW_BAT_ACT")
        levels = [self.values.get(name) for name in _THRESHOLDS]
        known = [level for level in levels if level is not None]
        if len(known) == len(levels) and known != sorted(known, reverse=True):
            text = ", ".join(f"{n} {v:g}" for n, v in zip(_THRESHOLDS, known, strict=True))
            yield Check("battery levels", False, f"{text}: each must lie below the one before")
        if action is None or action == _BATTERY_WARNS:
            shown = "unknown" if action is None else f"{action:g}"
            text = f"COM_LOW_BAT_ACT is {shown}: it does not react to a low battery by itself"
            yield Check("battery failsafe", True, text)
        elif action == _BATTERY_LANDS:
            text = "COM_LOW_BAT_ACT is 2: it LANDS where it is, on the water; 3 would bring it back"
            yield Check("battery failsafe", True, text)
