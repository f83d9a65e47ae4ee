"""Which crewed aircraft are heard now. What a receiver says is hostile: out of range is dropped."""

import math
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.errors import PositionError
from geodata.position import LonLat

FORGOTTEN = timedelta(seconds=60)
_MOST = 256  # aircraft; the one that was heard longest ago makes room
_FASTEST_MPS = 400.0
_HIGHEST_M = 20_000.0
# a transponder tells the height of the standard pressure, 8 m for each hPa that today's differs;
# 30 hPa cover nearly all weather (ICAO standard atmosphere)
PRESSURE_ERROR_M = 250.0
_GEOMETRIC_ERROR_M = 50.0


@dataclass(frozen=True, slots=True)
class Aircraft:
    """One aircraft at one moment.

    name: callsign, else the address in hexadecimal digits. height_amsl_m is off by at most
    height_error_m; None: not told. velocity: east and north in m/s; None: not told.
    climb_mps: upwards, 0 where it is not told.
    """

    address: int
    name: str
    position: LonLat
    at: datetime
    height_amsl_m: float | None = None
    height_error_m: float = PRESSURE_ERROR_M
    velocity: tuple[float, float] | None = None
    climb_mps: float = 0.0


def velocity_of(speed_mps: float, course_deg: float) -> tuple[float, float] | None:
    """East and north in m/s; None for a speed or course that cannot be."""
    if not (0.0 <= speed_mps <= _FASTEST_MPS and -360.0 <= course_deg <= 720.0):
        return None
    towards = math.radians(course_deg)
    return speed_mps * math.sin(towards), speed_mps * math.cos(towards)


def height_of(height_m: float) -> float | None:
    """The same height, None when no aircraft flies there."""
    return height_m if -500.0 <= height_m <= _HIGHEST_M else None


class Sky:
    """All aircraft that were heard within the last minute; used from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._heard: dict[int, Aircraft] = {}
        self._own: int | None = None

    def leave_out(self, address: int) -> None:
        """This address is our own vehicle's: it shall not give way to itself."""
        with self._lock:
            self._own = address
            self._heard.pop(address, None)

    def put(self, aircraft: Aircraft) -> None:
        """Newer news of an aircraft."""
        with self._lock:
            if aircraft.address == self._own:
                return
            self._heard.pop(aircraft.address, None)
            if len(self._heard) >= _MOST:
                oldest = min(self._heard.values(), key=lambda known: known.at)
                del self._heard[oldest.address]
            self._heard[aircraft.address] = aircraft

    def present(self) -> tuple[Aircraft, ...]:
        """Those not forgotten yet."""
        now = self._clock.now()
        with self._lock:
            kept = {a: c for a, c in self._heard.items() if now - c.at <= FORGOTTEN}
            self._heard = kept
            return tuple(kept.values())

    def hear(self, message: Any) -> None:
        """ADSB_VEHICLE of a receiver on board; other messages are nothing."""
        if message.get_type() != "ADSB_VEHICLE":
            return
        flags = int(message.flags)
        if not flags & mavlink.ADSB_FLAGS_VALID_COORDS or message.tslc > FORGOTTEN.total_seconds():
            return
        try:
            position = LonLat(message.lon / 1e7, message.lat / 1e7)
        except PositionError:
            return
        is_moving = flags & mavlink.ADSB_FLAGS_VALID_VELOCITY
        has_course = flags & mavlink.ADSB_FLAGS_VALID_HEADING
        is_pressure = message.altitude_type == mavlink.ADSB_ALTITUDE_TYPE_PRESSURE_QNH
        height_m = message.altitude / 1000.0
        self.put(
            Aircraft(
                address=int(message.ICAO_address),
                name=shown(str(message.callsign), int(message.ICAO_address)),
                position=position,
                at=self._clock.now() - timedelta(seconds=int(message.tslc)),
                height_amsl_m=(
                    height_of(height_m) if flags & mavlink.ADSB_FLAGS_VALID_ALTITUDE else None
                ),
                height_error_m=PRESSURE_ERROR_M if is_pressure else _GEOMETRIC_ERROR_M,
                velocity=(
                    velocity_of(message.hor_velocity / 100.0, message.heading / 100.0)
                    if is_moving and has_course
                    else None
                ),
                climb_mps=message.ver_velocity / 100.0 if is_moving else 0.0,
            )
        )


def shown(callsign: str, address: int) -> str:
    """What an aircraft is called: letters and digits only, whatever came."""
    name = "".join(c for c in callsign if c.isascii() and c.isalnum())[:8]
    return name or f"{address & 0xFFFFFF:06x}"
