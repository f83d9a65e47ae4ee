"""What a mission would break: every violation with kind, place, amount and limit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import LocalFrame, LonLat
from mission_planner.airspace import LAND_MARGIN_M, Flags
from mission_planner.energy import SLOWEST_MPS, Estimate, estimate
from mission_planner.flight import FlightPath, flight_path
from mission_planner.layers.breaches import breaches
from mission_planner.layers.flown import fly, runs
from mission_planner.layers.layers import NO_LAYERS, Layers
from mission_planner.mission import CMD_RETURN, Mission
from mission_planner.request import CALM, Wind
from mission_planner.rounding import distinct, tightest
from mission_planner.samples import SAMPLE_M, Samples
from mission_planner.vehicle import VehicleSpec
from mission_planner.winged import as_flown, waiting

HOME_WAY_RATIO = 3.0
TURN_OFF_M = 2.0  # way points of an arc lie this near to its chords
CIRCLE_WAY_RATIO = 9.0  # radii flown at home by a plane: once round, 2 pi, and to the circle


@dataclass(frozen=True, slots=True)
class Violation:
    """One stretch, or one figure, that breaks a limit.

    kind: fence, nofly, land, standoff, ceiling, floor, turn, airport, distance, battery, wind.
    amount and limit: metres (of radius for a turn), percent left for battery, m/s for wind. place:
    where it is worst.
    """

    kind: str
    place: LonLat
    amount: float
    limit: float
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a mission is checked against. land: local metres; standoff_m 0: not over land."""

    area: Area
    vehicle: VehicleSpec
    land: MultiPolygon
    standoff_m: float = 0.0
    wind: Wind = CALM
    layers: Layers = NO_LAYERS


@dataclass(frozen=True, slots=True)
class Report:
    """violations; time and energy, in the wind and in one 30 % stronger; nearest_m: least distance
    to land, None without land.

    Like the stand-off, nearest_m leaves out the way between home and where the stand-off holds.
    """

    violations: tuple[Violation, ...]
    estimate: Estimate
    strong: Estimate
    nearest_m: float | None


def check(mission: Mission, limits: Limits) -> Report:
    """Everything that a mission breaks, on its path sampled every 2 m.

    Raises PlannerError when a command's way is unknown.
    """
    frame = limits.area.frame
    steps = flight_path(mission, frame, limits.vehicle.cruise_mps)
    path = as_flown(mission, steps, limits.vehicle, limits.wind)
    samples = Samples(path.points)
    way = _way_to_home(samples, limits)
    found = [
        *_outside(samples, limits, frame),
        *_inside(samples, limits, frame),
        *_near_land(samples, way, limits, frame),
        *_heights(path, mission.home_alt_m, limits, frame),
        *_turns(path, limits, frame),
        *_rally(mission, limits, frame),
        *_way_to_rally(mission, steps, limits, frame),
        *_layers(path, mission.home_alt_m, limits, frame),
    ]
    figures = estimate(path, limits.vehicle, limits.wind)
    strong = estimate(path, limits.vehicle, limits.wind.stronger)
    found += _wind(limits, mission.home)
    endurance = list(_endurance(figures, limits, mission.home))
    if not endurance:
        endurance = list(
            _endurance(strong, replace(limits, wind=limits.wind.stronger), mission.home)
        )
    found += endurance
    return Report(tuple(found), figures, strong, _nearest(samples, way, limits))


@dataclass(frozen=True, slots=True)
class _HomeWay:
    """Samples on the way between home and where the stand-off holds."""

    over_land: Flags
    close_to_land: Flags


