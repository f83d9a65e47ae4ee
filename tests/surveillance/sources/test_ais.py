"""AIS: real logs against an independent decode, published values, and hostile lines."""

import gzip
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.errors import AisError
from surveillance.model import AisReport, Realm, SourceHealth, Value
from surveillance.sources.ais import AisReader, Arrival, Recorded
from surveillance.sources.ais_reading import read_log
from surveillance.sources.nmea import checksum

AT = datetime(2026, 5, 1, tzinfo=UTC)
LOGS = (
    "aislib_ais250.txt", "aislib_decode_encode_messages.txt", "aislib_replay_dump.txt",
    "aislib_small_cb_example.txt", "aislib_stream_example.txt", "libais_tagblock.nmea",
    "libais_test.aivdm", "libais_typeexamples.nmea", "pyais_gatehouse.nmea",
    "pyais_messages.ais", "pyais_mixed.txt", "pyais_nmea_data_sample.txt", "pyais_sample.ais",
    "pyais_timestamped.ais", "risky_ais.txt.gz", "risky_exact-earth-augmented.txt",
    "risky_exact-earth-with-tag-block.txt", "risky_nmea-timestamped.txt", "risky_samples.txt",
)  # fmt: skip


def read(path: Path) -> tuple[list[AisReport], Counter[str]]:
    values: list[Value] = []
    counts = read_log(path, values.extend, AT)
    return [v for v in values if isinstance(v, AisReport)], counts


