"""Fence and no-fly zones, for the path, rally points and the ways there."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from geodata.position import LocalFrame
from mission_planner.checks.deepest import deepest
from mission_planner.checks.limits import Limits, Violation
from mission_planner.flight import FlightPath
from mission_planner.mission import CMD_RETURN, Mission
from mission_planner.samples import Samples
from mission_planner.winged import waiting


def outside(samples: Samples, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """Outside the fence."""
    fence = frame.geometry_to_metres(limits.area.fence)
    bad = samples.outside(fence)
    for place, amount in deepest(samples, bad, fence, frame):
        yield Violation("fence", place, amount, 0.0, f"{amount:.1f} m outside the fence")


def inside(samples: Samples, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """Inside no-fly zones."""
    for zone in limits.area.nofly:
        shape = frame.geometry_to_metres(zone.shape)
        bad = samples.within(shape, 0.0)
        for place, amount in deepest(samples, bad, shape.boundary, frame):
            text = f"{amount:.1f} m inside no-fly zone {zone.name!r}"
            yield Violation("nofly", place, amount, 0.0, text)


def rally_points(mission: Mission, limits: Limits, frame: LocalFrame) -> Iterator[Violation]:
    """Rally points that breach a limit: a vehicle sent there would land on the way."""
    for number, rally in enumerate(mission.rally, start=1):
        place = np.array(frame.point(rally.position))
        point = Samples(waiting(place, limits.vehicle, limits.wind))
        for found in (*outside(point, limits, frame), *inside(point, limits, frame)):
            yield replace(found, text=f"rally point {number} is {found.text}")


def ways_to_rally(
    mission: Mission, path: FlightPath, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """A return goes to a rally point that is nearer than home, on the straight way."""
    if mission.items[-1].command != CMD_RETURN:
        return
    last, home = path.points[-3], path.points[-1]
    for number, rally in enumerate(mission.rally, start=1):
        place = np.array(frame.point(rally.position))
        if np.hypot(*(place - last)) >= np.hypot(*(home - last)):
            continue
        way = Samples(np.array([last, place]))
        for found in (*outside(way, limits, frame), *inside(way, limits, frame)):
            yield replace(found, text=f"the return to rally point {number} is {found.text}")
