"""How a plane leaves a home, and comes back to it, where the limits do not hold round it.

Straight from home out to where they hold, and straight back in on the line that touches the
circle round home: near land no turn is flown but that circle. A home on the shore cannot be used
but by flying over the land within that circle; a home on the water must have it clear of land.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.airspace import Airspace, Flags, is_ashore
from mission_planner.detours import SAG_M, is_allowed
from mission_planner.errors import PlanRefused
from mission_planner.pose import Door, Pose
from mission_planner.samples import SAMPLE_M

COURSES = 64  # tried in and out
STEP_M = 20.0  # how closely places to leave the shore zone are tried
WATCHED_M = 5.0  # how closely land is looked for along a straight way
FARTHEST_RATIO = 2.5  # the check allows three times the least way through the shore zone


@dataclass(frozen=True, slots=True)
class Turning:
    """radius_m: over ground, of turns and of the circle round home. launch_m: straight ahead after
    take-off. upwind_rad: course into the wind, counter-clockwise from east; None: calm.
    """

    radius_m: float
    launch_m: float
    upwind_rad: float | None = None

    def launch_courses(self, count: int) -> Floats:
        """Courses all round, or those of them without a tail wind."""
        courses = np.arange(count, dtype=np.float64) * (2.0 * math.pi / count)
        if self.upwind_rad is None:
            return courses
        return np.asarray(courses[np.cos(courses - self.upwind_rad) > -1e-9], np.float64)


def gates(airspace: Airspace, turning: Turning, home: Floats, number: int) -> Door:
    """The shortest straight way out to an open region and the shortest one back in.

    Raises PlanRefused when the circle round home breaks a limit, or there is no such way.
    """
    _check_circle(airspace, turning.radius_m, home)
    _check_water(airspace, turning.radius_m, home)
    shore = _Shore(airspace, number, turning, home)
    outward = turning.launch_courses(COURSES)
    out = shore.way(np.broadcast_to(home, (len(outward), 2)), outward, is_leaving=True)
    inward = np.arange(COURSES, dtype=np.float64) * (2.0 * math.pi / COURSES)
    left = np.column_stack([-np.sin(inward), np.cos(inward)])
    back = shore.way(home + turning.radius_m * left, inward + math.pi, is_leaving=False)
    if out is None or back is None:
        raise PlanRefused(
            f"no straight way from home to {airspace.clearance_m:.0f} m off the coast with room for"
            f" a turn of {turning.radius_m:.0f} m: move home, widen the fence, or lower --standoff"
        )
    leave = Pose(out[1], out[2])
    return Door(np.vstack([home, out[1]]), leave, Pose(back[1], back[2] + math.pi), back[0][None])


def _check_circle(airspace: Airspace, radius_m: float, home: Floats) -> None:
    place, reach = Point(home), radius_m + airspace.limit_margin_m
    zones = shapely.union_all(airspace.nofly)
    to_zone = math.inf if zones.is_empty else place.distance(zones)
    to_limit = min(airspace.fence.exterior.distance(place), to_zone)
    if to_limit < reach:
        raise PlanRefused(
            f"home is {to_limit:.0f} m from a fence or no-fly zone; the circle round home, radius"
            f" {radius_m:.0f} m, needs {reach:.0f} m: move home"
        )


def _check_water(airspace: Airspace, radius_m: float, home: Floats) -> None:
    """The circle round a home on the water, where nobody looks for a plane over land."""
    place, reach = Point(home), radius_m + airspace.land_margin_m
    to_land = place.distance(airspace.land)
    if to_land < reach and not is_ashore(place, airspace.land):
        raise PlanRefused(
            f"home is on the water {to_land:.0f} m from land; the circle round home, radius"
            f" {radius_m:.0f} m, needs {reach:.0f} m: move home, or put it on the shore"
        )


@dataclass(frozen=True, slots=True)
class _Shore:
    """What lies between home and an open region."""

    airspace: Airspace
    number: int
    turning: Turning
    home: Floats

    def way(
        self, bases: Floats, courses: Floats, *, is_leaving: bool
    ) -> tuple[Floats, Floats, float] | None:
        """Base (2,), where the limits hold (2,) and the course there, of the shortest way out."""
        inland = self._inland_m()
        most = FARTHEST_RATIO * (self.airspace.clearance_m + inland) + 4.0 * self.turning.radius_m
        least = self.turning.launch_m if is_leaving else 0.0
        away = np.arange(least, least + most, STEP_M)
        ahead = np.column_stack([np.cos(courses), np.sin(courses)])
        places = bases[:, None, :] + away[None, :, None] * ahead[:, None, :]
        region = self.airspace.open[self.number]
        inside = shapely.contains_xy(region, places[..., 0], places[..., 1])
        first = np.where(inside.any(axis=1), inside.argmax(axis=1), len(away))
        for choice in np.argsort(first, kind="stable"):
            ways = np.flatnonzero(inside[choice, first[choice] :]) + first[choice]
            for step in ways[: math.ceil(3.0 * self.turning.radius_m / STEP_M)].tolist():
                place, course = places[choice, step], float(courses[choice])
                if self._leads_out(bases[choice], place) and self._has_room(place, course):
                    return bases[choice], place, course
        return None

    def _inland_m(self) -> float:
        land, place = self.airspace.land, Point(self.home)
        return float(land.boundary.distance(place)) if land.intersects(place) else 0.0

    def _leads_out(self, base: Floats, place: Floats) -> bool:
        """Once over water not over land again, once far enough off land not near it again.

        Home counts as far as the circle round it reaches; over land only from the shore.
        """
        land, margin_m = self.airspace.land, self.airspace.land_margin_m
        circle_m = self.turning.radius_m
        if not self.airspace.allows(LineString([base, place]), land_m=-1.0)[()]:
            return False
        count = max(math.ceil(float(np.hypot(*(place - base))) / WATCHED_M), 1)
        along = base + np.linspace(0.0, 1.0, count + 1)[:, None] * (place - base)
        at_home = np.hypot(*(along - self.home).T) < circle_m
        to_land = np.asarray(shapely.distance(land, shapely.points(along)), np.float64)
        over = (to_land < margin_m) & ~(at_home & is_ashore(Point(self.home), land))
        near = (to_land < self.airspace.clearance_m + margin_m) | at_home
        starts_dry = self._inland_m() > 0.0
        if over.any() and not (
            starts_dry and _leads(over | at_home) and self._is_dry_once(base, place)
        ):
            return False
        if land.is_empty:
            return True
        return _leads(near) and not _comes_back(
            np.where(at_home, 0.0, to_land), self.airspace.clearance_m
        )

    def _is_dry_once(self, base: Floats, place: Floats) -> bool:
        """Whether all that lies over land comes first: the gap between two rocks is water, too."""
        circle = Point(self.home).buffer(self.turning.radius_m + SAMPLE_M / 2)
        dry = LineString([base, place]).intersection(shapely.union(self.airspace.land, circle))
        return isinstance(dry, LineString)

    def _has_room(self, place: Floats, course: float) -> bool:
        """Whether a full turn to one side keeps the limits."""
        left = self.turning.radius_m * np.array([-math.sin(course), math.cos(course)])
        return any(
            is_allowed(dubins.circle(place + side * left, self.turning.radius_m, 0.0, SAG_M),
                       self.airspace)
            for side in (1.0, -1.0)
        )  # fmt: skip


def _comes_back(to_land: Floats, least_m: float) -> bool:
    """Whether it is off land by more than this once, and then nearer again.

    Between two places that are looked at it may be nearer than at both by half their distance.
    """
    most = np.maximum.accumulate(to_land)
    return bool(((most > least_m) & (to_land < most) & (to_land < least_m + WATCHED_M / 2)).any())


def _leads(flags: Flags) -> bool:
    """Whether all that are set come first."""
    return not bool(flags[int(np.argmin(flags)) :].any()) if not flags.all() else True
