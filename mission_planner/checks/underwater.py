"""What a dive breaks: depth, sea bed, tether, and how well it knows its place at the end."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.checks.limits import Limits, Violation
from mission_planner.energy import Estimate
from mission_planner.flight import FlightPath
from mission_planner.layers.flown import Flown, fly, runs
from mission_planner.samples import SAMPLE_M
from mission_planner.underwater.reach import obstacles_of

SURFACE_M = 0.01
ROUNDED_M = 0.01  # heights of way points are kept to a centimetre


def under_water(path: FlightPath, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """Every stretch of a dive, sampled every 2 m, that breaks a limit."""
    dived = fly(path, 0.0, SAMPLE_M)
    yield from _depth(path, dived, limits, frame)
    yield from _bed(dived, limits, frame)
    yield from _tether(path, dived, limits, frame)


def lost_place(figures: Estimate, limits: Limits, home: LonLat) -> Iterator[Violation]:
    """A dive after which nobody knows well enough where the vehicle is."""
    vehicle = limits.vehicle
    if vehicle.submersible is None:
        return
    error_m = vehicle.submersible.error_m(figures.length_m, figures.duration_s)
    most_m = vehicle.submersible.most_error_m
    if error_m > most_m:
        text = (
            f"{vehicle.name} would know its place to {error_m:.0f} m (95 %) after"
            f" {figures.length_m:.0f} m; limit {most_m:g} m: come up for a fix in between"
        )
        yield Violation("drift", home, error_m, most_m, text)


def _depth(
    path: FlightPath, dived: Flown, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """Too deep anywhere; too shallow, or in the air, on the way."""
    vehicle = limits.vehicle
    depth = -dived.above_home_m
    deepest, shallowest = -vehicle.min_alt_m, -vehicle.max_alt_m
    moved = np.append(np.hypot(*np.diff(path.points, axis=0).T) > 1.0, False)[dived.leg]
    for amount, place in _worst(depth > deepest + ROUNDED_M, depth, dived, frame):
        text = f"{amount:.1f} m deep; {vehicle.name} may go to {deepest:g} m"
        yield Violation("depth", place, amount, deepest, text)
    for height, place in _worst((depth < shallowest - ROUNDED_M) & moved, -depth, dived, frame):
        amount = -height
        text = f"{amount:.1f} m deep; {vehicle.name} moves no shallower than {shallowest:g} m"
        yield Violation("depth", place, amount, shallowest, text)


def _bed(dived: Flown, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    if limits.bed is None or limits.vehicle.submersible is None:
        return
    least = limits.vehicle.submersible.over_bed_m
    lon, lat = frame.to_lonlat(*dived.places.T)
    over = limits.bed.depths_m(lon, lat) + dived.above_home_m
    is_near = (over < least - ROUNDED_M) & (dived.above_home_m < -SURFACE_M)
    for below, place in _worst(is_near, -over, dived, frame):
        amount = -below
        text = f"{amount:.1f} m above the sea bed; limit {least:g} m: dive less deep, or elsewhere"
        yield Violation("bed", place, amount, least, text)


def _tether(
    path: FlightPath, dived: Flown, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    diving = limits.vehicle.submersible
    if diving is None or diving.tether_m is None:
        return
    away = np.hypot(np.hypot(*(dived.places - dived.home).T), dived.above_home_m)
    for amount, place in _worst(away > diving.tether_m, away, dived, frame):
        text = f"{amount:.0f} m of tether needed; it is {diving.tether_m:g} m: launch nearer"
        yield Violation("tether", place, amount, diving.tether_m, text)
    legs = np.flatnonzero(_is_snagged(path.points, limits, frame))
    for leg in legs[:1]:
        place = frame.lonlat(*path.points[leg + 1])
        text = "the straight tether would lie across land or a no-fly zone: launch elsewhere"
        yield Violation("tether", place, float(len(legs)), 0.0, text)


def _worst(
    broken: NDArray[np.bool_], amounts: Floats, dived: Flown, frame: LocalFrame
) -> Iterator[tuple[float, LonLat]]:
    """The greatest amount of each stretch where a limit is broken, and where that is."""
    for run in runs(broken):
        worst = run.start + int(amounts[run].argmax())
        yield float(amounts[worst]), frame.lonlat(*dived.places[worst])


def _is_snagged(corners: Floats, limits: Limits, frame: LocalFrame) -> NDArray[np.bool_]:
    """(N - 1,) on which legs the line from home meets what it must not, at any moment."""
    zones = tuple(frame.geometry_to_metres(zone.shape) for zone in limits.area.nofly)
    closed = obstacles_of(limits.land, zones)
    shapely.prepare(closed)
    home = np.broadcast_to(corners[0], (len(corners) - 1, 2))
    swept = shapely.polygons(np.stack([home, corners[:-1], corners[1:], home], axis=1))
    lines = shapely.linestrings(np.stack([home, corners[1:]], axis=1))
    return np.asarray(shapely.intersects(closed, swept) | shapely.intersects(closed, lines))
