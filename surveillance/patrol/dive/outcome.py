"""What a dive came to, and its document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveillance.patrol.dive.gates import Touched
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.track import Reckoned
from surveillance.patrol.preflight import Check


@dataclass(frozen=True, slots=True)
class DiveOutcome:
    """surfaced: it ended afloat and disarmed. has_left: nobody watched it any more.

    farthest: the moment farthest from home, with the error of its place; commanded: modes that
    were commanded, in order; last: the newest moment. duration_s counts from arming.
    """

    surfaced: bool
    has_dived: bool
    has_left: bool
    duration_s: float
    under_water_s: float
    deepest_m: float
    farthest: Reckoned | None
    last: Reckoned | None
    gates: Mapping[str, Touched]
    commanded: tuple[str, ...]
    battery_left_pct: float | None
    link_losses: int


def document(order: DiveOrder, outcome: DiveOutcome, checks: Sequence[Check]) -> dict[str, Any]:
    """The dive as one JSON object."""
    far = outcome.farthest
    return {
        "vehicle": order.plan.vehicle.name,
        "sortie": order.plan.sortie,
        "realm": order.plan.realm.value,
        "is_piloted": True,
        "surfaced": outcome.surfaced,
        "has_dived": outcome.has_dived,
        "is_watched": not outcome.has_left,
        "duration_s": round(outcome.duration_s, 1),
        "under_water_s": round(outcome.under_water_s, 1),
        "deepest_m": round(outcome.deepest_m, 1),
        "farthest_from_home_m": None if far is None else round(far.range_m, 1),
        "farthest_error_m": None if far is None else round(far.error_m, 1),
        "last_place": _place(outcome.last),
        "gates_touched": [
            {"gate": name, "times": touched.times, "worst_m": round(touched.worst_m, 1)}
            for name, touched in outcome.gates.items()
        ],
        "commanded": list(outcome.commanded),
        "battery_left_pct": outcome.battery_left_pct,
        "link_losses": outcome.link_losses,
        "checks": [{"name": c.name, "is_good": c.is_good, "text": c.text} for c in checks],
    }


def _place(moment: Reckoned | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    ellipse = moment.ellipse
    shape = (ellipse.semi_major_m, ellipse.semi_minor_m, ellipse.orientation_deg)
    return {
        "lonlat": [round(moment.position.lon, 7), round(moment.position.lat, 7)],
        "ellipse_m": [round(value, 1) for value in shape],
        "depth_m": round(moment.depth_m, 1),
        "source": moment.source.value,
    }
