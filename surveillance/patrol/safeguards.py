"""What an ArduPilot vehicle does by itself when something goes wrong, by its parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveillance.patrol.actions import (
    BATTERY_LEVELS,
    COPTER_ACTIONS,
    PLANE_ACTIONS,
    Actions,
    battery_levels,
    fence_kinds,
    resuming,
)
from surveillance.patrol.order import WithoutLink
from surveillance.patrol.preflight import Check

FENCE_HEIGHT, FENCE_CIRCLE, FENCE_POLYGON = 1, 2, 4  # bits of FENCE_TYPE
AUTO_WITHOUT_STATION = 2  # bit of FS_OPTIONS: AUTO goes on when the ground station is lost
_LINK_RETURNS = (1.0, 3.0, 6.0)  # return, smart return, a landing sequence or return
_LINK_LANDS = (5.0, 7.0)  # FS_GCS_ENABLE: land, brake or land
_LINK_RETURNS_OR_LANDS = 4.0  # back the way it came, where it remembers that
_PLANE_GOES_ON, _PLANE_RETURNS = 0.0, 1.0  # FS_LONG_ACTN
_PLANE_GLIDES, _PLANE_DROPS = 2.0, 3.0  # down without its engine, by its parachute
_PLANE_HEARS = (1.0, 2.0)  # FS_GCS_ENABL: in every mode; 3: in AUTO only
_PLANE_HEARS_IN_AUTO = 3.0
_HEIGHT_TOLERANCE_M = 0.5
_CM_TO_M = 0.01
_COMMON = (
    "FENCE_ENABLE",
    "FENCE_TYPE",
    "FENCE_ACTION",
    "FENCE_ALT_MAX",
    "BATT_FS_LOW_ACT",
    "BATT_FS_CRT_ACT",
    *BATTERY_LEVELS,
    "MIS_RESTART",
)
COPTER_WATCHED = (*_COMMON, "FS_GCS_ENABLE", "FS_OPTIONS", "RTL_ALT")
PLANE_WATCHED = (
    *_COMMON,
    *("FS_GCS_ENABL", "FS_LONG_ACTN", "RTL_ALTITUDE", "RTL_RADIUS", "WP_LOITER_RAD"),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the plan wants of the vehicle's own safeguards.

    height_m: of the fence above home. circle_m: of a plane round home; None: a copter.
    without_link: None leaves it as it is.
    """

    height_m: float
    circle_m: float | None = None
    without_link: WithoutLink | None = None


