"""Which MAVLink commands carry a place in p5 and p6."""

from mission_planner.mission import FRAME_MISSION, LAST_NAV_COMMAND

# DO_SET_HOME, DO_LAND_START, DO_REPOSITION, DO_SET_ROI_LOCATION, DO_SET_ROI
_PLACED_ACTIONS = (179, 189, 192, 195, 201)
# RETURN, DELAY and the CONDITION block have none
_UNPLACED_MOVES = (20, 93)


def has_place(command: int, frame: int) -> bool:
    """Whether p5 and p6 of a command are latitude and longitude."""
    if frame == FRAME_MISSION or command in _UNPLACED_MOVES:
        return False
    return command <= LAST_NAV_COMMAND or command in _PLACED_ACTIONS
