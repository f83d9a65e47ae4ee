"""How long boats are looked at along a flown path, and how likely they are found by it."""

import math
from collections.abc import Callable

import numpy as np

from geodata.position import Floats
from mission_planner.detection.flown import TimedPath
from mission_planner.detection.sensor import RateField
from mission_planner.detection.traffic import Traffic

STEP_M = 8.0  # of a boat's way through the field
MOST_STEPS = 400
SLOW_MPS = 1e-9

FieldOf = Callable[[float], RateField]  # by course: the sun blinds some of them


def found(path: TimedPath, traffic: Traffic, field_of: FieldOf) -> Floats:
    """(N,) probability that each boat has been found when the path ends: 1 - exp(-exposure)."""
    return np.asarray(-np.expm1(-exposure(path, traffic, field_of)), np.float64)


def exposure(path: TimedPath, traffic: Traffic, field_of: FieldOf) -> Floats:
    """(N,) integral of the detection rate over each boat's way in the camera's frame.

    Leg by leg the boat moves straight through the field: cut to the field's rectangle, then summed
    at the middles of steps of at most STEP_M.
    """
    total = np.zeros(len(traffic.start))
    for leg in range(len(path.began_s)):
        course, began = float(path.course_rad[leg]), float(path.began_s[leg])
        lasts = float(path.ended_s[leg]) - began
        ahead = np.array([math.cos(course), math.sin(course)])
        turned = np.column_stack([[ahead[1], -ahead[0]], ahead])  # to right and ahead
        own = (path.end[leg] - path.start[leg]) / lasts
        place = (traffic.start + traffic.velocity * began - path.start[leg]) @ turned
        speed = (traffic.velocity - own) @ turned
        ends = np.minimum(lasts, traffic.until_s - began)
        field = field_of(course)
        enters, leaves = _within(field, place, speed, ends)
        met = np.flatnonzero(leaves > enters)
        if len(met):
            span = (enters[met], leaves[met] - enters[met])
            total[met] += _integral(field, place[met], speed[met], span)
    return total


def _within(field: RateField, place: Floats, speed: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """(N,) seconds at which boats enter and leave the field's rectangle; leave < enter: never."""
    safe = np.where(np.abs(speed) < SLOW_MPS, SLOW_MPS, speed)
    low = (np.array([-field.side_m, field.near_m]) - place) / safe
    high = (np.array([field.side_m, field.far_m]) - place) / safe
    enters = np.maximum(np.minimum(low, high).max(axis=1), 0.0)
    leaves = np.minimum(np.maximum(low, high).min(axis=1), ends)
    return enters, leaves


def _integral(
    field: RateField, place: Floats, speed: Floats, span: tuple[Floats, Floats]
) -> Floats:
    enters, lasts = span
    longest = float((np.hypot(*speed.T) * lasts).max())
    steps = min(max(math.ceil(longest / STEP_M), 4), MOST_STEPS)
    shares = (np.arange(steps) + 0.5) / steps
    times = enters[:, None] + lasts[:, None] * shares
    right = place[:, :1] + speed[:, :1] * times
    ahead = place[:, 1:] + speed[:, 1:] * times
    return np.asarray(field.at(right, ahead).sum(axis=1) * lasts / steps, np.float64)
