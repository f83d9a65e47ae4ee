"""Flights to several stops from one home: their ways, seconds and energy."""

from dataclasses import replace

import numpy as np

from geodata.position import Floats
from mission_planner.energy import ground_speeds
from mission_planner.errors import PlanRefused
from mission_planner.lines import Hold, Survey
from mission_planner.mover import end_pose, start_pose
from mission_planner.route import Route, draw_route
from mission_planner.search.legs import EXACT_M
from mission_planner.search.tour import Order
from mission_planner.search.vantage import Vantage
from mission_planner.task import Scene
from mission_planner.vehicle import SLOWEST_MPS

NO_WAY_S = 1e9


class Stops:
    """Stops are numbered from 1; 0 is home. A stop without a vantage cannot be reached."""

    def __init__(self, scene: Scene, spots: list[Vantage | None], stay_s: float) -> None:
        self._scene = scene
        self._spots = spots
        self._stay_s = stay_s
        self._alone = [self._route_alone(number) for number in range(1, len(spots) + 1)]
        self._between: dict[tuple[int, int], Floats | None] = {}
        count = len(spots) + 1
        self.seconds = np.full((count, count), NO_WAY_S)
        for start in range(count):
            for end in range(count):
                self.seconds[start, end] = self._seconds(start, end)

    def can_reach(self, number: int) -> bool:
        """Whether there is a way to a stop and back, however long."""
        return self._alone[number - 1] is not None

    def survey(self, order: Order) -> Survey:
        """The approaches in order, and how long to stay after each."""
        spots = [spot for n in order if (spot := self._spots[n - 1]) is not None]
        holds = tuple(Hold(spot.point, self._stay_s) for spot in spots)
        approaches = tuple(spot.approach for spot in spots)
        return Survey(approaches, EXACT_M, is_ordered=True, holds=holds)

    def share(self, order: Order) -> float:
        """The share of the usable battery that a round takes; infinite when it has no way."""
        routes = [route for n in order if (route := self._alone[n - 1]) is not None]
        joins = [self._way(*pair) for pair in zip((0, *order), (*order, 0), strict=True)]
        found = [join for join in joins if join is not None]
        if len(found) < len(joins) or len(routes) < len(order):
            return np.inf
        whole = replace(
            routes[0],
            ways=tuple(route.ways[0] for route in routes),
            joins=tuple(found),
            holds=self.survey(order).holds,
        )
        return self._scene.endurance.of(whole).share

    def _route_alone(self, number: int) -> Route | None:
        if self._spots[number - 1] is None:
            return None
        try:
            scene = self._scene
            return draw_route(self.survey((number,)), scene.airspace, scene.mover, scene.home, True)
        except PlanRefused:
            return None

    def _way(self, start: int, end: int) -> Floats | None:
        """From the end of one stop's approach to the beginning of the next one's."""
        if (start, end) not in self._between:
            self._between[start, end] = self._joined(start, end)
        return self._between[start, end]

    def _joined(self, start: int, end: int) -> Floats | None:
        leave = self._alone[start - 1] if start else None
        reach = self._alone[end - 1] if end else None
        if start == 0:
            return None if reach is None else reach.joins[0]
        if end == 0:
            return None if leave is None else leave.joins[-1]
        if leave is None or reach is None:
            return None
        return self._scene.mover.join(end_pose(leave.ways[0]), start_pose(reach.ways[0]))

    def _seconds(self, start: int, end: int) -> float:
        """In the stronger wind."""
        way = None if start == end else self._way(start, end)
        if way is None:
            return 0.0 if start == end else NO_WAY_S
        legs = np.diff(way, axis=0)
        endurance = self._scene.endurance
        speeds = ground_speeds(legs, endurance.vehicle.cruise_mps, endurance.wind.stronger)
        usable = np.maximum(np.nan_to_num(speeds, nan=SLOWEST_MPS), SLOWEST_MPS)
        return float((np.hypot(*legs.T) / usable).sum())
