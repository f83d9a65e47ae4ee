"""KLV parsing against published values, real packets and hostile bytes."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LonLat, bearing_deg, turn_deg
from surveillance.sources.klv import MAX_SET_BYTES, UAS_KEY, parse_klv

AT = bytes.fromhex("0208000460505 84e0180".replace(" ", ""))


def klv_set(body: bytes) -> bytes:
    """A set with a right checksum; the sum is written out longhand, unlike the parser's."""
    length = len(body) + 4
    coded = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
    head = UAS_KEY + coded + body + b"\x01\x02"
    total = 0
    for index, byte in enumerate(head):
        total += byte << (8 * ((index + 1) % 2))
    return head + (total & 0xFFFF).to_bytes(2, "big")


def item(tag: bytes, value: bytes) -> bytes:
    return tag + bytes([len(value)]) + value


GOOD = klv_set(AT + item(b"\x05", b"\x71\xc2") + item(b"\x0f", b"\xc2\x21"))


def test_the_standards_example_has_the_published_values(data_dir: Path) -> None:
    batch = parse_klv((data_dir / "klv/klvdata_DynamicOnlyMISMMSPacketData.bin").read_bytes())
    assert (len(batch.packets), batch.bad_checksum, batch.malformed) == (1, 0, 0)
    packet = batch.packets[0]
    assert packet.at == datetime(2009, 1, 12, 22, 8, 22, tzinfo=UTC)
    published = {
        5: 159.97436484321355,
        6: -0.4315317239906003,
        7: 3.4058656575212867,
        13: 60.176822966978335,
        14: 128.42675904204452,
        15: 14190.7195,
        16: 144.5713,
        17: 152.6436,
        18: 160.71921143697557,
        19: -168.79232483394085,
        20: 0.0,
        21: 68590.98329874477,
        22: 722.8198672465096,
        23: -10.542388633146132,
        24: 29.157890122923014,
        25: 3216.03723,
        65: 6,
    }
    for tag, value in published.items():
        assert packet.number(tag) == pytest.approx(value, rel=1e-6), tag
    assert not packet.unknown


def test_the_published_packet_whose_checksum_is_wrong_is_dropped(data_dir: Path) -> None:
    batch = parse_klv((data_dir / "klv/klvdata_DynamicConstantMISMMSPacketData.bin").read_bytes())
    assert (len(batch.packets), batch.bad_checksum) == (0, 1)


@pytest.mark.parametrize(
    ("name", "count"), [("droneklv_DayFlight.klv", 6), ("droneklv_NightFlightIR.klv", 18)]
)
def test_packets_of_real_flights(data_dir: Path, name: str, count: int) -> None:
    batch = parse_klv((data_dir / "klv" / name).read_bytes())
    assert (len(batch.packets), batch.skipped_bytes) == (count, 0)
    times = [p.at for p in batch.packets]
    assert all(a is not None and b is not None and a < b for a, b in pairwise(times))
    assert {p.fields[11] for p in batch.packets} <= {"EON", "IR"}
    for packet in batch.packets:
        lat, lon, centre_lat, centre_lon = (packet.number(t) or 0.0 for t in (13, 14, 23, 24))
        bearing = bearing_deg(LonLat(lon, lat), LonLat(centre_lon, centre_lat))
        # two independent items of the packet agree (this sender gives the true bearing here)
        assert abs(turn_deg(bearing, packet.number(18) or 0.0)) < 1.0
        assert set(packet.unknown) == {22}  # target width of four bytes; the standard has two


def test_another_standards_set_is_not_taken_for_ours(data_dir: Path) -> None:
    data = (data_dir / "klv/jmisb_0903.bin").read_bytes()
    batch = parse_klv(data)
    assert (len(batch.packets), batch.skipped_bytes) == (0, len(data))


def test_error_codes_and_empty_items_are_none_not_numbers() -> None:
    body = item(b"\x06", b"\x80\x00") + item(b"\x0d", b"\x80\x00\x00\x00") + item(b"\x0e", b"")
    packet = parse_klv(klv_set(AT + body)).packets[0]
    assert {packet.fields[tag] for tag in (6, 13, 14)} == {None}


def test_unknown_tags_of_any_width_are_kept() -> None:
    wide = item(b"\x81\x48", b"custom")  # BER-OID of 200
    packet = parse_klv(klv_set(AT + wide + item(b"\x05", b"\x00\x00"))).packets[0]
    assert packet.unknown == {200: b"custom"}
    assert packet.number(5) == 0.0


def test_nested_sets_stay_bytes() -> None:
    nested = item(b"\x01", b"\x01") * 30
    assert parse_klv(klv_set(AT + item(b"\x30", nested))).packets[0].fields[48] == nested


def test_a_set_inside_junk_and_after_a_truncated_one_is_found() -> None:
    batch = parse_klv(b"\x06\x0e junk" + GOOD[:30] + GOOD + b"\xff" * 9 + GOOD)
    assert (len(batch.packets), batch.bad_checksum + batch.malformed) == (2, 1)


def test_a_length_without_bound_is_refused() -> None:
    huge = UAS_KEY + b"\x84" + (MAX_SET_BYTES + 1).to_bytes(4, "big")
    batch = parse_klv(huge + bytes(MAX_SET_BYTES + 8))
    assert (batch.packets, batch.malformed) == ((), 1)


@given(st.integers(16, len(GOOD) - 1), st.integers(1, 255))
def test_one_changed_byte_is_never_accepted(place: int, change: int) -> None:
    broken = bytearray(GOOD)
    broken[place] ^= change
    assert parse_klv(bytes(broken)).packets == ()


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_no_bytes_make_it_raise(junk: bytes, cuts: list[int]) -> None:
    data = junk
    for cut in cuts:
        data = data[:cut] + UAS_KEY + data[cut:] + GOOD[:cut]
    batch = parse_klv(data)
    assert 0 <= batch.skipped_bytes <= len(data)


@given(st.binary(max_size=200))
def test_a_right_checksum_round_anything_never_raises(body: bytes) -> None:
    batch = parse_klv(klv_set(body))
    assert len(batch.packets) + batch.malformed == 1
