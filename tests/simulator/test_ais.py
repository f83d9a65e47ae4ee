"""AIS: what another decoder makes of our sentences, and when they are sent."""

import re
from functools import cache
from itertools import pairwise, takewhile

import numpy as np
import pyais
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LonLat
from simulator.ais import Transmission, transmissions
from simulator.ais_messages import (
    KNOT_MPS,
    Fix,
    Particulars,
    antenna_m,
    checksum,
    position_a,
    position_b,
    sentences,
    static_b,
    voyage,
)
from simulator.scenario import read_scenario
from simulator.world import World

LINE = re.compile(r"\\(c:(\d+),s:SIM)\*([0-9A-F]{2})\\!(AIVDM,.*)\*([0-9A-F]{2})")
RUN_S = 800.0

fixes = st.builds(
    Fix,
    mmsi=st.integers(1, 999_999_999),
    position=st.builds(LonLat, st.floats(-180.0, 180.0), st.floats(-90.0, 90.0)),
    course_deg=st.floats(0.0, 360.0, exclude_max=True),
    speed_mps=st.floats(0.0, 50.0),
    heading_deg=st.none() | st.floats(0.0, 360.0, exclude_max=True),
    second=st.integers(0, 59),
)
texts = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-/", max_size=20).map(str.strip)
ships = st.builds(
    Particulars,
    mmsi=st.integers(1, 999_999_999),
    name=texts,
    callsign=texts.map(lambda t: t[:7].strip()),
    ship_type=st.sampled_from([30, 36, 37, 70]),
    length_m=st.floats(3.0, 400.0),
    beam_m=st.floats(1.0, 60.0),
    draught_m=st.floats(0.0, 25.0),
    destination=texts,
    imo=st.integers(0, 9_999_999),
)


@cache
def world() -> World:
    return World(read_scenario("okinoshima"), 11)


@cache
def heard() -> list[Transmission]:
    return list(takewhile(lambda t: t.t_s < RUN_S, transmissions(world())))


def decoded(lines: list[str]) -> pyais.ANY_MESSAGE:
    return pyais.decode(*(line.split("\\")[2] for line in lines), error_if_checksum_invalid=True)


@given(fix=fixes)
@settings(deadline=None)
def test_positions_survive_another_decoder(fix: Fix) -> None:
    for message in (position_a(fix, 0), position_b(fix)):
        got = decoded(sentences(message, 1_700_000_000, "A", 3))
        assert got.mmsi == fix.mmsi
        assert got.lon == pytest.approx(fix.position.lon, abs=2e-6)
        assert got.lat == pytest.approx(fix.position.lat, abs=2e-6)
        assert got.speed * KNOT_MPS == pytest.approx(fix.speed_mps, abs=0.03)
        assert abs((got.course - fix.course_deg + 180.0) % 360.0 - 180.0) <= 0.051
        assert got.second == fix.second
        if fix.heading_deg is None:
            assert got.heading == 511
        else:
            assert abs((got.heading - fix.heading_deg + 180.0) % 360.0 - 180.0) <= 0.5


@given(ship=ships)
@settings(deadline=None)
def test_static_data_survive_another_decoder(ship: Particulars) -> None:
    lines = sentences(voyage(ship), 1_700_000_000, "B", 7)
    assert len(lines) == 2
    five = decoded(lines)
    part_a, part_b = (decoded(sentences(m, 1_700_000_000, "B", 7)) for m in static_b(ship))
    assert (five.shipname, part_a.shipname) == (ship.name, ship.name)
    assert (five.callsign, part_b.callsign) == (ship.callsign, ship.callsign)
    assert (five.ship_type, part_b.ship_type) == (ship.ship_type, ship.ship_type)
    assert five.destination == ship.destination
    assert five.imo == ship.imo
    assert five.draught == pytest.approx(ship.draught_m, abs=0.051)
    bow, stern = antenna_m(ship.length_m)
    for got in (five, part_b):
        assert (got.to_bow, got.to_stern) == (bow, stern)
        assert got.to_bow + got.to_stern == max(1, round(ship.length_m))
        assert got.to_port + got.to_starboard == max(1, round(ship.beam_m))


