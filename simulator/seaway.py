"""The rules that a layout keeps, so that what the patrol ought to find is beyond dispute."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from simulator.behaviours import STILL_MPS
from simulator.chart import Chart, Spot
from simulator.lookout import Lookout
from simulator.sorts import Vessel
from simulator.traffic_plan import Group

Floats = NDArray[np.float64]

SHORE_M = 85.0
LANDING_SHORE_M = 175.0  # a lander is seen no nearer than this: still plainly on its way in
HOME_M = 160.0
APART_M = 140.0  # of the middles, beyond half of both lengths
DARK_FROM_AIS_M = 270.0  # far beyond what a sighting is off, so a match is never in doubt
BIG_LENGTH_M, BIG_SHORE_M = 50.0, 350.0
OFF_WATCHED_M = 150.0
PASS_WATCHED_M = 60.0  # for a lander: it is plainly under way
EXTENSION_M, EXTENSION_DEG = 1300.0, 28.0

RUN_S = np.arange(0.0, 3601.0, 30.0)  # the longest run
PATROL_S = np.arange(45.0, 766.0, 20.0)  # while the drone may be looking


class Seaway:
    """Vessels placed so far, and whether one more keeps the rules."""

    def __init__(self, chart: Chart, lookout: Lookout) -> None:
        self._chart = chart
        self._lookout = lookout
        self.placed: list[Vessel] = []
        self._places: list[Floats] = []  # (2, times) of those placed
        self._halfway: list[tuple[float, float]] = []

    def add(self, vessel: Vessel) -> None:
        """Take in a vessel that was admitted."""
        self.placed.append(vessel)
        self._places.append(np.stack(vessel.motion.place(PATROL_S)))
        east, north = vessel.motion.place(self._lookout.halfway_s)
        self._halfway.append((float(east), float(north)))

    def has_room(self, spot: Spot, is_dark: bool) -> bool:
        """Whether nobody placed so far is too near a spot, halfway through the patrol: a first,
        cheap question."""
        for other, (east_m, north_m) in zip(self.placed, self._halfway, strict=True):
            limit = APART_M if is_dark == (other.mmsi is None) else DARK_FROM_AIS_M
            if math.hypot(east_m - spot.east_m, north_m - spot.north_m) < limit:
                return False
        return True

    def admits(self, vessel: Vessel, group: Group) -> bool:
        """Whether the vessel keeps all rules; the cheap questions come first."""
        return (
            self._is_apart(vessel)
            and self._is_off_shore(vessel)
            and (vessel.mmsi is not None or self._is_beyond_suspicion(vessel))
            and self._is_seen(vessel, group)
        )

    def _is_apart(self, vessel: Vessel) -> bool:
        here = np.stack(vessel.motion.place(PATROL_S))
        home = self._chart.home
        if np.hypot(here[0] - home.x, here[1] - home.y).min() < HOME_M + vessel.length_m / 2.0:
            return False
        for other, there in zip(self.placed, self._places, strict=True):
            limit = APART_M + (vessel.length_m + other.length_m) / 2.0
            if (vessel.mmsi is None) != (other.mmsi is None):
                limit = max(limit, DARK_FROM_AIS_M + (vessel.length_m + other.length_m) / 2.0)
            if np.hypot(*(here - there)).min() < limit:
                return False
        return True

    def _is_off_shore(self, vessel: Vessel) -> bool:
        place = np.column_stack(vessel.motion.place(RUN_S))
        limit = BIG_SHORE_M if vessel.length_m >= BIG_LENGTH_M else SHORE_M
        return bool(self._chart.offshore_m(place).min() >= limit)

    def _is_beyond_suspicion(self, vessel: Vessel) -> bool:
        """A vessel without AIS does nothing that looks like what its behaviour is not."""
        if vessel.behaviour == "stopper":
            return True
        place = np.column_stack(vessel.motion.place(PATROL_S))
        off_watched = self._chart.off_watched_m(place).min()
        if vessel.behaviour == "lander":
            return bool(off_watched >= PASS_WATCHED_M)
        return off_watched >= OFF_WATCHED_M and not self._points_at_land(vessel, place)

    def _points_at_land(self, vessel: Vessel, place: Floats) -> bool:
        """Whether its course, held on, or a little off, would meet land soon."""
        velocity = np.stack(vessel.motion.velocity(PATROL_S))
        if np.hypot(*velocity).max() < STILL_MPS:
            return False
        course = np.arctan2(*velocity)[:, None] + np.radians(
            np.linspace(-EXTENSION_DEG, EXTENSION_DEG, 7)
        )
        reach = np.stack([np.sin(course), np.cos(course)], axis=-1) * EXTENSION_M
        start = np.broadcast_to(place[:, None, :], reach.shape)
        ahead = shapely.linestrings(np.stack([start, start + reach], axis=2).reshape(-1, 2, 2))
        return bool(shapely.intersects(self._chart.land, ahead).any())

    def _is_seen(self, vessel: Vessel, group: Group) -> bool:
        sighted = self._lookout.sighted(vessel.motion)
        if min(len(times) for times in sighted) < group.seen_s:
            return False
        if vessel.behaviour != "lander":
            return True
        last = np.array([times[-1] for times in sighted])
        place = np.column_stack(vessel.motion.place(last))
        return bool(self._chart.offshore_m(place).min() >= LANDING_SHORE_M)
