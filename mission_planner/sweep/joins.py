"""What is known of the ways between pieces, kept from one order to the next."""

from dataclasses import dataclass, field

import numpy as np

from geodata.position import Floats
from mission_planner.mover import Mover, Pose
from mission_planner.sweep.search import Gaps, Tour

NO_WAY_M = 1e7  # counts for a gap that cannot be flown
LONGER_M = 0.5  # than thought: worth another order
PLACES = 3  # digits of metres and radians by which poses are told apart

_Key = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Joins:
    """Ways that were asked of the mover: length, and whether one straight leg, by both poses."""

    mover: Mover
    known: dict[tuple[_Key, _Key], tuple[float, bool]] = field(default_factory=dict)

    def recall(self, poses: Floats, gaps: Gaps) -> None:
        """Puts the lengths that are known into the gaps between lines with these ends."""
        numbers = {_key(pose): number for number, pose in enumerate(poses)}
        for (leave, enter), (length, _) in self.known.items():
            a, b = numbers.get(leave), numbers.get(enter)
            if a is not None and b is not None:
                gaps.links[a, b] = gaps.links[b, a] = length

    def learn(self, tour: Tour, poses: Floats, gaps: Gaps) -> bool:
        """Joins the gaps of a tour for real; whether any is longer than thought."""
        is_longer = False
        for a, b in zip(tour[1:-1:2], tour[2::2], strict=True):
            length, _ = self.way(poses[a], poses[b])
            is_longer |= length > gaps.links[a, b] + LONGER_M
            gaps.links[a, b] = gaps.links[b, a] = length
        return is_longer

    def is_way(self, leave: Floats, enter: Floats) -> bool:
        """Whether there is any way from leaving one line to entering another one."""
        return self.way(leave, enter)[0] < NO_WAY_M

    def way(self, leave: Floats, enter: Floats) -> tuple[float, bool]:
        """Length in metres, and whether it is one straight leg, of the way between two lines.

        Both poses (3,) have the course of leaving the line at that end.
        """
        key = (_key(leave), _key(enter))
        if key not in self.known:
            goal = Pose(enter[:2], float(enter[2] + np.pi))
            way = self.mover.join(Pose(leave[:2], float(leave[2])), goal)
            length = NO_WAY_M if way is None else float(np.hypot(*np.diff(way, axis=0).T).sum())
            self.known[key] = (length, way is not None and len(way) == 2)
        return self.known[key]


def _key(pose: Floats) -> _Key:
    x, y, course = (round(float(v), PLACES) for v in pose)
    return (x, y, course)
