"""What a mission makes a copter fly: a way in local metres, with heights and speeds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats, LocalFrame
from mission_planner import mission as m
from mission_planner.errors import PlannerError
from mission_planner.mission import Mission, MissionItem

# where the sea is level 0, heights above home and above the sea differ by the height of home
_HEIGHT_FRAMES = {m.FRAME_RELATIVE: False, 6: False, m.FRAME_GLOBAL: True, 5: True}
_MOVES = (
    *(m.CMD_WAYPOINT, m.CMD_LOITER_UNLIM, m.CMD_LOITER_TIME),
    *(m.CMD_TAKEOFF, m.CMD_LAND, m.CMD_RETURN),
)
TAKE_OVER_S = 120.0  # of a wait without end: the pilot takes over, comes near and goes down
# camera, gimbal and speed: nothing else may stand between the moves. DO_SET_HOME (179) would turn
# the way home elsewhere, DO_FENCE_ENABLE (207) open the fence, 185 stop the motors, 177 jump.
_HARMLESS = frozenset(
    {m.CMD_CHANGE_SPEED, m.CMD_MOUNT_CONTROL}
    | {112, 114, 115}  # wait (for the next of these, not in flight), turn the nose
    | {195, 196, 197, 201, 202, 203, 204, 206, 214}
    | {530, 531, 532, 1000, 1001, 2000, 2001, 2500, 2501}
)


@dataclass(frozen=True, slots=True)
class FlightPath:
    """Corners of the way from home to home, or to where a wait without end leaves it in the air.

    points: (N, 2) local metres. height_m: (N,) above home. hold_s: (N,) waiting there.
    speed_mps: (N-1,) ground speed asked for on each leg.
    """

    points: Floats
    height_m: Floats
    hold_s: Floats
    speed_mps: Floats

    @property
    def ends_aloft(self) -> bool:
        """Whether its pilot takes over in the air."""
        return bool(self.height_m[-1] > 0.0)

    @property
    def length_m(self) -> float:
        """Length over ground."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


def level_flight(points: Floats, height_m: float, speed_mps: float) -> FlightPath:
    """The way of a mission that climbs at home, flies points (N, 2) level, and comes down at home.

    points: from home to home.
    """
    heights = np.full(len(points) + 2, height_m)
    heights[[0, -1]] = 0.0
    ends = np.vstack([points[:1], points, points[-1:]])
    return FlightPath(ends, heights, np.zeros(len(ends)), np.full(len(ends) - 1, speed_mps))


@dataclass(frozen=True, slots=True)
class _Stop:
    point: tuple[float, float]
    height_m: float
    hold_s: float
    speed_mps: float  # of the leg that leads here


def flight_path(mission: Mission, frame: LocalFrame, cruise_mps: float) -> FlightPath:
    """The way that a copter flies through a mission, return to launch included.

    Raises PlannerError for commands whose way this planner does not know, and for heights above
    terrain, rather than leave a leg unchecked.
    """
    stops = list(_stops(mission, frame, cruise_mps))
    return FlightPath(
        points=np.array([s.point for s in stops], np.float64),
        height_m=np.array([s.height_m for s in stops], np.float64),
        hold_s=np.array([s.hold_s for s in stops], np.float64),
        speed_mps=np.array([s.speed_mps for s in stops[1:]], np.float64),
    )


def _stops(mission: Mission, frame: LocalFrame, cruise_mps: float) -> Iterator[_Stop]:
    home = frame.point(mission.home)
    here = _Stop(home, 0.0, 0.0, cruise_mps)
    yield here
    speed = cruise_mps
    for item in mission.items[1:]:
        if item.command == m.CMD_CHANGE_SPEED and item.params[1] > 0:
            speed = min(item.params[1], cruise_mps)
        if item.command in _HARMLESS:
            continue
        if item.command not in _MOVES:
            raise PlannerError(
                f"item {item.seq} is MAVLink command {item.command}, whose way cannot be checked;"
                " known: 16 way point, 17 and 19 loiter, 20 return, 21 land, 22 take-off, and those"
                " that only steer the speed or a camera"
            )
        if item.command == m.CMD_RETURN:
            break
        before = here
        here = _stop(item, before, mission.home_alt_m, frame, speed)
        if item.command == m.CMD_LAND:  # flies there at its height, then comes down
            yield replace(here, height_m=before.height_m)
            yield replace(here, height_m=0.0)
            return
        if item.command == m.CMD_LOITER_UNLIM:
            yield replace(here, hold_s=TAKE_OVER_S)
            _refuse_more(mission, item)
            return
        yield here
    yield _Stop(home, here.height_m, 0.0, speed)
    yield _Stop(home, 0.0, 0.0, speed)


def _refuse_more(mission: Mission, last: MissionItem) -> None:
    for item in mission.items[last.seq + 1 :]:
        if item.command not in _HARMLESS:
            raise PlannerError(
                f"item {last.seq} waits without end, so item {item.seq} and what follows are never"
                " flown: end the mission there, or wait for a time (command 19)"
            )


def _stop(
    item: MissionItem, before: _Stop, home_alt_m: float, frame: LocalFrame, speed: float
) -> _Stop:
    if item.frame not in _HEIGHT_FRAMES:
        raise PlannerError(
            f"item {item.seq} is in MAVLink frame {item.frame}; heights must be above home (3) or"
            " sea level (0)"
        )
    height = item.alt_m - (home_alt_m if _HEIGHT_FRAMES[item.frame] else 0.0)
    place = item.position
    nowhere = place is None or (place.lon == 0.0 and place.lat == 0.0)
    # ArduPilot reads 0/0 as "where you are", and a take-off climbs straight up wherever it says
    stays = nowhere or item.command == m.CMD_TAKEOFF
    point = before.point if stays or place is None else frame.point(place)
    waits = item.command in (m.CMD_WAYPOINT, m.CMD_LOITER_TIME)
    hold = item.params[0] if waits and item.params[0] > 0 else 0.0
    return _Stop(point, height, hold, speed)
