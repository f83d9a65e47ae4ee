"""How a plan file tells what its sorties see: the lateral range curve that each was flown with."""

import json
from typing import Any

import numpy as np

from mission_planner.detection.curve import LateralCurve
from mission_planner.errors import FormatError
from mission_planner.planned import Plan, Sortie

MOST_POINTS = 10_000


def seen_by(plan: Plan, sortie: Sortie) -> dict[str, Any]:
    """The properties of a path that say what was looked for and how likely a pass finds it.

    Empty when the plan was flown against nothing, and for a sortie of another vehicle or height
    than the first, whose curve the plan does not hold.
    """
    found, first = plan.detection, plan.sorties[0]
    if found is None or (sortie.vehicle, sortie.altitude_m) != (first.vehicle, first.altitude_m):
        return {}
    target, conditions, curve = found.against.target, found.against.conditions, found.curve
    return {
        "against": {
            "speed_mps": round(target.speed_mps, 3),
            "length_m": target.length_m,
            "altitude_m": sortie.altitude_m,
            "sea_state": round(conditions.sea_state, 2),
            "light": conditions.light,
        },
        "lateral_range": {
            "source": curve.source,
            "speed_mps": round(curve.speed_mps, 2),
            "lateral_m": [round(x, 2) for x in curve.lateral_m.tolist()],
            "probability": [round(p, 6) for p in curve.probability.tolist()],
        },
    }


def curve_of(told: object, where: str) -> LateralCurve | None:
    """The curve in the `lateral_range` of a path; None: it has none. Raises FormatError."""
    if told is None:
        return None
    try:
        # programs for maps hand a nested object on as text
        read: Any = json.loads(told) if isinstance(told, str) else told
        lateral, probability = (
            np.array(read[key], np.float64) for key in ("lateral_m", "probability")
        )
        speed, source = float(read["speed_mps"]), str(read["source"])
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as exc:
        raise FormatError(f"{where}: lateral_range is not readable: plan it again") from exc
    is_sound = (
        lateral.shape == probability.shape
        and lateral.ndim == 1
        and 2 <= len(lateral) <= MOST_POINTS
        and lateral[0] == 0.0
        and bool((np.diff(lateral) > 0.0).all())  # also false for NaN
        and bool(((probability >= 0.0) & (probability <= 1.0)).all())
        and bool(np.isfinite(lateral).all())
        and speed > 0.0
    )
    if not is_sound:
        raise FormatError(
            f"{where}: lateral_range must hold 2..{MOST_POINTS} distances that rise from 0, each"
            " with a probability in 0..1: plan it again"
        )
    return LateralCurve(lateral, probability, speed, source)
