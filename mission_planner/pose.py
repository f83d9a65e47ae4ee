"""Places with a course: what one piece of a way needs to know of the next."""

from dataclasses import dataclass

import numpy as np

from geodata.position import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """A place, (2,) local metres, and the course over ground there.

    course_rad: counter-clockwise from east; None: any will do.
    """

    point: Floats
    course_rad: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Door:
    """How home is left and reached, in local metres.

    out: (N, 2) from home to where the limits hold; only home itself where they hold there.
    leave: where ways to the lines begin. arrive: where ways from them end. back: (M, 2) from there
    to home, `arrive` left out; a plane ends on the circle round home.
    """

    out: Floats
    leave: Pose
    arrive: Pose
    back: Floats


def start_pose(way: Floats) -> Pose:
    """Where, and on what course, a way of at least two places begins."""
    return Pose(way[0], course(way[1] - way[0]))


def end_pose(way: Floats) -> Pose:
    """Where, and on what course, a way ends; a single place is left on any course."""
    if len(way) < 2:
        return Pose(way[-1])
    return Pose(way[-1], course(way[-1] - way[-2]))


def course(step: Floats) -> float:
    """Direction of a step (2,), radians counter-clockwise from east."""
    return float(np.arctan2(step[1], step[0]))