def _outside(samples: Samples, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    fence = frame.geometry_to_metres(limits.area.fence)
    bad = samples.outside(fence)
    for place, amount in _deepest(samples, bad, fence, frame):
        yield Violation("fence", place, amount, 0.0, f"{amount:.1f} m outside the fence")


def _inside(samples: Samples, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    for zone in limits.area.nofly:
        shape = frame.geometry_to_metres(zone.shape)
        bad = samples.within(shape, 0.0)
        for place, amount in _deepest(samples, bad, shape.boundary, frame):
            text = f"{amount:.1f} m inside no-fly zone {zone.name!r}"
            yield Violation("nofly", place, amount, 0.0, text)


def _rally(mission: Mission, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """Rally points that breach a limit: a vehicle sent there would land on the way."""
    for number, rally in enumerate(mission.rally, start=1):
        place = np.array(frame.point(rally.position))
        point = Samples(waiting(place, limits.vehicle, limits.wind))
        for found in (*_outside(point, limits, frame), *_inside(point, limits, frame)):
            yield replace(found, text=f"rally point {number} is {found.text}")


def _way_to_rally(
    mission: Mission, path: FlightPath, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """A return goes to a rally point that is nearer than home, on the straight way."""
    last, home = path.points[-3], path.points[-1]
    if mission.items[-1].command != CMD_RETURN:
        return
    for number, rally in enumerate(mission.rally, start=1):
        place = np.array(frame.point(rally.position))
        if np.hypot(*(place - last)) >= np.hypot(*(home - last)):
            continue
        way = Samples(np.array([last, place]))
        for found in (*_outside(way, limits, frame), *_inside(way, limits, frame)):
            yield replace(found, text=f"the return to rally point {number} is {found.text}")


def _near_land(
    samples: Samples, way: _HomeWay, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    dry = samples.within(limits.land, 0.0)
    for place, amount in _deepest(samples, dry & ~way.over_land, limits.land.boundary, frame):
        yield Violation("land", place, amount, 0.0, f"over land, {amount:.1f} m from the shore")
    close = samples.within(limits.land, limits.standoff_m) & ~dry & ~way.close_to_land
    for run in runs(close):
        apart = np.asarray(shapely.distance(samples.points(run), limits.land))
        amount = float(apart.min())
        place = frame.lonlat(*samples.places[run][int(apart.argmin())])
        text = f"{amount:.1f} m from land; stand-off {limits.standoff_m:g} m"
        yield Violation("standoff", place, amount, limits.standoff_m, text)


def _way_to_home(samples: Samples, limits: Limits) -> _HomeWay:
    """The stretches at both ends where land may be close, because home is.

    A home nearer to land than the stand-off (a quay, a beach) has to be left and reached again:
    the stand-off then holds from where the path first keeps it until where it last does. Over
    land only from a home on land until the first water. At most three times the least possible
    length is allowed for; a longer way near the coast is no way out but a breach. A plane's home
    is the disc that it circles, over land only when it meets land itself.
    """
    home = Point(samples.places[0])
    inland = float(limits.land.boundary.distance(home)) if limits.land.intersects(home) else 0.0
    longest_m = HOME_WAY_RATIO * (limits.standoff_m + inland)
    circle_m = limits.vehicle.turning_m(limits.wind.speed_mps) if limits.vehicle.is_winged else 0.0
    longest = int((longest_m + CIRCLE_WAY_RATIO * circle_m) / SAMPLE_M) + 1
    ends = []
    for distance in (0.0, limits.standoff_m):
        near = samples.within(limits.land, distance)
        if circle_m and (distance > 0.0 or limits.land.distance(home) <= circle_m + LAND_MARGIN_M):
            near |= np.hypot(*(samples.places - samples.places[0]).T) < circle_m + SAMPLE_M
        ends.append(_leading(near, longest) | _leading(near[::-1], longest)[::-1])
    return _HomeWay(*ends)


def _leading(flags: Flags, longest: int) -> Flags:
    """The run of True at the start, unless it is too long or never ends."""
    result = np.zeros_like(flags)
    length = len(flags) if flags.all() else int(np.argmin(flags))
    if length <= longest and length < len(flags):
        result[:length] = True
    return result


def _heights(
    path: FlightPath, home_alt_m: float, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """Too high above home or the sea, or too low while moving."""
    vehicle, area = limits.vehicle, limits.area
    place = frame.lonlat(*path.points[int(path.height_m.argmax())])
    top = float(path.height_m.max())
    if top + home_alt_m > area.max_alt_m:
        text = f"{top + home_alt_m:.0f} m above the sea; ceiling of the area {area.max_alt_m:g} m"
        yield Violation("ceiling", place, top + home_alt_m, area.max_alt_m, text)
    if top > vehicle.max_alt_m:
        text = f"{top:.0f} m above home; {vehicle.name} may fly {vehicle.max_alt_m:g} m"
        yield Violation("ceiling", place, top, vehicle.max_alt_m, text)
    moved = np.hypot(*np.diff(path.points, axis=0).T) > 1.0
    legs = np.minimum(path.height_m[:-1], path.height_m[1:])
    if vehicle.is_winged:  # it climbs ahead: low until its first climb ends
        rises = np.append(np.diff(path.height_m) > 0.0, False)
        moved[: int(np.argmin(rises))] = False
    if moved.any() and legs[moved].min() < vehicle.min_alt_m:
        low = int(np.flatnonzero(moved)[legs[moved].argmin()])
        least = vehicle.min_alt_m
        text = f"{legs[low]:.0f} m above home; {vehicle.name} flies at least {least:g} m"
        here = frame.lonlat(*path.points[low])
        yield Violation("floor", here, float(legs[low]), least, text)


def _turns(path: FlightPath, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """The corner that is too sharp for a plane, by the most."""
    radius = limits.vehicle.least_turn_m(limits.wind.speed_mps)
    points = distinct(path.points)
    if radius == 0.0 or len(points) < 3:
        return
    found = tightest(points, radius, TURN_OFF_M)
    if found is not None:
        corner, needed = found
        blow = f" in {limits.wind.speed_mps:g} m/s of wind" if limits.wind.speed_mps else ""
        text = (
            f"corner for a turn of {needed:.0f} m; {limits.vehicle.name} turns at {radius:.0f} m"
            f"{blow}: draw the turn as an arc by way points"
        )
        yield Violation("turn", frame.lonlat(*points[corner]), needed, radius, text)


def _layers(
    path: FlightPath, home_alt_m: float, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """Airport surfaces and the greatest distance from home."""
    for found in breaches(fly(path, home_alt_m, SAMPLE_M), frame, limits.layers):
        place = frame.lonlat(*found.place)
        yield Violation(found.kind, place, found.amount, found.limit, found.text)


def _wind(limits: Limits, home: LonLat) -> Iterator[Violation]:
    """A forecast beyond what the vehicle flies in."""
    vehicle, wind = limits.vehicle, limits.wind
    if wind.speed_mps > vehicle.max_wind_mps:
        text = (
            f"wind is {wind.speed_mps:g} m/s; {vehicle.name} flies in up to"
            f" {vehicle.max_wind_mps:g} m/s: wait for less wind"
        )
        yield Violation("wind", home, wind.speed_mps, vehicle.max_wind_mps, text)


def _endurance(figures: Estimate, limits: Limits, home: LonLat) -> Iterator[Violation]:
    """Head wind and battery, with what the vehicle could do instead."""
    vehicle, wind = limits.vehicle, limits.wind
    if figures.slowest_mps < SLOWEST_MPS:
        text = (
            f"wind of {wind.speed_mps:g} m/s leaves {vehicle.name} ({vehicle.cruise_mps:g} m/s)"
            f" {max(figures.slowest_mps, 0.0):.1f} m/s over ground; limit {SLOWEST_MPS:g} m/s:"
            " wait for less wind"
        )
        yield Violation("wind", home, max(figures.slowest_mps, 0.0), SLOWEST_MPS, text)
    elif figures.battery_left_pct < vehicle.reserve_pct:
        left, text = figures.battery_left_pct, _beyond(figures, limits)
        yield Violation("battery", home, left, vehicle.reserve_pct, text)


def _beyond(figures: Estimate, limits: Limits) -> str:
    vehicle, wind = limits.vehicle, limits.wind
    reach_m = figures.length_m * vehicle.usable_wh / figures.energy_wh
    blow = f" in wind {wind.speed_mps:g} m/s from {wind.from_deg:g} deg" if wind.speed_mps else ""
    return (
        f"route is {figures.length_m / 1000:.1f} km; {vehicle.name} reaches"
        f" {reach_m / 1000:.1f} km with {vehicle.reserve_pct:g} % reserve{blow}:"
        " shrink the area or add a battery"
    )


def _nearest(samples: Samples, way: _HomeWay, limits: Limits) -> float | None:
    if limits.land.is_empty:
        return None
    far = ~way.close_to_land
    return samples.nearest_m(limits.land, far) if int(far.sum()) > 1 else None


def _deepest(
    samples: Samples, bad: Flags, rim: BaseGeometry, frame: LocalFrame
) -> Iterator[tuple[LonLat, float]]:
    """Place and depth of the worst sample of each run of bad ones."""
    for run in runs(bad):
        depth = np.asarray(shapely.distance(samples.points(run), rim))
        yield frame.lonlat(*samples.places[run][int(depth.argmax())]), float(depth.max())
