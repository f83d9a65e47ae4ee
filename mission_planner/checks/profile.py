"""Heights along the path, and how sharp its corners are."""

from collections.abc import Iterator

import numpy as np

from geodata.position import LocalFrame
from mission_planner.checks.limits import Limits, Violation
from mission_planner.flight import FlightPath
from mission_planner.rounding import distinct, tightest

TURN_OFF_M = 2.0  # way points of an arc lie this near to its chords


def heights(
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


def turns(path: FlightPath, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
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
