"""The different sorties of a day as one plan, as files and previews take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import MultiLineString

from mission_planner.airspace import polygons_of
from mission_planner.coverage import Coverage, coverage
from mission_planner.planned import Plan, Uncovered
from mission_planner.rounds.legs import Stop
from mission_planner.schedule.trips import Trips
from mission_planner.traffic.apart import Airborne

Numbers = dict[tuple[int, tuple[Stop, ...], float], int]  # crew, stops, height: sortie


def numbered(sorties: Sequence[Airborne]) -> Numbers:
    """Numbers from 1 of the different sorties, in the order in which they are first flown."""
    numbers: Numbers = {}
    for one in sorted(sorties, key=lambda one: (one.start_s, one.crew)):
        numbers.setdefault((one.crew, one.stops, one.altitude_m), len(numbers) + 1)
    return numbers


def plan_of(trips: Trips, numbers: Numbers) -> tuple[Plan, tuple[float, ...]]:
    """One plan of all sorties, and the seen share of each area's strip."""
    fleet = trips.fleet
    frame, swath = fleet.ground.frame, fleet.ground.swath
    flown = {number: trips.flown(*key) for key, number in numbers.items()}
    routes = [next(r for r in target.routes if r is not None) for target in fleet.targets]
    seen = [
        coverage(target.strip, route.ways, swath.seen_m, fleet.ground.airspace, route.region)
        for target, route in zip(fleet.targets, routes, strict=True)
    ]
    strips = [target.strip for target in fleet.targets]
    whole = sum(s.share * strip.area for s, strip in zip(seen, strips, strict=True))
    lines = [way for route in routes for way in route.ways]
    nearest = [r.nearest_m for _, r in flown.values() if r.nearest_m is not None]
    plan = Plan(
        area=fleet.ground.area,
        vehicle=fleet.crews[0].vehicle,
        request=fleet.asked.request,
        pattern=", ".join(dict.fromkeys(target.pattern for target in fleet.targets)),
        sorties=tuple(replace(sortie, number=n) for n, (sortie, _) in sorted(flown.items())),
        survey=MultiLineString([np.column_stack(frame.to_lonlat(*way.T)) for way in lines]),
        strip=frame.geometry_to_lonlat(shapely.union_all(strips)),
        coverage=whole / sum(strip.area for strip in strips),
        uncovered=tuple(u for s in seen for u in _uncovered(s, trips)),
        swath_m=swath.seen_m,
        nearest_land_m=min(nearest, default=None),
        violations=(),
        why="; ".join(dict.fromkeys(t.why for t in fleet.targets if t.why)),
    )
    return plan, tuple(s.share for s in seen)


def _uncovered(seen: Coverage, trips: Trips) -> list[Uncovered]:
    frame = trips.fleet.ground.frame
    return [
        Uncovered(shape, piece.reason, piece.shape.area)
        for piece in seen.missed
        for shape in polygons_of(frame.geometry_to_lonlat(piece.shape))
    ]
