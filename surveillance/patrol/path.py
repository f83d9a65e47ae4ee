"""The way of a mission: which items are waypoints, what is left of it, where the drone is bound."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from geodata.position import LocalFrame, LonLat, distance_m
from mission_planner.mission import (
    CMD_RETURN,
    CMD_TAKEOFF,
    FRAME_GLOBAL,
    FRAME_RELATIVE,
    LAST_NAV_COMMAND,
    Mission,
    MissionItem,
)

_SEA_FRAMES = frozenset({FRAME_GLOBAL, 5})  # 5: its older name


@dataclass(frozen=True, slots=True)
class MissionPath:
    """Waypoints of a mission by item number, their heights above home, and home.

    has_sea_heights: some heights in the mission itself count from the sea, not from home.
    last_seq: number of its last item.
    """

    home: LonLat
    waypoints: tuple[MissionItem, ...]  # navigation items with a place, without the take-off
    return_seq: int | None  # the item that sends the vehicle home
    starts_with_take_off: bool
    has_sea_heights: bool
    last_seq: int = 0

    @property
    def highest_m(self) -> float:
        """The greatest height above home."""
        return max((item.alt_m for item in self.waypoints), default=0.0)

    def passed(self, reached_item: int) -> int:
        """How many waypoints are behind: a reached number implies all earlier ones."""
        return sum(item.seq <= reached_item for item in self.waypoints)

    def left_m(self, position: LonLat, reached_item: int) -> float:
        """Metres from here over the waypoints ahead and home."""
        places = [position, *self._ahead(reached_item)]
        return sum(distance_m(a, b) for a, b in pairwise(places))

    def predicted(self, position: LonLat, reached_item: int, flown_m: float) -> LonLat:
        """The place after `flown_m` more metres along the mission; home at the end."""
        frame = LocalFrame(position)
        here = (0.0, 0.0)
        for place in self._ahead(reached_item):
            there = frame.point(place)
            leg = math.dist(here, there)
            if leg > 0.0 and flown_m < leg:
                share = flown_m / leg
                east, north = (a + share * (b - a) for a, b in zip(here, there, strict=True))
                return frame.lonlat(east, north)
            flown_m -= leg
            here = there
        return frame.lonlat(*here)

    def _ahead(self, reached_item: int) -> list[LonLat]:
        places = [
            item.position
            for item in self.waypoints
            if item.seq > reached_item and item.position is not None
        ]
        return [*places, self.home]


def path_of(mission: Mission) -> MissionPath:
    """The path of a mission's items."""
    rest = mission.items[1:]
    moves = [i for i in rest if i.position is not None and i.command <= LAST_NAV_COMMAND]
    return MissionPath(
        home=mission.home,
        waypoints=tuple(
            _above_home(item, mission.home_alt_m) for item in moves if item.command != CMD_TAKEOFF
        ),
        return_seq=next((item.seq for item in rest if item.command == CMD_RETURN), None),
        starts_with_take_off=bool(rest) and rest[0].command == CMD_TAKEOFF,
        has_sea_heights=any(item.frame in _SEA_FRAMES for item in moves),
        last_seq=mission.items[-1].seq,
    )


def _above_home(item: MissionItem, home_alt_m: float) -> MissionItem:
    if item.frame not in _SEA_FRAMES:
        return item
    return replace(item, frame=FRAME_RELATIVE, alt_m=item.alt_m - home_alt_m)
