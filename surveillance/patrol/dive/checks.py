"""The checks before a piloted dive: those of any patrol that matter to it, and its own."""

from collections.abc import Iterator

from surveillance.links.readings import Readings
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.track import UNMEASURED_CURRENT_MPS
from surveillance.patrol.preflight import Check, Evidence, run_checks

# of a flight's checks: the plan is followed by a person, and heights above the sea are nowhere
_ALSO = frozenset(
    {"disarmed", "link", "position", "estimator", "battery", "home", "vehicle's own checks"}
)
_AFLOAT_M = 1.0
_RECKONED = {
    "none": "reckoned from the pilot's sticks and the compass",
    "usbl": "acoustic fixes",
    "dvl": "its log of the speed over the bed",
}


def dive_checks(order: DiveOrder, evidence: Evidence) -> tuple[Check, ...]:
    """Every check, in the order in which a person would go through them."""
    flown = [c for c in run_checks(order.plan, evidence) if c.name in _ALSO]
    return (*flown, _afloat(evidence.readings), *_own(order))


def _afloat(r: Readings) -> Check:
    if not r.heights:
        return Check("depth", False, "it has not told its depth yet", can_heal=True)
    depth_m = -r.alt_home_m
    text = f"afloat, its sensor says {depth_m:.1f} m"
    if abs(depth_m) > _AFLOAT_M:
        text = f"its sensor says {depth_m:.1f} m before the dive: it must float, and read 0 there"
    return Check("depth", abs(depth_m) <= _AFLOAT_M, text, can_heal=True)


def _own(order: DiveOrder) -> Iterator[Check]:
    diving = order.diving
    if diving.tether_m is None:
        text = "the fleet file does not say how long it is: add tether_m"
        yield Check("tether", False, text)
    else:
        yield Check("tether", True, f"{diving.tether_m:g} m, from home")
    over = f"{diving.over_bed_m:g} m over the bed by its sounder"
    over += " and the chart" if order.bed is not None else "; no chart of the bed was given"
    text = f"down to {order.max_depth_m:g} m, {over}; beyond them: {order.on_breach}"
    yield Check("gates", True, text)
    flow = order.current
    known = f"current {flow.speed_mps:g} m/s as given" if flow else "nobody measured the current"
    drift = max(diving.unknown_current_mps, 0.0 if flow else UNMEASURED_CURRENT_MPS)
    text = f"its place below: {_RECKONED[diving.positioning]}"
    if diving.positioning == "none":
        text += f"; {known}, off by {drift:g} m/s (one sigma)"
    yield Check("place", True, text)
