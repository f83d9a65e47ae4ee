"""What a plane makes of the way of a mission: it climbs along the way and circles at home."""

import math
from dataclasses import dataclass

import numpy as np

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.errors import PlannerError
from mission_planner.flight import FlightPath
from mission_planner.mission import CMD_LAND, CMD_LOITER_TIME, CMD_LOITER_UNLIM, Mission
from mission_planner.pose import course
from mission_planner.request import Wind
from mission_planner.rounding import distinct
from mission_planner.vehicle import VehicleSpec

ENTRIES = 72  # places of the circle round home where it may be entered
SAG_M = 0.5
ON_CIRCLE_M = 3.0
ON_COURSE_RAD = 0.35


@dataclass(frozen=True, slots=True)
class Wings:
    """circle_m: radius of the circle round home. climb, descent: metres of height per metre."""

    circle_m: float
    climb: float
    descent: float


def wings_of(vehicle: VehicleSpec, wind: Wind) -> Wings | None:
    """How a plane flies in a wind; None: the vehicle is no plane."""
    if not vehicle.is_winged:
        return None
    gentle = vehicle.climb_mps / vehicle.cruise_mps, vehicle.descend_mps / vehicle.cruise_mps
    return Wings(vehicle.turning_m(wind.speed_mps), *gentle)


def as_flown(mission: Mission, path: FlightPath, vehicle: VehicleSpec, wind: Wind) -> FlightPath:
    """The path of a mission itself, or what a plane makes of it.

    Raises PlannerError for a wait of a plane in a mission.
    """
    wings = wings_of(vehicle, wind)
    if wings is None:
        return path
    for item in mission.items[1:]:
        if item.command in (CMD_LOITER_TIME, CMD_LOITER_UNLIM):
            raise PlannerError(
                f"item {item.seq} makes a plane circle for a time, and where it leaves the circle"
                " cannot be told: draw the circle by way points"
            )
    return as_plane(path, wings, returns=mission.items[-1].command != CMD_LAND)


def waiting(place: Floats, vehicle: VehicleSpec, wind: Wind) -> Floats:
    """(N, 2) where a vehicle waits at a place (2,): there, or on a circle round it."""
    wings = wings_of(vehicle, wind)
    return place[None, :] if wings is None else dubins.circle(place, wings.circle_m, 0.0, SAG_M)


def as_plane(path: FlightPath, wings: Wings, *, returns: bool) -> FlightPath:
    """The path of a mission as a plane flies it.

    No climb at home but along the way; waits do not hold it in one place and are left out; a
    return ends with a full circle round home, clockwise, and the descent there (ArduPlane's RTL).
    """
    ends = 2 if returns else 1  # home, once at height and once on the ground
    points, heights = path.points[:-ends], path.height_m[:-ends]
    first = np.concatenate([[True], np.hypot(*np.diff(points, axis=0).T) > 0.05])
    speeds = np.concatenate([path.speed_mps[: len(points) - 1], path.speed_mps[-1:]])[first]
    points, heights = points[first], heights[first]
    if returns:
        circling = onto_circle(points, path.points[-1], wings.circle_m)
        points = np.vstack([points, circling])
        heights = np.append(heights, np.full(len(circling), heights[-1]))
        speeds = np.append(speeds, np.full(len(circling), speeds[-1]))
    if len(points) < 2:
        return path
    return _climbing(points, heights, speeds, wings)


def plane_flight(points: Floats, height_m: float, speed_mps: float, wings: Wings) -> FlightPath:
    """The path of a mission from launch through points (N, 2), and the circle round points[0]."""
    ways = np.vstack([points, points[:1], points[:1]])
    heights = np.full(len(ways), height_m)
    heights[[0, -1]] = 0.0
    path = FlightPath(ways, heights, np.zeros(len(ways)), np.full(len(ways) - 1, speed_mps))
    return as_plane(path, wings, returns=True)


def onto_circle(points: Floats, centre: Floats, radius_m: float) -> Floats:
    """On from the end of a way (N, 2): the shortest way onto a circle and once round, clockwise."""
    way = distinct(points) if len(points) > 1 else points
    here, away = way[-1], way[-1] - centre
    heading = course(way[-1] - way[-2]) if len(way) > 1 else 0.0
    bearing = course(away)
    off = (heading - bearing + 0.5 * math.pi + math.pi) % (2.0 * math.pi) - math.pi
    if abs(float(np.hypot(*away)) - radius_m) < ON_CIRCLE_M and abs(off) < ON_COURSE_RAD:
        return dubins.circle(centre, radius_m, bearing, SAG_M)[1:]
    bearings = np.arange(ENTRIES) * (2.0 * math.pi / ENTRIES)
    spots = centre + radius_m * np.column_stack([np.cos(bearings), np.sin(bearings)])
    entries = np.column_stack([spots, bearings - 0.5 * math.pi])
    start = np.array([*here, heading])
    least = dubins.lengths(start[None, :], entries, radius_m)[0]
    entry = int(np.argmin(least))
    word = dubins.words(start, entries[entry], radius_m)[0]
    onto = dubins.drawn(start, word, radius_m, SAG_M)[1:]
    return np.vstack([onto, dubins.circle(centre, radius_m, float(bearings[entry]), SAG_M)[1:]])


def _climbing(points: Floats, aims: Floats, speeds: Floats, wings: Wings) -> FlightPath:
    """Heights as steep as the plane climbs and sinks, a corner where a climb ends; then down."""
    places, heights, legs = [points[0].tolist()], [0.0], []
    asked = zip(points[1:].tolist(), aims[1:].tolist(), speeds[1:].tolist(), strict=True)
    for (x, y), aim, speed in asked:
        from_x, from_y = places[-1]
        rise = aim - heights[-1]
        apart = math.hypot(x - from_x, y - from_y)
        needed = abs(rise) / (wings.climb if rise > 0.0 else wings.descent)
        if 1.0 < needed < apart - 1.0:
            part = needed / apart
            places.append([from_x + part * (x - from_x), from_y + part * (y - from_y)])
            heights.append(aim)
            legs.append(speed)
        heights.append(aim if needed <= apart else heights[-1] + rise * apart / needed)
        places.append([x, y])
        legs.append(speed)
    places.append(places[-1])
    heights.append(0.0)
    legs.append(legs[-1])
    zeros = np.zeros(len(places))
    return FlightPath(np.array(places), np.array(heights), zeros, np.array(legs))
