"""What receivers say becomes aircraft; what cannot be is dropped, and nothing grows."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.aircraft.sbs import SbsReader
from surveillance.aircraft.sky import Aircraft, Sky

ALL = 0b11111


def adsb(**changes: Any) -> Any:
    fields = {
        "ICAO_address": 0x86D123,
        "lat": 347012345,
        "lon": 1294567890,
        "altitude_type": mavlink.ADSB_ALTITUDE_TYPE_GEOMETRIC,
        "altitude": 300_000,
        "heading": 9_000,
        "hor_velocity": 5_000,
        "ver_velocity": -200,
        "callsign": b"JA123A",
        "emitter_type": mavlink.ADSB_EMITTER_TYPE_ROTOCRAFT,
        "tslc": 1,
        "flags": ALL,
        "squawk": 1200,
    }
    return mavlink.MAVLink_adsb_vehicle_message(**(fields | changes))


def heard(**changes: Any) -> tuple[Aircraft, ...]:
    sky = Sky(Clock.real())
    sky.hear(adsb(**changes))
    return sky.present()


def test_a_receiver_on_board_is_heard() -> None:
    (one,) = heard()
    assert (one.address, one.name, one.height_amsl_m) == (0x86D123, "JA123A", 300.0)
    assert (one.position.lat, one.position.lon) == pytest.approx((34.7012345, 129.456789))
    assert one.velocity == pytest.approx((50.0, 0.0), abs=1e-9)
    assert (one.climb_mps, one.height_error_m) == (-2.0, 50.0)


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"flags": ALL & ~mavlink.ADSB_FLAGS_VALID_COORDS}, False),
        ({"lat": 950_000_000}, False),
        ({"tslc": 61}, False),
        ({"callsign": b"\x1b[2J\xff"}, True),
    ],
)
def test_what_cannot_be_is_dropped(changes: dict[str, Any], there: bool) -> None:
    found = heard(**changes)
    assert bool(found) is there
    assert all(one.name.isalnum() for one in found)


def test_what_is_not_valid_is_not_known() -> None:
    (one,) = heard(flags=mavlink.ADSB_FLAGS_VALID_COORDS)
    assert (one.height_amsl_m, one.velocity, one.climb_mps) == (None, None, 0.0)


def test_a_pressure_height_may_be_far_off() -> None:
    (one,) = heard(altitude_type=mavlink.ADSB_ALTITUDE_TYPE_PRESSURE_QNH)
    assert one.height_error_m == 250.0


def test_old_ones_are_forgotten_and_a_flood_does_not_grow() -> None:
    clock = Clock.real()
    sky = Sky(clock)
    sky.put(Aircraft(1, "old", LonLat(129.0, 34.0), clock.now() - timedelta(seconds=61)))
    assert sky.present() == ()
    for n in range(1000):
        at = clock.now() - timedelta(seconds=(1000 - n) / 100)
        sky.put(Aircraft(n, str(n), LonLat(129.0, 34.0), at))
    assert {one.address for one in sky.present()} == set(range(744, 1000))


AT = "2026/11/29,08:00:00.000"
PLACE = f"MSG,3,1,1,86D123,1,{AT},{AT},,1000,,,34.7,129.4,,,0,0,0,0"
SPEED = f"MSG,4,1,1,86D123,1,{AT},{AT},,,120,180,,,-600,,0,0,0,0"
NAME = f"MSG,1,1,1,86D123,1,{AT},{AT},JA123A ,,,,,,,,0,0,0,0"


def test_lines_of_one_aircraft_are_put_together() -> None:
    reader = SbsReader(Clock.real())
    assert reader.read(NAME.encode()) is None
    assert reader.read(SPEED.encode()) is None
    one = reader.read(PLACE.encode())
    assert one is not None
    assert (one.name, one.height_amsl_m) == ("JA123A", pytest.approx(304.8))
    assert one.velocity == pytest.approx((0.0, -61.73), abs=0.01)
    assert one.climb_mps == pytest.approx(-3.048)


def test_an_aircraft_on_the_ground_is_none() -> None:
    reader = SbsReader(Clock.real())
    assert reader.read((PLACE[:-1] + "-1").encode()) is None


@given(line=st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(line: bytes) -> None:
    assert SbsReader(Clock.real()).read(line) is None


@given(
    fields=st.lists(st.sampled_from(["", "nan", "1e999", "-1", "34.7", "129.4", "x"]), min_size=18,
                    max_size=18)
)  # fmt: skip
def test_any_fields_make_a_sound_aircraft_or_none(fields: list[str]) -> None:
    line = ",".join(["MSG", "3", "1", "1", "86D123", *fields[:17]])
    one = SbsReader(Clock.real()).read(line.encode())
    if one is not None:
        assert abs(one.position.lat) <= 90.0
        assert one.height_amsl_m is None or abs(one.height_amsl_m) <= 20_000.0


def test_the_reader_forgets_as_well() -> None:
    reader = SbsReader(Clock.real())
    for n in range(1000):
        reader.read(SPEED.replace("86D123", f"{n:06X}").encode())
    assert len(reader._parts) <= 257


def test_a_vehicle_that_sends_does_not_hear_itself() -> None:
    sky = Sky(Clock.real())
    sky.hear(adsb())
    sky.leave_out(0x86D123)
    sky.hear(adsb())
    sky.hear(adsb(ICAO_address=0x86D124))
    assert [aircraft.address for aircraft in sky.present()] == [0x86D124]
