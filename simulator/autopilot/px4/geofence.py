"""What PX4 makes of its fence: places that violate it, and missions that it does not fly."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.items import PLACED
from simulator.vehicles.body import Place

_CRITICAL = mavlink.MAV_SEVERITY_CRITICAL


def is_breached(board: Px4Board, place: Place) -> bool:
    """Is a place outside the stored zones or too far from home?"""
    if board.fence.is_breached(place.east_m, place.north_m):
        return True
    params, home = board.params, board.home
    if home is None:
        return False
    far_m, high_m = params["GF_MAX_HOR_DIST"], params["GF_MAX_VER_DIST"]
    away_m = math.hypot(place.east_m - home.east_m, place.north_m - home.north_m)
    return 0.0 < far_m < away_m or 0.0 < high_m < place.alt_m - home.alt_m


def look_at_fence(board: Px4Board) -> None:
    """A new fence: say so when home lies outside, and look at the mission again."""
    home = board.home
    if home and board.fence.is_breached(home.east_m, home.north_m):
        board.say(_CRITICAL, "Geofence invalid, doesn't contain Home position")
    look_at_mission(board)


def look_at_mission(board: Px4Board) -> None:
    """Note whether the stored mission may be flown, and say why not."""
    mission = board.mission
    mission.is_flyable = mission.count > 0
    for number, item in enumerate(mission.items, start=1):
        if item.command in PLACED and is_breached(board, board.place(item)):
            mission.is_flyable = False
            board.say(_CRITICAL, f"Geofence violation for waypoint {number}")
            return
