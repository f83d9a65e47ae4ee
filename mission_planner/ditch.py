"""Where a copter is put down that can come home no more: open water, as near to home as it gets.

Home's side is where a boat comes from to fetch it. Only what the area file knows is looked at:
fence, no-fly zones, land. Where vessels are is not known here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from geodata.area import Area
from geodata.position import Floats, LonLat
from mission_planner.airspace import airspace_of, land_in_metres
from mission_planner.vehicle import VehicleSpec

SHORE_M = 50.0  # 30 m from people on a beach by law, the rest for what wind and waves carry it
CELLS = 12  # candidates from the middle to the rim of what is in reach
RESERVE_SHARE = 0.5  # of the reserve, for the way there; the rest for the descent and for errors
WIND_FACTOR = 1.3  # on the way: the wind of the moment is not known before the flight
LONG_LEG_SHARE = 0.6  # of a leg longer than all that: its point is in reach of both its ends
_LAND_REACH_M = 1_000.0


@dataclass(frozen=True, slots=True)
class DitchPoint:
    """Where to put it down on one leg. away_m: from the farther end of the leg."""

    place: LonLat
    away_m: float


class OpenWater:
    """The water of an area where a copter may be put down."""

    def __init__(self, area: Area) -> None:
        """An area without land is taken for water all over: `knows_land` says so."""
        land = land_in_metres(area.frame, area, None, _LAND_REACH_M)
        self.knows_land = not land.is_empty
        self.frame = area.frame
        self._airspace = airspace_of(area, land, SHORE_M)

    def places(self, starts: Floats, reach_m: float, home: Floats) -> Iterator[Floats]:
        """Places (2,) within reach of each of starts (N, 2), the nearest to home first.

        All in the area's local metres. The straight way there from each start keeps the fence and
        the no-fly zones, and crosses no land unless it begins there.
        """
        steps = np.arange(-CELLS, CELLS + 1) * (reach_m / CELLS)
        east, north = np.meshgrid(steps, steps)
        grid = starts.mean(axis=0) + np.column_stack([east.ravel(), north.ravel()])
        away = np.linalg.norm(grid[:, None] - starts[None], axis=2).max(axis=1)
        near = grid[away <= reach_m]
        water = near[self._airspace.keeps(shapely.points(near))] if len(near) else near
        order = np.argsort(np.hypot(*(water - home).T), kind="stable")
        return (place for place in water[order] if self._is_open(starts, place))

    def _is_open(self, starts: Floats, place: Floats) -> bool:
        for start in starts:
            land_m = -1.0 if self._airspace.land.intersects(Point(start)) else 0.0
            if not self._airspace.allows(LineString([start, place]), land_m):
                return False
        return True


def ditch_points(
    water: OpenWater, vehicle: VehicleSpec, way: Sequence[LonLat], home: LonLat
) -> tuple[DitchPoint | None, ...]:
    """One for each leg of a way; None where there is no open water in reach of both its ends.

    It is the place nearest to home that a copter which has only its reserve left still reaches.
    """
    frame, reach_m = water.frame, reserve_reach_m(vehicle)
    at_home = np.array(frame.point(home))
    found: list[DitchPoint | None] = []
    for leg in pairwise(way):
        ends = np.array([frame.point(end) for end in leg])
        long_m = LONG_LEG_SHARE * float(np.hypot(*(ends[1] - ends[0])))
        place = next(water.places(ends, max(reach_m, long_m), at_home), None)
        if place is None:
            found.append(None)
            continue
        away_m = float(np.hypot(*(ends - place).T).max())
        found.append(DitchPoint(frame.lonlat(float(place[0]), float(place[1])), away_m))
    return tuple(found)


def reserve_reach_m(vehicle: VehicleSpec) -> float:
    """Metres that a vehicle flies with RESERVE_SHARE of its reserve, against some wind."""
    energy_wh = RESERVE_SHARE * vehicle.battery_wh * vehicle.reserve_pct / 100.0
    return 3600.0 * energy_wh / vehicle.cruise_w * vehicle.cruise_mps / WIND_FACTOR
