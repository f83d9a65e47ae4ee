"""The patrol that traffic is laid out for: what an ideal flight round the island would see.

The real flight begins when a person launches it, so a vessel counts as placed only if every one of
several such flights, early and late, one way round and the other, has it in view long enough.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.georef import camera_rotation
from simulator.behaviours import Motion
from simulator.scenario import Camera
from simulator.traffic_plan import Patrol

Floats = NDArray[np.float64]
STEP_S = 1.0
FRAME_SHARE = 0.95  # of the half picture: the real path is a little off the ideal one
NEAR_SLANT_M, FAR_SLANT_M = 160.0, 680.0


@dataclass(frozen=True, slots=True)
class Flight:
    """An ideal flight: where the camera is at times, and how it is turned."""

    t_s: Floats
    place: Floats  # (N, 2) east and north, metres
    rotation: Floats  # (N, 3, 3) camera axes to east, north, up


@dataclass(frozen=True, slots=True)
class Lookout:
    """The flights a vessel must be seen by."""

    flights: tuple[Flight, ...]
    land: BaseGeometry
    altitude_m: float
    half_width: float  # tangents of half the picture's angles, a little narrowed
    half_height: float
    halfway_s: float  # when the middle one of the flights is halfway round

    def sighted(self, motion: Motion) -> list[Floats]:
        """For each flight the times, a second apart, at which it has a vessel in view."""
        return [self._sighted(flight, motion) for flight in self.flights]

    def _sighted(self, flight: Flight, motion: Motion) -> Floats:
        target = np.column_stack(motion.place(flight.t_s))
        way = target - flight.place
        sight = np.column_stack([way, np.full(len(way), -self.altitude_m)])
        x, y, z = np.einsum("nij,ni->jn", flight.rotation, sight)
        slant = np.linalg.norm(sight, axis=1)
        seen = (z > 0.0) & (np.abs(x) < self.half_width * z) & (np.abs(y) < self.half_height * z)
        seen &= (slant > NEAR_SLANT_M) & (slant < FAR_SLANT_M)
        at = np.flatnonzero(seen)
        lines = shapely.linestrings(np.stack([flight.place[at], target[at]], axis=1))
        return flight.t_s[at[~shapely.intersects(self.land, lines)]]


def build_lookout(patrol: Patrol, camera: Camera, land: BaseGeometry, ring: Floats) -> Lookout:
    """The flights along a ring round `land` (metres): both ways, begun early, halfway and late."""
    early, late = patrol.begin_s
    flights = [
        replace(flight, t_s=flight.t_s + begin_s)
        for flight in (_fly(way, patrol, camera.pitch_deg) for way in (ring, ring[::-1]))
        for begin_s in (early, (early + late) / 2.0, late)
    ]
    return Lookout(
        flights=tuple(flights),
        land=land,
        altitude_m=patrol.altitude_m,
        half_width=FRAME_SHARE * float(np.tan(np.radians(camera.hfov_deg / 2.0))),
        half_height=FRAME_SHARE * float(np.tan(np.radians(camera.vfov_deg / 2.0))),
        halfway_s=float(np.mean([flight.t_s.mean() for flight in flights])),
    )


def patrol_ring(land: BaseGeometry, standoff_m: float, home: Point) -> Floats:
    """(N, 2) closed ring `standoff_m` round all land, that begins and ends nearest to home."""
    around = land.buffer(standoff_m)
    outer = max(getattr(around, "geoms", [around]), key=lambda part: part.area)
    assert isinstance(outer, Polygon)
    ring = outer.exterior
    start = ring.project(home)
    steps = (start + np.arange(0.0, ring.length, 5.0)) % ring.length
    points = shapely.get_coordinates(shapely.line_interpolate_point(ring, steps))
    return np.vstack([points, points[:1]])


def _fly(ring: Floats, patrol: Patrol, pitch_deg: float) -> Flight:
    """Once along the ring, begun at 0 s."""
    legs = np.diff(ring, axis=0)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*legs.T))])
    t = np.arange(0.0, at[-1] / patrol.speed_mps - STEP_S, STEP_S)
    along = t * patrol.speed_mps
    ahead = np.minimum(along + 2.0 * patrol.speed_mps, at[-1])  # the nose looks where it will be
    place, aim = (
        np.column_stack([np.interp(way, at, ring[:, axis]) for axis in (0, 1)])
        for way in (along, ahead)
    )
    east, north = (aim - place).T / np.hypot(*(aim - place).T)
    turn = np.zeros((len(t), 3, 3))
    turn[:, 0, 0] = turn[:, 1, 1] = north
    turn[:, 0, 1], turn[:, 1, 0], turn[:, 2, 2] = east, -east, 1.0
    return Flight(t, place, turn @ camera_rotation(0.0, pitch_deg, 0.0))
