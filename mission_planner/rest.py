"""What is left of an interrupted mission, as a mission of its own that begins at home again."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.airspace import airspace_of, land_in_metres
from mission_planner.errors import PlanRefused
from mission_planner.mission import (
    CMD_CHANGE_SPEED,
    CMD_MOUNT_CONTROL,
    CMD_TAKEOFF,
    CMD_WAYPOINT,
    FRAME_RELATIVE,
    LAST_NAV_COMMAND,
    NO_PARAMS,
    Mission,
    MissionItem,
    rounded,
)
from mission_planner.roadmap import Roadmap

LAND_REACH_M = 1_000.0  # land farther than this outside the fence is in nobody's way
_SETTINGS = (CMD_CHANGE_SPEED, CMD_MOUNT_CONTROL)


def rest_of(mission: Mission, passed: int, area: Area) -> Mission:
    """The mission from the beginning of the leg on which it was interrupted.

    passed: how many of its way points were reached. The way there keeps the limits of `area`, at
    the height of the leg; camera and speed are set as they were on that leg. Only the interrupted
    leg is flown twice. Raises PlanRefused when nothing is left or no way leads there.
    """
    places = [item for item in mission.items[1:] if _is_waypoint(item)]
    if passed >= len(places):
        raise PlanRefused(f"nothing is left to fly: all {len(places)} way points were reached")
    if passed <= 0:
        return mission
    first = places[passed - 1]  # where the interrupted leg begins
    start = [item for item in mission.items[1 : first.seq] if item.command == CMD_TAKEOFF]
    approach = [_passing(place, first) for place in _way(area, mission.home, first)]
    items = [*start, *_settings(mission.items[: first.seq]), *approach, *mission.items[first.seq :]]
    numbered = (replace(item, seq=seq) for seq, item in enumerate(items, start=1))
    return replace(mission, items=(mission.items[0], *numbered))


def _is_waypoint(item: MissionItem) -> bool:
    moves = item.position is not None and item.command <= LAST_NAV_COMMAND
    return moves and item.command != CMD_TAKEOFF


def _settings(before: Sequence[MissionItem]) -> list[MissionItem]:
    """The last of each kind that was set."""
    last = {item.command: item for item in before if item.command in _SETTINGS}
    return [last[command] for command in _SETTINGS if command in last]


def _passing(place: LonLat, at_height_of: MissionItem) -> MissionItem:
    height_m, frame = at_height_of.alt_m, at_height_of.frame
    return MissionItem(0, frame or FRAME_RELATIVE, CMD_WAYPOINT, NO_PARAMS, place, height_m)


def _way(area: Area, home: LonLat, goal: MissionItem) -> list[LonLat]:
    """The corners between home and the goal, both left out: round land and no-fly zones."""
    assert goal.position is not None  # it is a way point
    frame = area.frame
    shore = land_in_metres(frame, area, None, LAND_REACH_M)
    airspace = airspace_of(area, shore, 0.0)
    start, end = np.array(frame.point(home)), np.array(frame.point(goal.position))
    way = Roadmap(airspace).route(start, end)
    if way is None:
        raise PlanRefused(
            f"no way leads from home to {goal.position.lon:.5f},{goal.position.lat:.5f}, where the"
            " patrol was interrupted: plan the rest anew"
        )
    return [rounded(frame.lonlat(*corner)) for corner in way[1:-1]]
