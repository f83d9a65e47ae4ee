"""Where to wait so that the camera sees a place."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point

from geodata.position import Floats
from mission_planner.errors import PlannerError
from mission_planner.swath import USEFUL_SLANT_M
from mission_planner.task import Scene

AIM_M = 20.0  # of straight approach towards the place: it turns nose and camera
BEARINGS = 24  # tried round a place
LEANS_DEG = (0.0, 20.0, -20.0, 40.0, -40.0)  # of the approach, where the straight one is forbidden


@dataclass(frozen=True, slots=True, eq=False)
class Vantage:
    """An approach (2, 2) that ends where to wait, its nose towards the place, apart_m from it."""

    approach: LineString
    apart_m: float

    @property
    def point(self) -> Floats:
        """Where to wait (2,)."""
        return np.asarray(self.approach.coords[-1], np.float64)


def check_can_stop(scene: Scene, pattern: str) -> None:
    """Raises PlannerError for a vehicle that cannot stay at a place."""
    vehicle = scene.endurance.vehicle
    if vehicle.is_winged:
        raise PlannerError(
            f"{vehicle.name} is a {vehicle.kind} and cannot stop: {pattern} is for copters: choose"
            " another with --vehicle, or leave --minutes out"
        )


def look_ahead_m(scene: Scene) -> float:
    """How far ahead, over ground, the middle of the picture lies; 0 without a camera.

    Where it lies beyond 700 m or above the horizon, the row at 700 m counts.
    """
    camera, altitude = scene.endurance.vehicle.camera, scene.endurance.altitude_m
    if camera is None:
        return 0.0
    sine = math.sin(math.radians(-camera.pitch_deg))
    slant = min(altitude / sine, USEFUL_SLANT_M) if sine > 0 else USEFUL_SLANT_M
    return math.sqrt(max(slant**2 - altitude**2, 0.0))


def vantage(scene: Scene, place: Floats, coming_from: Floats) -> Vantage | None:
    """Where the middle of the picture is the place, on the side that one comes from.

    Where no such place may be flown at, as near to it as may be, up to 700 m from the camera. None:
    nowhere.
    """
    wanted = look_ahead_m(scene)
    away = math.atan2(*(coming_from - place)[::-1])
    turns = np.linspace(0.0, math.pi, BEARINGS // 2 + 1)
    angles = away + np.column_stack([turns, -turns]).ravel()
    ring = place + wanted * np.column_stack([np.cos(angles), np.sin(angles)])
    region = MultiPolygon(scene.airspace.open)
    shapely.prepare(region)
    spots = list(ring[shapely.contains_properly(region, shapely.points(ring))])
    if not spots:
        spots = _nearest(scene, place, region)
    for spot in spots:
        approach = _approach(scene, place, spot)
        if approach is not None:
            return Vantage(approach, float(np.hypot(*(spot - place))))
    return None


def _nearest(scene: Scene, place: Floats, region: MultiPolygon) -> list[Floats]:
    if region.is_empty:
        return []
    spot = np.asarray(shapely.shortest_line(region, Point(place)).coords[0], np.float64)
    height = scene.endurance.altitude_m
    in_sight = math.hypot(float(np.hypot(*(spot - place))), height) <= max(USEFUL_SLANT_M, height)
    return [spot] if in_sight else []


def _approach(scene: Scene, place: Floats, spot: Floats) -> LineString | None:
    """Towards the place, as straight as is allowed; None: there is no room."""
    off = spot - place
    outwards = (
        math.atan2(off[1], off[0])
        if np.hypot(*off) > 1.0
        else math.atan2(*(scene.home - spot)[::-1])
    )
    for lean in LEANS_DEG:
        angle = outwards + math.radians(lean)
        begin = spot + AIM_M * np.array([math.cos(angle), math.sin(angle)])
        if scene.airspace.clear(begin, spot[None, :])[0]:
            return LineString([begin, spot])
    return None
