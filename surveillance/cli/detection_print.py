"""What `mizugiwa plan --against` tells, as JSON and in the table."""

import math
from typing import Any

import numpy as np

from mission_planner.detection.target import KNOT_MPS, Conditions
from mission_planner.plan import Plan

POINTS = 21  # of the curve, in JSON


def detection_summary(made: Plan) -> dict[str, Any]:
    """A plan's detection as JSON; shares and probabilities are 0 to 1."""
    found = made.detection
    assert found is not None  # nothing is asked for otherwise
    curve, blind = found.curve, found.blind
    lateral = np.linspace(0.0, float(curve.lateral_m[-1]), POINTS, dtype=np.float64)
    points = zip(lateral.tolist(), curve.at(lateral).tolist(), strict=True)
    return {
        "probability": round(found.probability, 4),
        "per_battery_hour": round(found.per_battery_hour, 4),
        "sweep_width_m": round(found.sweep_width_m, 1),
        "glint_share": round(found.glint_share, 4),
        "conditions": conditions_json(found.against.conditions),
        "blind_share": round(blind.share, 4),
        "blind": {
            "behind_land": round(blind.behind_land, 4),
            "under": round(blind.under, 4),
            "beyond": round(blind.beyond, 4),
        },
        "curve": {
            "source": curve.source,
            "speed_mps": round(curve.speed_mps, 2),
            "points": [[round(x, 1), round(p, 4)] for x, p in points],
        },
        "by_formula": {name: round(value, 4) for name, value in found.by_formula.items()},
        **_barrier(made),
    }


def conditions_json(told: Conditions) -> dict[str, Any]:
    """Sea, light and air; visibility null: clear, or not forecast."""
    seen = told.visibility_m
    return {
        "sea_state": round(told.sea_state, 2),
        "light": told.light,
        "visibility_m": round(seen) if math.isfinite(seen) else None,
        "wind_mps": round(told.wind_mps, 1),
    }


def _barrier(made: Plan) -> dict[str, Any]:
    if made.pattern != "barrier":
        return {}
    shape = made.request.barrier
    return {
        "barrier": {
            "kind": shape.kind,
            "inset_m": round(shape.inset_m, 1),
            "advance_m": round(shape.advance_m, 1),
            "altitude_m": made.request.altitude_m,
            "speed_mps": round(made.vehicle.cruise_mps, 2),
        }
    }


def detection_line(made: Plan) -> str:
    """A plan's detection in one line of the table."""
    found = made.detection
    assert found is not None  # nothing is asked for otherwise
    target, blind = found.against.target, found.blind
    told = found.against.conditions
    sun = f", glint {100 * found.glint_share:.0f} %" if found.against.sun else ""
    barrier = ""
    if made.pattern == "barrier":
        shape = made.request.barrier
        barrier = (
            f"; {shape.kind} at {made.request.altitude_m:g} m, turns {shape.inset_m:.0f} m inside"
        )
    return (
        f"boats of {target.speed_mps / KNOT_MPS:g} kn and {target.length_m:g} m, sea state"
        f" {told.sea_state:.1f}, {told.light}: found"
        f" {100 * found.probability:.0f} %, {found.per_battery_hour:.2f} per battery-hour; sweep"
        f" width {found.sweep_width_m:.0f} m{sun}, blind {100 * blind.share:.0f} % of the strip"
        f"{barrier} ({found.curve.source})"
    )