def lines_of(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()


def armoured(payload: bytes) -> int:
    """The bits of a payload as one number, by the table of ITU-R M.1371."""
    number = 0
    for byte in payload:
        value = byte - 48
        number = number << 6 | (value - 8 if value > 40 else value)
    return number


def signed(number: int, bits: int) -> int:
    return number - (1 << bits) if number >> (bits - 1) else number


def independent(lines: list[bytes]) -> Iterator[tuple[int, float, float]]:
    """(mmsi, lon, lat) of each position of types 1, 2, 3 and 18 with a right checksum."""
    first_bits = {1: 61, 2: 61, 3: 61, 18: 57}
    for line in lines:
        sentence = line[line.find(b"!") :].strip()
        parts = sentence.split(b",")
        if len(parts) < 7 or parts[0][3:] != b"VDM" or parts[1:3] != [b"1", b"1"]:
            continue
        star = sentence.find(b"*")
        if 6 * len(parts[5]) < 168 or star < 0:
            continue
        if f"{checksum(sentence[1:star]):02X}" != sentence[star + 1 : star + 3].decode().upper():
            continue
        bits = 6 * len(parts[5])
        number = armoured(parts[5])
        kind, mmsi = number >> (bits - 6), number >> (bits - 38) & 0x3FFFFFFF
        if kind in first_bits and 1 <= mmsi <= 999_999_999:
            rest = number >> (bits - first_bits[kind] - 55)
            lon = signed(rest >> 27 & 0xFFFFFFF, 28) / 600_000
            lat = signed(rest & 0x7FFFFFF, 27) / 600_000
            if abs(lon) <= 180 and abs(lat) <= 90:
                yield mmsi, lon, lat


@pytest.mark.parametrize("name", LOGS)
def test_real_logs_agree_with_an_independent_decode(data_dir: Path, name: str) -> None:
    path = data_dir / "ais" / name
    reports, counts = read(path)
    ours = [
        (r.mmsi, r.position.lon, r.position.lat)
        for r in reports
        if r.position is not None and r.name is None and r.length_m is None
    ]
    theirs = list(independent(lines_of(path)))
    found = Counter((m, round(lon, 5), round(lat, 5)) for m, lon, lat in ours)
    missing = Counter((m, round(lon, 5), round(lat, 5)) for m, lon, lat in theirs)
    missing.subtract(found)
    assert sum(n for n in missing.values() if n > 0) <= 0.001 * len(theirs)
    assert counts["reports"] == len(reports)
    assert all(r.realm is Realm.REPLAY for r in reports)
    for r in reports:
        assert r.speed_mps is None or 0.0 <= r.speed_mps < 53.0
        assert r.course_deg is None or 0.0 <= r.course_deg < 360.0
        assert r.heading_deg is None or 0.0 <= r.heading_deg < 360.0
        assert r.name is None or r.name == r.name.strip() != ""


@pytest.mark.parametrize("stem", ["libais_tagblock", "libais_typeexamples"])
def test_published_values(data_dir: Path, stem: str) -> None:
    folder = data_dir / "ais"
    expected = [json.loads(line) for line in lines_of(folder / f"{stem}.json")]
    reports, _ = read(folder / f"{stem}.nmea")
    used = [e for e in expected if e.get("type") in (1, 2, 3, 5, 18, 19, 24, 27)]
    assert used
    for wanted in used:
        mine = [r for r in reports if r.mmsi == wanted["mmsi"]]
        assert any(agrees(r, wanted) for r in mine), wanted


def agrees(report: AisReport, wanted: dict[str, object]) -> bool:
    lon, lat = wanted.get("lon"), wanted.get("lat")
    if isinstance(lon, float) and isinstance(lat, float):
        if abs(lon) > 180 or abs(lat) > 90:
            return report.position is None
        place, speed = report.position, wanted.get("speed")
        return (
            place is not None
            and math.isclose(place.lon, lon, abs_tol=2e-5)
            and math.isclose(place.lat, lat, abs_tol=2e-5)
            and (not isinstance(speed, float) or _same_speed(report.speed_mps, speed))
        )
    name = str(wanted.get("shipname", "")).strip(" @")
    size = [wanted.get(edge, 0) for edge in ("to_bow", "to_stern")]
    length = sum(n for n in size if isinstance(n, int))
    return (report.name or "") == name and (report.length_m or 0) == length


def _same_speed(mps: float | None, knots: float) -> bool:
    return mps is None if knots > 102.2 else math.isclose(mps or 0.0, knots / 1.9438, abs_tol=0.01)


def test_times_come_from_tag_blocks_and_time_lines(data_dir: Path) -> None:
    folder = data_dir / "ais"
    reports, _ = read(folder / "libais_tagblock.nmea")
    # the second part of the message of two parts has the same tag; it completes second
    assert [r.at.isoformat() for r in reports] == [
        "2014-12-10T00:41:53+00:00", "2014-12-10T00:00:01+00:00",
        "2014-12-10T00:35:22+00:00", "2014-12-10T00:32:41+00:00",
    ]  # fmt: skip
    reports, counts = read(folder / "aislib_stream_example.txt")
    assert {r.at.date().isoformat() for r in reports} == {"2010-06-11"}
    assert counts["no time given"] < len(reports) / 5
    reports, counts = read(folder / "risky_nmea-timestamped.txt")
    assert counts["tag block ignored"] == 100  # their checksums are all wrong
    assert {r.at for r in reports} == {AT}


def test_the_damaged_sentences_of_a_real_log_give_no_vessel(data_dir: Path, tmp_path: Path) -> None:
    good = re.compile(rb"!([^*!]*)\*([0-9A-Fa-f]{2})")
    damaged = [
        line
        for line in lines_of(data_dir / "ais" / "risky_ais.txt.gz")
        if (found := good.search(line)) and checksum(found[1]) != int(found[2], 16)
    ]
    assert len(damaged) == 5
    path = tmp_path / "damaged.nmea"
    path.write_bytes(b"\n".join(damaged))
    with pytest.raises(AisError, match="no AIS position or name"):
        read(path)


@pytest.mark.parametrize("name", ["SOURCES.md", "libais_tagblock.json", "risky_ais.txt.gz"])
def test_what_is_no_log_is_one_clear_error(data_dir: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((data_dir / "ais" / name).read_bytes()[:3000])
    with pytest.raises(AisError, match=name):
        read(path)


SENTENCE = b"!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23"


def reader(now: datetime = AT, is_live: bool = False) -> AisReader:
    timing = Arrival(lambda: now) if is_live else Recorded(now)
    return AisReader(Realm.SIMULATED, "rx", timing)


def tagged(at: datetime, sentence: bytes = SENTENCE) -> bytes:
    body = f"c:{at.timestamp():.3f}".encode()
    return b"\\%b*%02X\\%b" % (body, checksum(body), sentence)


def test_a_receiver_whose_clock_is_wrong_is_not_believed() -> None:
    live = reader(is_live=True)
    ats = [AT, AT + timedelta(seconds=30.5), AT + timedelta(hours=1), AT - timedelta(days=400)]
    reports = [live.take(tagged(at)) for at in ats]
    assert [r.at for r in reports if r] == [AT, AT + timedelta(seconds=30.5), AT, AT]
    assert live.counts["time not trusted"] == 2


def test_a_wrong_checksum_is_a_counted_drop() -> None:
    bad = reader()
    assert bad.take(SENTENCE[:-1] + b"4") is None
    assert bad.take(SENTENCE) is not None
    assert bad.counts["wrong checksum"] == 1


PARTS = (
    b"!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C",
    b"!AIVDM,2,2,1,A,88888888880,2*25",
)


def test_parts_are_put_together_in_any_order() -> None:
    whole = reader()
    assert whole.take(PARTS[0]) is None
    report = whole.take(PARTS[1])
    assert report is not None
    assert (report.mmsi, report.name, report.length_m, report.beam_m) == (
        351759000, "EVER DIADEM", 295.0, 32.0,
    )  # fmt: skip


def test_parts_of_different_messages_are_never_joined() -> None:
    mixed = reader()
    for line in (PARTS[0], PARTS[0], SENTENCE, PARTS[1], PARTS[1]):
        mixed.take(line)
    mixed.finish()
    assert mixed.counts["reports"] == 2
    assert mixed.counts["part of a message missing"] == 2


@given(st.lists(st.binary(max_size=120) | st.sampled_from([*PARTS, SENTENCE]), max_size=20))
def test_any_bytes_are_taken(lines: list[bytes]) -> None:
    hostile = reader()
    for line in lines:
        hostile.take(line)
    hostile.finish()


def test_mutated_sentences_with_right_checksums(data_dir: Path) -> None:
    """20,000 damaged sentences whose checksum fits: nothing but reports and drops."""
    source = [b for b in lines_of(data_dir / "ais" / "aislib_stream_example.txt") if b[:1] == b"!"]
    rng = random.Random(7)
    hostile = reader()
    for _ in range(20_000):
        body = bytearray(rng.choice(source)[1:].split(b"*")[0])
        for _ in range(rng.randint(1, 4)):
            spot = rng.randrange(len(body))
            if rng.random() < 0.7:
                body[spot] = rng.randrange(32, 127)
            elif len(body) > 20:
                del body[spot]
        hostile.take(b"!%b*%02X" % (bytes(body), checksum(bytes(body))))
    assert hostile.counts["reports"] > 1000
    assert hostile.counts["malformed sentence"] > 1000


def test_a_log_ends_with_a_word_on_its_health(data_dir: Path) -> None:
    values: list[Value] = []
    read_log(data_dir / "ais" / "libais_tagblock.nmea", values.extend, AT)
    assert isinstance(values[-1], SourceHealth)
    assert values[-1].kind == "ais"
    assert values[-1].at == max(v.at for v in values)
