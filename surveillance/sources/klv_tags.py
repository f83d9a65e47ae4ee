"""The ST 0601 items we can name, and how their integers turn into degrees, metres and seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FieldValue = float | int | str | bytes | datetime | None

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class WrongWidth(ValueError):
    """The item has another width than the standard gives it: keep its bytes, trust no number."""


@dataclass(frozen=True, slots=True)
class Linear:
    """An integer of `width` bytes spread evenly over [low, high].

    Signed items leave out the most negative code: it means "error" and reads as None.
    """

    width: int
    low: float
    high: float
    signed: bool = False

    def read(self, raw: bytes) -> float | None:
        if len(raw) != self.width:
            raise WrongWidth
        code = int.from_bytes(raw, "big", signed=self.signed)
        if not self.signed:
            return self.low + (self.high - self.low) * code / ((1 << 8 * self.width) - 1)
        half = (1 << 8 * self.width - 1) - 1
        return None if code < -half else self.high * code / half


@dataclass(frozen=True, slots=True)
class Count:
    """An unsigned integer of `width` bytes, as it is."""

    width: int

    def read(self, raw: bytes) -> int:
        if len(raw) != self.width:
            raise WrongWidth
        return int.from_bytes(raw, "big")


@dataclass(frozen=True, slots=True)
class Text:
    """ISO 646 or UTF-8 text; bytes that are neither are replaced, text is for people only."""

    def read(self, raw: bytes) -> str:
        return raw.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Instant:
    """Microseconds since 1970, UTC."""

    def read(self, raw: bytes) -> datetime | None:
        if len(raw) != 8:
            raise WrongWidth
        seconds, micros = divmod(int.from_bytes(raw, "big"), 1_000_000)
        if seconds >= (_LATEST - EPOCH).total_seconds():
            return None
        return EPOCH + timedelta(seconds=seconds, microseconds=micros)


@dataclass(frozen=True, slots=True)
class Nested:
    """A set inside the set (security ST 0102, VMTI ST 0903): kept whole, not looked into."""

    def read(self, raw: bytes) -> bytes:
        return raw


CHECKSUM = 1
TIME = 2
PLATFORM_HEADING, PLATFORM_PITCH, PLATFORM_ROLL = 5, 6, 7
SENSOR_LAT, SENSOR_LON, SENSOR_ALT_AMSL = 13, 14, 15
HFOV, VFOV = 16, 17
RELATIVE_AZIMUTH, RELATIVE_ELEVATION, RELATIVE_ROLL = 18, 19, 20
FRAME_LAT, FRAME_LON, FRAME_ELEVATION = 23, 24, 25
GROUND_SPEED = 56
PLATFORM_PITCH_FULL, PLATFORM_ROLL_FULL = 90, 91

_ANGLE_16 = Linear(2, 0.0, 360.0)
_LAT = Linear(4, -90.0, 90.0, signed=True)
_LON = Linear(4, -180.0, 180.0, signed=True)
_HEIGHT = Linear(2, -900.0, 19000.0)
_CORNER = Linear(2, -0.075, 0.075, signed=True)
_TURN_32 = Linear(4, 0.0, 360.0)
_ERROR_16 = Linear(2, 0.0, 4095.0)

# Tag 15 is height above mean sea level, tag 75 above the ellipsoid (tens of metres apart round
# Japan): both are read, and only 15 is ever used for a place on the sea.
READERS: Mapping[int, Linear | Count | Text | Instant | Nested] = {
    TIME: Instant(),
    3: Text(),  # mission
    4: Text(),  # tail number
    PLATFORM_HEADING: _ANGLE_16,
    PLATFORM_PITCH: Linear(2, -20.0, 20.0, signed=True),
    PLATFORM_ROLL: Linear(2, -50.0, 50.0, signed=True),
    8: Count(1),  # true air speed, m/s
    9: Count(1),  # indicated air speed, m/s
    10: Text(),  # platform
    11: Text(),  # image source sensor
    12: Text(),  # image coordinate system
    SENSOR_LAT: _LAT,
    SENSOR_LON: _LON,
    SENSOR_ALT_AMSL: _HEIGHT,
    HFOV: Linear(2, 0.0, 180.0),
    VFOV: Linear(2, 0.0, 180.0),
    RELATIVE_AZIMUTH: _TURN_32,
    RELATIVE_ELEVATION: Linear(4, -180.0, 180.0, signed=True),
    RELATIVE_ROLL: _TURN_32,
    21: Linear(4, 0.0, 5_000_000.0),  # slant range
    22: Linear(2, 0.0, 10_000.0),  # target width
    FRAME_LAT: _LAT,
    FRAME_LON: _LON,
    FRAME_ELEVATION: _HEIGHT,
    **dict.fromkeys(range(26, 34), _CORNER),  # corner offsets, lat and lon in turn
    40: _LAT,  # target
    41: _LON,
    42: _HEIGHT,
    45: _ERROR_16,  # CE90, metres
    46: _ERROR_16,  # LE90, metres
    47: Count(1),  # flags
    48: Nested(),  # security
    GROUND_SPEED: Count(1),
    57: Linear(4, 0.0, 5_000_000.0),  # ground range
    59: Text(),  # call sign
    65: Count(1),  # version of ST 0601
    74: Nested(),  # VMTI
    75: _HEIGHT,  # above the ellipsoid
    79: Linear(2, -327.0, 327.0, signed=True),  # sensor velocity north, m/s
    80: Linear(2, -327.0, 327.0, signed=True),  # sensor velocity east, m/s
    PLATFORM_PITCH_FULL: Linear(4, -90.0, 90.0, signed=True),
    PLATFORM_ROLL_FULL: Linear(4, -90.0, 90.0, signed=True),
}
