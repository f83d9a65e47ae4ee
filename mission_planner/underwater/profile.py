"""The depths along a way: level, or up and down with the bed."""

import math
from itertools import pairwise

import numpy as np

from geodata.position import Floats, LocalFrame
from mission_planner.underwater.dive import Dive
from mission_planner.vehicle import VehicleSpec

STEP_M = 20.0  # between way points where the bed is followed
SAMPLE_M = 1.0  # how closely the bed is looked at
_AROUND = 0.5 * SAMPLE_M * np.array([(0, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)])
SLACK_M = 0.1  # way points are kept to a centimetre


def with_bed(
    points: Floats, hold_s: Floats, dive: Dive, vehicle: VehicleSpec, frame: LocalFrame
) -> tuple[Floats, Floats, Floats]:
    """A way (N, 2) with such way points more that it can follow the bed; heights and waits (M,).

    Between two way points the height changes evenly; each is no deeper than the bed allows on
    either side of it, so nothing between them is.
    """
    if dive.depth_m is not None:
        return points, np.full(len(points), -dive.depth_m), hold_s
    assert dive.bed is not None and dive.above_bed_m is not None  # Dive has seen to it
    dense, waits = [points[0]], [float(hold_s[0])]
    for start, end, wait in zip(points[:-1], points[1:], hold_s[1:], strict=True):
        count = max(math.ceil(float(np.hypot(*(end - start))) / STEP_M), 1)
        share = np.arange(1, count + 1)[:, None] / count
        dense += list(start + share * (end - start))
        waits += [0.0] * (count - 1) + [float(wait)]
    way = np.vstack(dense)
    least = np.array([_least_depth_m(a, b, dive, frame) for a, b in pairwise(way)])
    beside = np.minimum(np.append(least, np.inf), np.insert(least, 0, np.inf))
    beside[[0, -1]] = beside[[0, -1]].min()  # home, where it goes down and comes up
    wanted = np.clip(beside - dive.above_bed_m - SLACK_M, -vehicle.max_alt_m, -vehicle.min_alt_m)
    return way, -wanted, np.array(waits)


def _least_depth_m(start: Floats, end: Floats, dive: Dive, frame: LocalFrame) -> float:
    """Of the bed below a leg, and half a sample beside it: no cell is cut between two samples."""
    count = max(math.ceil(float(np.hypot(*(end - start))) / SAMPLE_M), 1)
    share = np.linspace(0.0, 1.0, count + 1)[:, None]
    along = start + share * (end - start)
    lon, lat = frame.to_lonlat(*(along[:, None] + _AROUND).reshape(-1, 2).T)
    assert dive.bed is not None
    return float(dive.bed.depths_m(lon, lat).min())
