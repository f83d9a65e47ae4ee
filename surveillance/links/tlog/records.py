"""One record of a .tlog: eight bytes of time, then a whole MAVLink packet.

The time is the microsecond of UTC, most significant byte first. Its two lowest bits are the number
of the radio channel for some readers, so they are kept zero.
"""

import struct
from datetime import UTC, datetime, timedelta

TIME_BYTES = 8
_KEY_CARRIER = (256).to_bytes(3, "little")  # SETUP_SIGNING
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK_2 = 0xFD
_TIME = struct.Struct(">Q")
_STRAY_LENGTH = struct.Struct(">H")
STRAY_MOST = 0xFFFF  # bytes in one record of a .stray file


def stamp(at: datetime) -> bytes:
    """Eight bytes for an aware time.

    >>> stamp(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)).hex()
    '00000000000f4240'
    """
    return _TIME.pack((at - _EPOCH) // timedelta(microseconds=1) & ~3)


def time_of(stamped: bytes) -> datetime:
    """The time that eight bytes say. Raises OverflowError for one beyond the calendar.

    >>> time_of(stamp(datetime(2026, 5, 1, 3, tzinfo=UTC))).isoformat()
    '2026-05-01T03:00:00+00:00'
    """
    return _EPOCH + timedelta(microseconds=int(_TIME.unpack(stamped)[0]))


def packet_record(at: datetime, packet: bytes) -> bytes:
    """The record of a packet in a .tlog."""
    return stamp(at) + packet


def stray_record(at: datetime, data: bytes) -> bytes:
    """The record of bytes that were no packet, in a .stray file: time, length in two bytes, bytes.

    At most STRAY_MOST bytes.
    """
    return stamp(at) + _STRAY_LENGTH.pack(len(data)) + data


def carries_key(data: bytes) -> bool:
    """Does it look like a packet that brings a signing key?"""
    return len(data) >= 10 and data[0] == _MARK_2 and data[7:10] == _KEY_CARRIER
