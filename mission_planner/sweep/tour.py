"""The order of lines, and the direction of each, that makes the gaps between them least."""

import numpy as np

from geodata.position import Floats
from mission_planner.mover import Mover
from mission_planner.sweep.search import Gaps, Tour

# Home counts just enough to choose between orders that are equally good over the area: a sweep
# that takes several sorties comes home from anywhere.
HOME_SHARE = 0.02
WINDOW = 400  # lines ordered at once; longer tours are ordered stretch by stretch


def gaps_of(segments: Floats, mover: Mover, home: Floats) -> Gaps:
    """The gaps between (N, 2, 2) lines, obstacles left out of account."""
    leaving = end_poses(segments)
    entering = leaving + np.array([0.0, 0.0, np.pi])
    outer = HOME_SHARE * np.hypot(*(leaving[:, :2] - home).T)
    return Gaps.of(mover.apart_m(leaving, entering), outer)


def end_poses(segments: Floats) -> Floats:
    """(2 N, 3) east, north and course on leaving (N, 2, 2) lines at each end."""
    along = segments[:, 1] - segments[:, 0]
    course = np.arctan2(along[:, 1], along[:, 0])
    courses = np.column_stack([course + np.pi, course]).reshape(-1, 1)
    return np.hstack([segments.reshape(-1, 2), courses])


def to_and_fro(count: int) -> Tour:
    """Lines as they come, every other one backwards."""
    pairs = np.arange(2 * count, dtype=np.int64).reshape(-1, 2)
    pairs[1::2] = pairs[1::2, ::-1]
    return pairs.reshape(-1)


def nearest(gaps: Gaps) -> Tour:
    """From the end that is nearest to home always to the nearest line not yet flown."""
    free = gaps.links[:-1, :-1].copy()
    here = int(np.argmin(gaps.links[-1, :-1]))
    made: list[int] = []
    for _ in range(len(free) // 2):
        free[:, [here, here ^ 1]] = np.inf
        made += [here, here ^ 1]
        here = int(np.argmin(free[here ^ 1]))
    return np.array(made, np.int64)


def begun(gaps: Gaps) -> Tour:
    """A tour to begin with: to and fro, or, where that jumps about, from neighbour to neighbour."""
    return min(to_and_fro((len(gaps.links) - 1) // 2), nearest(gaps), key=gaps.length_m)
