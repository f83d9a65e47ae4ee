"""The chart that traffic is placed on: shore, watched zones, home, and spots round the island."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from simulator.errors import ScenarioError

Floats = NDArray[np.float64]

WELL_INSIDE_M = 110.0  # of a watched zone, for who stops there: no error of a sighting moves it out
HALT_OFF_SHORE_M = 110.0  # where a lander takes its way off
REACH_M = 20_000.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at sea, and the direction from there straight away from the shore."""

    east_m: float
    north_m: float
    outward_deg: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes in local metres. Make it with `draw_chart`."""

    land: BaseGeometry
    halt_line: BaseGeometry  # land, and the water in which a lander ends
    watched: BaseGeometry  # all watched zones together, perhaps empty
    watched_core: BaseGeometry  # the same, WELL_INSIDE_M in from the edges
    home: Point
    ring: Floats  # (N, 2) the patrol's way, closed, beginning beside home
    shore: Floats  # (N, 2) the shore's point nearest to each of the ring's

    def spot_off(self, share: float, offshore_m: float) -> Spot:
        """The spot `offshore_m` from the shore, abeam of the ring at a share of its length."""
        n = min(int(share * len(self.ring)), len(self.ring) - 1)
        east, north = self.ring[n] - self.shore[n]
        along = offshore_m / float(np.hypot(east, north))
        return Spot(
            east_m=float(self.shore[n, 0] + along * east),
            north_m=float(self.shore[n, 1] + along * north),
            outward_deg=float(np.degrees(np.arctan2(east, north)) % 360.0),
        )

    def spot_watched(self, rng: Generator) -> Spot:
        """A spot in a watched zone, well inside of its edge.

        Raises ScenarioError where there is none.
        """
        core = self.watched_core
        if core.is_empty:
            raise ScenarioError(
                f"no watched zone has room {WELL_INSIDE_M:.0f} m from its edge, but a vessel is to"
                " stop in one: draw a larger zone, or leave the stopper out"
            )
        west, south, east, north = core.bounds
        while True:
            east_m, north_m = float(rng.uniform(west, east)), float(rng.uniform(south, north))
            if shapely.contains_xy(core, east_m, north_m):
                shore = nearest_points(self.land, Point(east_m, north_m))[0]
                bearing = float(np.degrees(np.arctan2(east_m - shore.x, north_m - shore.y)))
                return Spot(east_m, north_m, bearing % 360.0)

    def run_in_m(self, start: tuple[float, float], course_deg: float) -> float:
        """Metres from `start` along a course to where a lander halts; infinite off the land."""
        course = np.radians(course_deg)
        far = (start[0] + REACH_M * np.sin(course), start[1] + REACH_M * np.cos(course))
        way = LineString([start, far]).intersection(self.halt_line)
        return np.inf if way.is_empty else float(way.distance(Point(start)))

    def offshore_m(self, place: Floats) -> Floats:
        """Metres from the shore for places (N, 2); 0 on land."""
        return np.asarray(shapely.distance(self.land, shapely.points(place)), np.float64)

    def off_watched_m(self, place: Floats) -> Floats:
        """Metres from the nearest watched zone for places (N, 2); infinite when there is none."""
        away = np.asarray(shapely.distance(self.watched, shapely.points(place)), np.float64)
        return np.where(np.isnan(away), np.inf, away)


def draw_chart(land: BaseGeometry, zones: list[BaseGeometry], home: Point, ring: Floats) -> Chart:
    """The chart of a coast; everything in local metres."""
    to_shore = shapely.shortest_line(land, shapely.points(ring))
    return Chart(
        land=land,
        halt_line=land.buffer(HALT_OFF_SHORE_M),
        watched=shapely.union_all(zones),
        watched_core=shapely.union_all([zone.buffer(-WELL_INSIDE_M) for zone in zones]),
        home=home,
        ring=ring,
        shore=shapely.get_coordinates(to_shore)[::2],
    )
