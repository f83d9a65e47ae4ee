"""Choosing the height and the line spacing of any plan by what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from geodata.area import Area
from geodata.coast import Land
from mission_planner.detection.against import Against
from mission_planner.detection.assess import detection_of
from mission_planner.errors import PlannerError
from mission_planner.planned import Plan
from mission_planner.request import PlanRequest
from mission_planner.vehicle import VehicleSpec

HEIGHTS = 5
BELOW_CEILING_M = 5.0  # a barometer's error and gusts
LOWEST_M = 30.0  # nobody flies lower over the sea without need
SPACINGS = (0.5, 0.75, 1.0)  # of the sweep width


class Make(Protocol):
    """How a plan is made of another request; vehicle: instead of those it was asked for."""

    def __call__(self, request: PlanRequest, vehicle: VehicleSpec | None = None, /) -> Plan:
        """Raises PlannerError when it cannot be flown."""
        ...


def heights(area: Area, vehicle: VehicleSpec, against: Against) -> tuple[float, ...]:
    """Heights to choose from: from low up to the ceiling; only measured ones with a curve file."""
    high = min(vehicle.max_alt_m, area.max_alt_m - BELOW_CEILING_M)
    low = min(max(vehicle.min_alt_m, LOWEST_M), high)
    if against.curves is not None:
        measured = {c.altitude_m for c in against.curves.curves}
        return tuple(sorted(h for h in measured if vehicle.min_alt_m <= h <= high))
    return tuple(float(h) for h in np.unique(np.round(np.linspace(low, high, HEIGHTS))))


def best_plan(
    make: Make,
    asked: Plan,
    against: Against,
    land: Land | None,
    *,
    is_height_free: bool,
    is_spacing_free: bool,
) -> Plan:
    """The plan that finds most boats per battery-hour, with its detection.

    asked: the plan as it was asked for, which is kept unless another is better. First heights are
    tried, then line spacings by the sweep width. What cannot be flown is no choice.
    """
    best = told(asked, against, land)
    tries = heights(asked.area, asked.vehicle, against) if is_height_free else ()
    for height in tries:
        best = better(best, partial(make, replace(asked.request, altitude_m=height)), land)
    if is_spacing_free:
        for request in list(_spaced(best)):
            best = better(best, partial(make, request), land)
    return best


def _spaced(best: Plan) -> Iterator[PlanRequest]:
    assert best.detection is not None  # told() has put it there
    for share in SPACINGS:
        spacing = round(share * best.detection.sweep_width_m, 1)
        yield replace(best.request, swath_m=spacing)


def better(best: Plan, make: Callable[[], Plan], land: Land | None) -> Plan:
    """A plan with its detection, or the one that is made where that finds more."""
    assert best.detection is not None  # told() has put it there
    try:
        tried = told(make(), best.detection.against, land)
    except PlannerError:  # a swath out of range, a height too high for the camera, a limit
        return best
    assert tried.detection is not None
    is_better = tried.detection.per_battery_hour > best.detection.per_battery_hour
    return tried if is_better else best


def told(made: Plan, against: Against, land: Land | None) -> Plan:
    """A plan with its detection."""
    return replace(made, detection=detection_of(made, against, land))