def test_every_line_has_right_checksums_and_the_time_of_its_position() -> None:
    epoch_s = world().scenario.epoch.timestamp()
    for transmission in heard():
        for line in transmission.lines:
            match = LINE.fullmatch(line)
            assert match is not None
            tag, unix_s, tag_sum, body, body_sum = match.groups()
            assert int(tag_sum, 16) == checksum(tag)
            assert int(body_sum, 16) == checksum(body)
            assert len(f"!{body}*{body_sum}\r\n") <= 82
            assert 0.0 <= epoch_s + transmission.t_s - int(unix_s) < 1.0


def test_the_multi_part_message_is_two_sentences_of_one_group() -> None:
    pairs = [t.lines for t in heard() if "AIVDM,2," in t.lines[0]]
    assert pairs
    for first, second in pairs:
        head, tail = (line.split("!")[1].split(",") for line in (first, second))
        assert head[1:3] == ["2", "1"]
        assert tail[1:3] == ["2", "2"]
        assert head[3] == tail[3]
        assert decoded([first, second]).msg_type == 5


def test_the_same_world_says_the_same_again_and_only_for_who_has_ais() -> None:
    again = World(world().scenario, 11)
    assert list(takewhile(lambda t: t.t_s < RUN_S, transmissions(again))) == heard()
    speakers = {decoded([line]).mmsi for t in heard() if len(t.lines) == 1 for line in t.lines}
    assert speakers == {v.mmsi for v in world().vessels if v.mmsi is not None}


def reports() -> dict[int, list[tuple[float, pyais.ANY_MESSAGE]]]:
    found: dict[int, list[tuple[float, pyais.ANY_MESSAGE]]] = {}
    for transmission in heard():
        message = decoded(list(transmission.lines[:1])) if len(transmission.lines) == 1 else None
        if message is not None and message.msg_type in (1, 3, 18):
            found.setdefault(message.mmsi, []).append((transmission.t_s, message))
    return found


def test_reports_come_as_often_as_the_standard_wants() -> None:
    found = reports()
    for number, vessel in enumerate(world().vessels):
        if vessel.mmsi is None:
            continue
        for (before_s, message), (after_s, _) in pairwise(found[vessel.mmsi]):
            speed_kn = world().vessel_at(number, before_s).speed_mps / KNOT_MPS
            if message.msg_type == 18:
                every_s = 30.0 if speed_kn > 2.0 else 60.0
            else:
                every_s = 60.0 if message.msg_type == 3 else 10.0
            assert after_s - before_s == pytest.approx(every_s)


def test_a_position_is_that_of_the_antenna_within_a_few_metres() -> None:
    epoch_s = world().scenario.epoch.timestamp()
    number = next(n for n, v in enumerate(world().vessels) if v.kind == "cargo")
    vessel = world().vessels[number]
    assert vessel.mmsi is not None
    bow, stern = antenna_m(vessel.length_m)
    for t_s, message in reports()[vessel.mmsi]:
        state = world().vessel_at(number, np.floor(epoch_s + t_s) - epoch_s)
        east, north = world().frame.point(LonLat(message.lon, message.lat))
        heading = np.radians(state.heading_deg)
        aft = (bow - stern) / 2.0
        assert (
            np.hypot(
                east - state.east_m + aft * np.sin(heading),
                north - state.north_m + aft * np.cos(heading),
            )
            < 7.0
        )


def test_an_outage_is_silent_and_changes_nothing_else() -> None:
    scenario = world().scenario.model_copy(update={"ais_outages": ((100.0, 250.0),)})
    deaf = takewhile(lambda t: t.t_s < RUN_S, transmissions(World(scenario, 11)))
    assert list(deaf) == [t for t in heard() if not 100.0 <= t.t_s < 250.0]


def test_nothing_is_heard_from_beyond_the_range_of_the_receiver() -> None:
    receiver = world().scenario.ais.model_copy(update={"range_m": 900.0})
    scenario = world().scenario.model_copy(update={"ais": receiver})
    near = list(takewhile(lambda t: t.t_s < RUN_S, transmissions(World(scenario, 11))))
    assert 0 < len(near) < len(heard())
    assert {t.t_s for t in near} < {t.t_s for t in heard()}
    for transmission in near:
        message = decoded(list(transmission.lines[:1])) if len(transmission.lines) == 1 else None
        if message is not None and message.msg_type in (1, 3, 18):
            place = world().frame.point(LonLat(message.lon, message.lat))
            here = world().frame.point(LonLat(receiver.lon, receiver.lat))
            assert np.hypot(place[0] - here[0], place[1] - here[1]) < 940.0
