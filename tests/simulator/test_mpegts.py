"""Transport packets of every length, taken apart by a reader written from ISO 13818-1."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.mpegts import KLV_PID, PAT_PID, PMT_PID, VIDEO_PID, TransportStream, crc32


def payloads(stream: bytes) -> list[tuple[int, bool, int, bytes]]:
    """pid, unit start, counter and payload of each packet."""
    assert len(stream) % 188 == 0
    found = []
    for at in range(0, len(stream), 188):
        packet = stream[at : at + 188]
        assert packet[0] == 0x47
        begin = 4
        if packet[3] & 0x20:
            begin = 5 + packet[4]
            assert begin <= 188
        pid = (packet[1] & 0x1F) << 8 | packet[2]
        found.append((pid, bool(packet[1] & 0x40), packet[3] & 0x0F, packet[begin:]))
    return found


def time_of(field: bytes) -> int:
    marks = [field[0] & 1, field[2] & 1, field[4] & 1]
    assert marks == [1, 1, 1]
    top = (field[0] >> 1 & 7) << 30
    return top | field[1] << 22 | (field[2] >> 1) << 15 | field[3] << 7 | field[4] >> 1


@given(st.integers(1, 800), st.booleans(), st.integers(0, (1 << 33) - 1))
def test_a_picture_of_any_length_comes_out_whole(size: int, is_key: bool, ticks: int) -> None:
    data = bytes(k % 251 for k in range(size))
    stream = TransportStream()
    parts = payloads(stream.picture(data, ticks, is_key))
    assert {pid for pid, *_ in parts} == {VIDEO_PID}
    assert [start for _, start, _, _ in parts] == [True] + [False] * (len(parts) - 1)
    assert [count for _, _, count, _ in parts] == [k % 16 for k in range(len(parts))]
    whole = b"".join(payload for *_, payload in parts)
    assert whole[:4] == b"\x00\x00\x01\xe0"
    assert int.from_bytes(whole[4:6], "big") == len(whole) - 6
    assert time_of(whole[9:14]) == ticks
    assert whole[14:] == data


def test_a_large_picture_is_cut_into_complete_units() -> None:
    data = bytes(range(256)) * 800
    parts = payloads(TransportStream().picture(data, 90_000, True))
    units: list[bytes] = []
    for _, start, _, payload in parts:
        if start:
            units.append(b"")
        units[-1] += payload
    assert len(units) == 4
    assert all(int.from_bytes(unit[4:6], "big") == len(unit) - 6 for unit in units)
    assert b"".join(unit[9 + unit[8] :] for unit in units) == data


@given(st.binary(min_size=1, max_size=500))
def test_klv_comes_out_whole(packet: bytes) -> None:
    parts = payloads(TransportStream().klv(packet, 123_456))
    whole = b"".join(payload for *_, payload in parts)
    assert parts[0][0] == KLV_PID
    assert time_of(whole[9:14]) == 123_456
    assert whole[14:] == packet


def test_tables_name_both_streams() -> None:
    (pat_pid, _, _, pat), (pmt_pid, _, _, pmt) = payloads(TransportStream().tables())
    assert (pat_pid, pmt_pid) == (PAT_PID, PMT_PID)
    for table in (pat, pmt):
        size = ((table[2] & 0x0F) << 8 | table[3]) + 3
        assert crc32(table[1 : 1 + size]) == 0  # a section with its own check sum leaves nothing
    assert b"\x1b" in pmt and b"\x05\x04KLVA" in pmt
