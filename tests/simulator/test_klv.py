"""KLV packets against a decoder written here from the standard, not from the encoder."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.georef import CameraModel, CameraPose, body_to_camera, camera_rotation
from geodata.position import LonLat
from simulator.klv import KlvError, Telemetry, encode_packet, signed, unsigned

AT = datetime(2026, 5, 12, 1, 30, 7, 125_000, tzinfo=UTC)
MODEL = CameraModel(1280, 720, 60.0, 36.0)


def decode(packet: bytes) -> dict[int, bytes]:
    """Items by tag; fails on anything that is not one whole packet with a right checksum."""
    assert packet[:16].hex() == "060e2b34020b01010e01030101000000"
    size, at = packet[16], 17
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(packet[17 : 17 + count], "big"), 17 + count
    assert at + size == len(packet)
    total = 0
    for place, byte in enumerate(packet[:-2]):
        total += byte << (8 * ((place + 1) % 2))
    assert total & 0xFFFF == int.from_bytes(packet[-2:], "big")
    items: dict[int, bytes] = {}
    while at < len(packet):
        tag, length = packet[at], packet[at + 1]
        assert tag < 0x80
        assert length < 0x80
        items[tag] = packet[at + 2 : at + 2 + length]
        at += 2 + length
    assert next(iter(items)) == 2  # time comes first, the checksum last
    assert list(items)[-1] == 1
    return items


def number(raw: bytes, low: float, high: float) -> float:
    """A value spread over low..high: unsigned from a low of any value but -high, else signed."""
    if low == -high:
        return int.from_bytes(raw, "big", signed=True) * high / (2 ** (8 * len(raw) - 1) - 1)
    return low + int.from_bytes(raw, "big") * (high - low) / (2 ** (8 * len(raw)) - 1)


def telemetry(
    platform: tuple[float, float, float], attitude: tuple[float, float, float]
) -> Telemetry:
    camera = CameraPose(LonLat(130.1234567, 34.2345678), 121.37, *attitude)
    return Telemetry(AT, platform, camera, MODEL, "patrol 7", "heron-1")


angles = st.tuples(st.floats(0.0, 359.9), st.floats(-60.0, 60.0), st.floats(-60.0, 60.0))
views = st.tuples(st.floats(0.0, 359.9), st.floats(-90.0, 20.0), st.floats(-30.0, 30.0))


@given(angles, views)
def test_platform_and_gimbal_compose_to_the_camera(
    platform: tuple[float, float, float], view: tuple[float, float, float]
) -> None:
    items = decode(encode_packet(telemetry(platform, view)))
    pitch = number(items[6], -20, 20) if 6 in items else number(items[90], -90, 90)
    roll = number(items[7], -50, 50) if 7 in items else number(items[91], -90, 90)
    assert (6 in items) == (abs(platform[1]) <= 20.0 and abs(platform[2]) <= 50.0)
    heading = number(items[5], 0, 360)
    gimbal = (number(items[18], 0, 360), number(items[19], -180, 180), number(items[20], 0, 360))
    composed = body_to_camera((heading, pitch, roll), gimbal)
    # compared as rotations: straight down, heading and roll are one
    difference = camera_rotation(*composed) - camera_rotation(*view)
    assert np.abs(difference).max() < 1e-4  # 0.006 degrees: the steps of the short items


def test_the_other_items_say_what_was_given() -> None:
    items = decode(encode_packet(telemetry((10.0, 3.0, -4.0), (10.0, -25.0, 0.0))))
    assert int.from_bytes(items[2], "big") == round(AT.timestamp() * 1e6)
    assert items[3].decode() == "patrol 7"
    assert items[10].decode() == "heron-1"
    assert number(items[13], -90, 90) == pytest.approx(34.2345678, abs=5e-8)
    assert number(items[14], -180, 180) == pytest.approx(130.1234567, abs=1e-7)
    assert number(items[15], -900, 19000) == pytest.approx(121.37, abs=0.16)
    assert number(items[16], 0, 180) == pytest.approx(60.0, abs=2e-3)
    assert number(items[17], 0, 180) == pytest.approx(36.0, abs=2e-3)
    assert set(items) == {1, 2, 3, 5, 6, 7, 10, 13, 14, 15, 16, 17, 18, 19, 20, 65}


def test_a_value_beyond_its_item_is_refused() -> None:
    with pytest.raises(KlvError, match=r"19500\.0 lies outside -900\.0\.\.19000\.0"):
        unsigned(19500.0, -900.0, 19000.0, 2)
    with pytest.raises(KlvError, match=r"90\.5"):
        signed(90.5, 90.0, 4)


@given(st.floats(-90.0, 90.0))
def test_no_value_becomes_the_error_code(value: float) -> None:
    assert signed(value, 90.0, 4) != b"\x80\x00\x00\x00"