@dataclass(frozen=True, slots=True)
class Safeguards:
    """Parameters by name, as read back from the vehicle; a missing one is unknown to it."""

    values: Mapping[str, float]

    @property
    def without_link(self) -> str:
        """What the vehicle does by itself when it hears no ground station."""
        enabled = self.values.get("FS_GCS_ENABLE")
        if enabled is None:
            return "what it does without a link is not known"
        if enabled == 0:
            return "it goes on with the mission by itself and returns at its end"
        if int(self.values.get("FS_OPTIONS", 0)) & AUTO_WITHOUT_STATION:
            return "it goes on with the mission by itself (failsafe set so) and returns at its end"
        if enabled in _LINK_LANDS:
            return (
                f"FS_GCS_ENABLE is {enabled:g}: its failsafe LANDS it where it is, on the water,"
                " after a few seconds without a link; 1 would bring it back"
            )
        if enabled == _LINK_RETURNS_OR_LANDS:
            return (
                "its failsafe brings it back the way it came a few seconds after the link is lost,"
                " or LANDS it where it is when it has lost that way"
            )
        if not self.is_link_judged:
            return (
                f"FS_GCS_ENABLE is {enabled:g}: what it does without a link is not known; 1 would"
                " bring it back"
            )
        return "its failsafe brings it back a few seconds after the link is lost"

    @property
    def is_link_judged(self) -> bool:
        """Is what it does without a link known, and not that it falls?"""
        known = (0.0, *_LINK_RETURNS, _LINK_RETURNS_OR_LANDS, *_LINK_LANDS)
        return self.values.get("FS_GCS_ENABLE") in known

    @property
    def returns_from_guided(self) -> bool:
        """Does its own failsafe bring it home when it hears nobody outside its mission?"""
        return self.values.get("FS_GCS_ENABLE") in _LINK_RETURNS

    def for_link_loss(self, wanted: WithoutLink) -> dict[str, float]:
        """The parameters that make it so: it comes home, but from a mission only if wanted."""
        options = int(self.values.get("FS_OPTIONS", 0)) & ~AUTO_WITHOUT_STATION
        if wanted is WithoutLink.GO_ON:
            options |= AUTO_WITHOUT_STATION
        return {"FS_OPTIONS": float(options), "FS_GCS_ENABLE": _LINK_RETURNS[0]}

    @property
    def at_low_battery(self) -> float:
        """BATT_FS_LOW_ACT that brings it home."""
        return 2.0

    def wanted(self, chosen: Chosen) -> dict[str, float]:
        """The parameters as chosen, in the order in which they are to be set.

        The fence is switched on, polygon and height only, with this height above home. FENCE_ENABLE
        alone would also switch on a circle of 150 m round home, so the type goes first.
        RTL_RADIUS, where set, would come before WP_LOITER_RAD.
        """
        wanted = {
            "FENCE_TYPE": float(FENCE_HEIGHT | FENCE_POLYGON),
            "FENCE_ALT_MAX": round(chosen.height_m, 1),
            "FENCE_ENABLE": 1.0,
        }
        if self.values.get("BATT_FS_LOW_ACT") == 0.0:  # as from the factory: nothing would happen
            wanted["BATT_FS_LOW_ACT"] = self.at_low_battery
        if chosen.without_link is not None:
            wanted |= self.for_link_loss(chosen.without_link)
        if chosen.circle_m is not None:
            wanted["WP_LOITER_RAD"] = float(round(chosen.circle_m))
            wanted |= {"RTL_RADIUS": 0.0} if self.values.get("RTL_RADIUS") else {}
        return wanted

    def agrees(self, name: str, wanted: float) -> bool:
        """Does the vehicle hold a value that does as well?"""
        held = self.values.get(name)
        if held is None:
            return False
        if name == "FENCE_TYPE":
            # more kinds of fence do no harm, but the circle does
            bits = int(held)
            return bits & int(wanted) == int(wanted) and not bits & FENCE_CIRCLE
        if name == "FENCE_ALT_MAX":
            return abs(held - wanted) <= _HEIGHT_TOLERANCE_M
        return held == wanted

    def checks(self) -> Iterator[Check]:
        """Parameters that forbid the flight, and those worth a word."""
        yield self.fence_settings()
        yield self.return_height("RTL_ALT", _CM_TO_M, 0.0)
        yield from self.judged(COPTER_ACTIONS)

    def judged(self, actions: Mapping[str, Actions]) -> Iterator[Check]:
        """What every kind of vehicle is asked: resuming, fence, battery, link."""
        yield resuming(self.values)
        yield from battery_levels(self.values)
        for title, action in actions.items():
            yield action.judge(title, self.values)
        yield Check("without a link", self.is_link_judged, self.without_link)

    def fence_settings(self) -> Check:
        """The fence is on, with polygon and height, without the circle round home."""
        names = ("FENCE_ENABLE", "FENCE_TYPE", "FENCE_ALT_MAX")
        on, kinds, height_m = (self.values.get(name) for name in names)
        if on is None or kinds is None or height_m is None:
            return Check("fence settings", False, "whether its fence is on is not known")
        wanted, bits = FENCE_HEIGHT | FENCE_POLYGON, int(kinds)
        is_good = bool(on) and bits & wanted == wanted and not bits & FENCE_CIRCLE
        text = (
            f"{'on' if on else 'OFF'} (FENCE_ENABLE {on:g}): {fence_kinds(bits)}"
            f" (FENCE_TYPE {bits}), up to {height_m:.0f} m"
        )
        return Check("fence settings", is_good, text)

    def return_height(self, name: str, to_m: float, lowest_m: float) -> Check:
        """The height of its own way home lies below the height of its fence.

        lowest_m: the least that the parameter may say.
        """
        held, fence_m = self.values.get(name), self.values.get("FENCE_ALT_MAX")
        if held is None or fence_m is None:
            return Check("return height", False, f"{name} is unknown: its way home may be too high")
        rtl_m = held * to_m
        if not rtl_m >= lowest_m:
            text = f"{name} is {held:g}: what height that is is not known: set it"
            return Check("return height", False, text)
        # 0 of a copter, below 0 of a plane: at the height it has by then
        shown = f"{rtl_m:.0f} m" if rtl_m > 0.0 else "the height it has by then"
        remedy = "" if rtl_m <= fence_m else f": lower {name}"
        text = f"{name}: home at {shown}, fence up to {fence_m:.0f} m{remedy}"
        return Check("return height", rtl_m <= fence_m, text)


