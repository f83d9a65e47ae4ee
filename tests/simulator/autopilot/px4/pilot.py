"""A ground station that speaks to a PX4 as the transcript px4 does."""

import math
import struct
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame
from tests.simulator.autopilot.station import HOME, Ground

ARMABLE_S = 37.0  # "prearm healthy" at 36.9 s
MISSION, LOITER, TAKE_OFF, RETURN, LAND = 4, 3, 2, 5, 6  # of main mode 4

Item = tuple[Any, ...]


def spot(frame: int, command: int, north_m: float, east_m: float, alt_m: float) -> Item:
    """An item with a place so far from home."""
    place = LocalFrame(HOME).lonlat(east_m, north_m)
    lat, lon = round(place.lat * 1e7), round(place.lon * 1e7)
    return (frame, command, 0.0, 0.0, 0.0, math.nan, lat, lon, alt_m)


def waypoint(north_m: float, east_m: float, alt_m: float) -> Item:
    """A waypoint, height above home."""
    return spot(6, mavlink.MAV_CMD_NAV_WAYPOINT, north_m, east_m, alt_m)


def corner(north_m: float, east_m: float, inside: bool = True, corners: int = 4) -> Item:
    """A corner of a fence."""
    frame, command, *_, lat, lon, _ = spot(0, 5001 if inside else 5002, north_m, east_m, 0.0)
    return (frame, command, float(corners), 0.0, 0.0, 0.0, lat, lon, 0.0)


TAKEOFF = spot(6, mavlink.MAV_CMD_NAV_TAKEOFF, 0.0, 0.0, 15.0)
SPEED_8 = (2, mavlink.MAV_CMD_DO_CHANGE_SPEED, 1.0, 8.0, -1.0, 0.0, 0, 0, 0.0)
RTL = (2, mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0)


class Pilot(Ground):
    """See Ground."""

    requests = ("MISSION_REQUEST", "MISSION_REQUEST_INT")

    def auto(self, sub: int) -> int:
        """Ask for a mode AUTO.x; the MAV_RESULT."""
        return self.command(mavlink.MAV_CMD_DO_SET_MODE, 1, 4, sub)

    def said(self, text: str, within_s: float = 2.0) -> Any:
        """The next STATUSTEXT that begins so."""
        return self.until(
            lambda m: m.get_type() == "STATUSTEXT" and m.text.startswith(text), within_s, text
        )

    def custom_mode(self, within_s: float = 1.5) -> tuple[int, int, int]:
        """Base mode, main and sub mode of the next HEARTBEAT."""
        self.heard.clear()
        beat = self.expect("HEARTBEAT", within_s)
        return beat.base_mode, beat.custom_mode >> 16 & 0xFF, beat.custom_mode >> 24

    def integer(self, name: str) -> int:
        """An INT32 parameter, out of the bytes of the float field."""
        return int(struct.unpack("<i", struct.pack("<f", self.param(name)))[0])

    def set_integer(self, name: str, value: int) -> None:
        """Set an INT32 parameter, its bytes in the float field."""
        field = struct.unpack("<f", struct.pack("<i", value))[0]
        self.mav.param_set_send(1, 1, name.encode(), field, mavlink.MAV_PARAM_TYPE_INT32)
        kept = self.expect("PARAM_VALUE", param_id=name).param_value
        assert struct.pack("<f", kept) == struct.pack("<i", value)

    def fly(self, items: list[tuple[Any, ...]]) -> None:
        """Upload, AUTO.MISSION, arm: it takes off by itself."""
        assert self.upload(items) == 0
        assert self.auto(MISSION) == 0
        assert self.arm() == 0
