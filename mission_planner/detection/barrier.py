"""Choosing a barrier patrol: shape, height and speed that find most boats per battery-hour."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry import LineString

from geodata.position import Floats
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.barrier_shape import BarrierShape
from mission_planner.detection.exposure import found
from mission_planner.detection.flown import TimedPath, timed
from mission_planner.detection.traffic import Traffic, crossing
from mission_planner.flight import FlightPath
from mission_planner.vehicle import VehicleSpec

SPEED_SHARES = (1.0, 0.7)  # of cruise; a plane would stall
# of how far the camera sees ahead: at a turn it still looks over the end of the line
INSET_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
INSET_MOST = 0.4  # of the line: the patrol stays one
ADVANCE_SHARES = (0.0, 0.125, 0.25, 0.5, 1.0)  # of the sweep width
ROUGH_BOATS, FINE_BOATS = 300, 3000
HEIGHTS_KEPT, FINALISTS = 2, 6


@dataclass(frozen=True, slots=True)
class Station:
    """Where and for how long a barrier is kept.

    length_m: of the line. seconds: on station, on one battery. heights_m: to choose from.
    is_one_way: boats cross from the left of the line to its right only.
    """

    length_m: float
    seconds: float
    heights_m: tuple[float, ...]
    is_one_way: bool = False


@dataclass(frozen=True, slots=True)
class BarrierChoice:
    """probability: that a boat crossing at a random place and time on station is found.

    As boats come by all the time it is also what is found per battery-hour where one per hour does.
    """

    shape: BarrierShape
    altitude_m: float
    speed_mps: float
    probability: float


def choose_barrier(
    station: Station, vehicle: VehicleSpec, swath_m: float, against: Against
) -> BarrierChoice:
    """The shape, height and speed that find most, by the detection that each makes.

    First heights and speeds on one shape, then shapes at the best of them, with few boats; the
    best few of all with many. Raises PlannerError when a curve file does not hold a height.
    """
    sight = _Sight(vehicle, swath_m, against)
    speeds = (1.0,) if vehicle.is_winged else SPEED_SHARES
    plain = [
        BarrierChoice(_plain(station, sight.at(h)), h, share * vehicle.cruise_mps, math.nan)
        for h in station.heights_m
        for share in speeds
    ]
    good = _best(plain, station, sight, ROUGH_BOATS)[:HEIGHTS_KEPT]
    shaped = [
        replace(choice, shape=shape)
        for choice in good
        for shape in _shapes(station, sight.at(choice.altitude_m))
    ]
    rough = _best(shaped, station, sight, ROUGH_BOATS)
    return _best(rough[:FINALISTS], station, sight, FINE_BOATS)[0]


def keeping(shape: BarrierShape, station: Station, vehicle: VehicleSpec) -> TimedPath:
    """The way of a vehicle that keeps a barrier from (0, 0) to (length_m, 0), whole laps."""
    there, back = (np.asarray(t.coords) for t in shape.tracks(_line(station)))
    lap = np.vstack([there, back, there[:1]])
    lap = lap[np.concatenate([[True], np.diff(lap, axis=0).any(axis=1)])]
    once = patrol(lap, vehicle).duration_s
    laps = max(1, round(station.seconds / once))
    return patrol(np.vstack([lap, *[lap[1:]] * (laps - 1)]), vehicle)


def patrol(points: Floats, vehicle: VehicleSpec) -> TimedPath:
    """A level way through points (N, 2) at cruise speed, on station from its first second on."""
    count = len(points)
    heights, still = np.full(count, max(vehicle.min_alt_m, 1.0)), np.zeros(count)
    way = FlightPath(points, heights, still, np.full(count - 1, vehicle.cruise_mps))
    return timed(way, vehicle)


def crossers(station: Station, speed_mps: float, window_s: float, boats: int) -> Traffic:
    """Boats that cross the line from (0, 0) to (length_m, 0)."""
    return crossing(_line(station), speed_mps, window_s, boats, is_one_way=station.is_one_way)


def _line(station: Station) -> LineString:
    return LineString([(0.0, 0.0), (station.length_m, 0.0)])


class _Sight:
    """Eyes by height, made once."""

    def __init__(self, vehicle: VehicleSpec, swath_m: float, against: Against) -> None:
        self.vehicle, self.against, self._swath_m = vehicle, against, swath_m
        self._eyes: dict[float, Eye] = {}

    def at(self, altitude_m: float) -> Eye:
        """The eye at a height. Raises PlannerError when a curve file does not hold it."""
        if altitude_m not in self._eyes:
            self._eyes[altitude_m] = Eye(self.vehicle, altitude_m, self._swath_m, self.against)
        return self._eyes[altitude_m]


def _best(
    choices: list[BarrierChoice], station: Station, sight: _Sight, boats: int
) -> list[BarrierChoice]:
    """The choices with what each finds, best first."""
    tried = [_tried(choice, station, sight, boats) for choice in choices]
    return sorted(tried, key=lambda c: -c.probability)


def _plain(station: Station, eye: Eye) -> BarrierShape:
    return BarrierShape(min(0.5 * eye.field.sight_m, INSET_MOST * station.length_m))


def _shapes(station: Station, eye: Eye) -> Iterator[BarrierShape]:
    """Boats from both sides: no crossover pays, its advance is for nothing half of the time."""
    insets = {min(s * eye.field.sight_m, INSET_MOST * station.length_m) for s in INSET_SHARES}
    widths = ADVANCE_SHARES if station.is_one_way else (0.0,)
    for inset in sorted(insets):
        for share in widths:
            advance = share * eye.curve.sweep_width_m
            yield BarrierShape(inset, advance, towards_rad=-math.pi / 2.0)


def _tried(choice: BarrierChoice, station: Station, sight: _Sight, boats: int) -> BarrierChoice:
    vehicle = replace(sight.vehicle, cruise_mps=choice.speed_mps)
    path = keeping(choice.shape, station, vehicle)
    traffic = crossers(station, sight.against.target.speed_mps, path.duration_s, boats)
    chances = found(path, traffic, sight.at(choice.altitude_m).field_of)
    return replace(choice, probability=min(1.0, float(chances.mean())))
