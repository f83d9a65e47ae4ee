"""How likely a plan finds the boats it is flown against."""

import numpy as np
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.coast import Land
from mission_planner.airspace import land_in_metres
from mission_planner.detection.against import Against
from mission_planner.detection.approach import COAST_M, barrier_line, towards_land
from mission_planner.detection.blind import blind
from mission_planner.detection.detection import Detection
from mission_planner.detection.theory import (
    back_and_forth,
    crossover,
    inverse_cube_sweep,
    perfect_sweep,
    random_search,
)
from mission_planner.detection.traffic import Traffic, crossing, in_strip
from mission_planner.detection.watch import Watch, exposures, watches_of
from mission_planner.planned import Plan


def detection_of(plan: Plan, against: Against, land: Land | None = None) -> Detection:
    """The detection of a plan. land: beside the area's own, as it was given to plan().

    Raises PlannerError when a curve file does not hold the conditions.
    """
    shore = land_in_metres(plan.area.frame, plan.area, land, COAST_M)
    watches = watches_of(plan, against)
    window_s = max(w.sortie.start_s + w.path.duration_s for w in watches)
    boats = _boats(plan, against, window_s, shore)
    missed = np.exp(-sum(exposures(watches, boats)))
    probability = 1.0 - float(missed.mean())
    boats_met = 1.0 if against.target.speed_mps == 0.0 else window_s / 3600.0
    battery_hours = sum(s.energy_wh / s.vehicle.cruise_w for s in plan.sorties)
    first = watches[0].eye
    looks = [(w.path, w.eye.field) for w in watches]
    return Detection(
        probability=probability,
        per_battery_hour=probability * boats_met / battery_hours,
        sweep_width_m=first.curve.sweep_width_m,
        glint_share=_glint(watches),
        blind=blind(looked_for(plan), looks, shore),
        curve=first.curve,
        against=against,
        by_formula=_formulas(plan, first.curve.sweep_width_m, against),
    )


def _boats(plan: Plan, against: Against, window_s: float, shore: MultiPolygon) -> Traffic:
    speed = against.target.speed_mps
    line = barrier_line(plan.area, plan.request) if plan.pattern == "barrier" else None
    if line is not None and speed > 0.0:
        towards = towards_land(line, shore)
        if towards is None:
            return crossing(line, speed, window_s)
        first, last = np.asarray(line.coords)[[0, -1]]
        flow = np.array([np.cos(towards), np.sin(towards)])
        goes_left = (last - first)[0] * flow[1] - (last - first)[1] * flow[0] > 0.0
        return crossing(line.reverse() if goes_left else line, speed, window_s, is_one_way=True)
    return in_strip(plan.area.frame.geometry_to_metres(plan.strip), shore, speed, window_s)


def _formulas(plan: Plan, width_m: float, against: Against) -> dict[str, float]:
    """Of a barrier, for a definite range of that width; else of the survey, for what stands."""
    frame, patrol_mps = plan.area.frame, plan.sorties[0].vehicle.cruise_mps
    line = barrier_line(plan.area, plan.request) if plan.pattern == "barrier" else None
    if line is not None:
        crossed = (width_m, line.length, patrol_mps, against.target.speed_mps)
        return {"back_and_forth": back_and_forth(*crossed), "crossover": crossover(*crossed)}
    swept_m2 = width_m * frame.geometry_to_metres(plan.survey).length
    factor = swept_m2 / frame.geometry_to_metres(plan.strip).area
    return {
        "coverage_factor": factor,
        "random_search": random_search(factor),
        "inverse_cube_sweep": inverse_cube_sweep(factor),
        "perfect_sweep": perfect_sweep(factor),
    }


def looked_for(plan: Plan) -> BaseGeometry:
    """The strip, in local metres; of a barrier all of its line, though the patrol turns before."""
    line = barrier_line(plan.area, plan.request) if plan.pattern == "barrier" else None
    if line is None:
        return plan.area.frame.geometry_to_metres(plan.strip)
    return line.buffer(0.5 * plan.swath_m, cap_style="flat")


def _glint(watches: list[Watch]) -> float:
    seconds = np.concatenate([w.path.ended_s - w.path.began_s for w in watches])
    shares = [w.eye.glint_share(float(c)) for w in watches for c in w.path.course_rad]
    return float(np.average(shares, weights=seconds)) if shares else 0.0
