"""Telemetry packets of the camera: MISB ST 0601 local sets in KLV, strictly within the standard."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.georef import CameraModel, CameraPose, camera_to_sensor
from geodata.position import wrap_deg
from simulator.errors import SimulatorError

UAS_KEY = bytes.fromhex("060e2b34020b01010e01030101000000")
VERSION = 17  # of ST 0601
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MOST_PITCH_DEG, MOST_ROLL_DEG = 20.0, 50.0  # what the short items of the platform can say


class KlvError(SimulatorError):
    """A value cannot be written into its ST 0601 item: correct the pose it came from."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one packet says.

    platform_deg: heading, pitch (nose up), roll (right wing down). camera: position, height above
    mean sea level and attitude of the optical axis; the gimbal angles follow from both.
    """

    at: datetime
    platform_deg: tuple[float, float, float]
    camera: CameraPose
    model: CameraModel
    mission: str
    platform_name: str


def encode_packet(telemetry: Telemetry) -> bytes:
    """One ST 0601 packet with its checksum. Raises KlvError when a value does not fit its item."""
    camera = telemetry.camera
    heading, pitch, roll = telemetry.platform_deg
    azimuth, elevation, turn = camera_to_sensor(
        telemetry.platform_deg, (camera.heading_deg, camera.pitch_deg, camera.roll_deg)
    )
    items = [
        (2, _micros(telemetry.at)),
        (3, telemetry.mission.encode("utf-8")),
        (5, unsigned(wrap_deg(heading), 0.0, 360.0, 2)),
        *_platform_tilt(pitch, roll),
        (10, telemetry.platform_name.encode("utf-8")),
        (13, signed(camera.position.lat, 90.0, 4)),
        (14, signed(camera.position.lon, 180.0, 4)),
        (15, unsigned(camera.alt_amsl_m, -900.0, 19_000.0, 2)),
        (16, unsigned(telemetry.model.hfov_deg, 0.0, 180.0, 2)),
        (17, unsigned(telemetry.model.vfov_deg, 0.0, 180.0, 2)),
        (18, unsigned(wrap_deg(azimuth), 0.0, 360.0, 4)),
        (19, signed(elevation, 180.0, 4)),
        (20, unsigned(wrap_deg(turn), 0.0, 360.0, 4)),
        (65, bytes([VERSION])),
    ]
    body = b"".join(bytes([tag]) + ber_length(len(value)) + value for tag, value in items)
    head = UAS_KEY + ber_length(len(body) + 4) + body + b"\x01\x02"
    return head + checksum(head).to_bytes(2, "big")


def _platform_tilt(pitch: float, roll: float) -> list[tuple[int, bytes]]:
    """Pitch and roll in the short items, or in the full-range ones when they do not fit."""
    if abs(pitch) <= MOST_PITCH_DEG and abs(roll) <= MOST_ROLL_DEG:
        return [(6, signed(pitch, MOST_PITCH_DEG, 2)), (7, signed(roll, MOST_ROLL_DEG, 2))]
    return [(90, signed(pitch, 90.0, 4)), (91, signed(roll, 90.0, 4))]


def _micros(at: datetime) -> bytes:
    return ((at - EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big")


def unsigned(value: float, low: float, high: float, width: int) -> bytes:
    """A value as an unsigned integer of `width` bytes spread evenly over low..high."""
    if not low <= value <= high:
        raise KlvError(f"value {value} lies outside {low}..{high}")
    return round((value - low) / (high - low) * ((1 << 8 * width) - 1)).to_bytes(width, "big")


def signed(value: float, limit: float, width: int) -> bytes:
    """A value as a signed integer of `width` bytes over -limit..limit; never the error code."""
    if not -limit <= value <= limit:
        raise KlvError(f"value {value} lies outside -{limit}..{limit}")
    code = round(value / limit * ((1 << 8 * width - 1) - 1))
    return code.to_bytes(width, "big", signed=True)


def ber_length(count: int) -> bytes:
    """A length in BER: one byte below 128, else the number of bytes and the bytes.

    >>> ber_length(127).hex(), ber_length(200).hex(), ber_length(1000).hex()
    ('7f', '81c8', '8203e8')
    """
    if count < 0x80:
        return bytes([count])
    raw = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(raw)]) + raw


def checksum(data: bytes) -> int:
    """The running 16-bit sum of ST 0601: bytes at even places count in the upper half.

    >>> hex(checksum(bytes([0x01, 0x02, 0x03])))
    '0x402'
    """
    return (sum(data[0::2]) * 256 + sum(data[1::2])) & 0xFFFF