class PlaneSafeguards(Safeguards):
    """The same of an ArduPlane, which has other names and other choices."""

    __slots__ = ()

    @property
    def without_link(self) -> str:
        """See Safeguards."""
        enabled, action = self.values.get("FS_GCS_ENABL"), self.values.get("FS_LONG_ACTN")
        if enabled is None or action is None:
            return "what it does without a link is not known"
        if not self.is_link_judged:
            return (
                f"FS_GCS_ENABL is {enabled:g} and FS_LONG_ACTN {action:g}: what it does without a"
                " link is not known; 1 and 1 would bring it home"
            )
        if enabled == 0 or action == _PLANE_GOES_ON:
            return "it goes on with the mission by itself and circles at home at its end"
        if action == _PLANE_RETURNS:
            return "its failsafe brings it home to circle a few seconds after the link is lost"
        return (
            f"FS_LONG_ACTN is {action:g}: without a link its failsafe brings it DOWN where it is,"
            " on the water, and does not bring it home; 1 would"
        )

    @property
    def is_link_judged(self) -> bool:
        """See Safeguards."""
        enabled, action = self.values.get("FS_GCS_ENABL"), self.values.get("FS_LONG_ACTN")
        actions = (_PLANE_GOES_ON, _PLANE_RETURNS, _PLANE_GLIDES, _PLANE_DROPS)
        return enabled in (0.0, *_PLANE_HEARS, _PLANE_HEARS_IN_AUTO) and action in actions

    @property
    def returns_from_guided(self) -> bool:
        """See Safeguards."""
        return self.values.get("FS_GCS_ENABL") in _PLANE_HEARS and (
            self.values.get("FS_LONG_ACTN") == _PLANE_RETURNS
        )

    def for_link_loss(self, wanted: WithoutLink) -> dict[str, float]:
        """See Safeguards; a plane cannot tell its mission from the rest."""
        action = _PLANE_GOES_ON if wanted is WithoutLink.GO_ON else _PLANE_RETURNS
        return {"FS_LONG_ACTN": action, "FS_GCS_ENABL": 1.0}

    @property
    def at_low_battery(self) -> float:
        """See Safeguards."""
        return 1.0

    @property
    def circle_m(self) -> float | None:
        """Radius of the circle that it flies at home; None: unknown."""
        return self.values.get("RTL_RADIUS") or self.values.get("WP_LOITER_RAD")

    def checks(self) -> Iterator[Check]:
        """See Safeguards."""
        yield self.fence_settings()
        yield self.return_height("RTL_ALTITUDE", 1.0, -1.0)
        yield from self.judged(PLANE_ACTIONS)
