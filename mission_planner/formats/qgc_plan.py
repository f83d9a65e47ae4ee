"""`.plan`: QGroundControl's JSON with mission, fence and rally points."""

import json
import math
from pathlib import Path
from typing import Any

from geodata.position import LonLat
from mission_planner.formats.qgc_read import mission_of
from mission_planner.formats.text import read_text, write_text
from mission_planner.mission import (
    CMD_CHANGE_SPEED,
    FRAME_RELATIVE,
    LAST_NAV_COMMAND,
    FenceKind,
    Mission,
    MissionItem,
)

FIRMWARE_ARDUPILOT = 3  # MAV_AUTOPILOT_ARDUPILOTMEGA
ALTITUDE_ABOVE_HOME = 1
USUAL_SPEED_MPS = 5.0


def write_plan(mission: Mission, path: Path) -> None:
    """Mission, fence and rally points as QGroundControl 4 writes them."""
    write_text(path, json.dumps(plan_document(mission), indent=2, allow_nan=False) + "\n")


def read_plan(path: Path) -> Mission:
    """The mission of a .plan file. Raises FormatError: what is missing, unknown or wrong, where."""
    return mission_of(read_text(path), str(path))


def plan_document(mission: Mission) -> dict[str, Any]:
    """The JSON document of a mission."""
    speeds = [i.params[1] for i in mission.items if i.command == CMD_CHANGE_SPEED]
    speed = next((s for s in speeds if s > 0), USUAL_SPEED_MPS)
    return {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "QGroundControl",
        "mission": {
            "version": 2,
            "firmwareType": FIRMWARE_ARDUPILOT,
            "vehicleType": mission.vehicle_type,
            "cruiseSpeed": speed,
            "hoverSpeed": speed,
            "globalPlanAltitudeMode": ALTITUDE_ABOVE_HOME,
            "plannedHomePosition": [*mission.home.latlon, mission.home_alt_m],
            "items": [_item(item) for item in mission.items[1:]],
        },
        "geoFence": _fence(mission),
        "rallyPoints": {
            "version": 2,
            "points": [[*point.position.latlon, point.alt_m] for point in mission.rally],
        },
    }


def _fence(mission: Mission) -> dict[str, Any]:
    return {
        "version": 2,
        "circles": [
            {
                "version": 1,
                "inclusion": circle.kind is FenceKind.INCLUSION,
                "circle": {"center": list(circle.centre.latlon), "radius": circle.radius_m},
            }
            for circle in mission.circles
        ],
        "polygons": [
            {
                "version": 1,
                "inclusion": ring.kind is FenceKind.INCLUSION,
                "polygon": [list(corner.latlon) for corner in ring.ring],
            }
            for ring in mission.fence
        ],
    }


def _item(item: MissionItem) -> dict[str, Any]:
    x, y = _place(item.position) if item.position else item.p5_p6
    numbers = (*item.params, x, y, item.alt_m)
    document: dict[str, Any] = {
        "type": "SimpleItem",
        "autoContinue": item.autocontinue,
        "command": item.command,
        "doJumpId": item.seq,
        "frame": item.frame,
        "params": [None if math.isnan(n) else n for n in numbers],
    }
    if item.command <= LAST_NAV_COMMAND and item.frame == FRAME_RELATIVE:
        document |= {
            "AMSLAltAboveTerrain": None,
            "Altitude": item.alt_m,
            "AltitudeMode": ALTITUDE_ABOVE_HOME,
        }
    return document


def _place(place: LonLat) -> tuple[float, float]:
    return place.latlon
