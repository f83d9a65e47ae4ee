"""A flight is recorded, then replayed: the map sees the same places at the same times."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from mission_planner.formats import write_plan
from surveillance import wire
from surveillance.links.tlog.records import packet_record
from surveillance.model import PatrolEvent, Realm, SourceHealth, Telemetry, Value
from surveillance.outbox import Outbox
from tests.surveillance.bench import SimulatedCopter, make_mission
from tests.surveillance.links.tlog.pipe import Speaker
from tests.surveillance.serving import served_in

Run = Callable[..., tuple[int, str, str]]
STATION = "http://127.0.0.1:9"
AT = datetime(2026, 5, 1, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_drains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    monkeypatch.setattr("surveillance.cli.replay.DRAIN_S", 0.1)


def kept(path: Path) -> list[Value]:
    """All values that wait in an outbox."""
    values: list[Value] = []
    with closing(Outbox(path)) as outbox:
        while (request := outbox.next_request("test")) is not None:
            values += map(wire.decode, json.loads(request.body)["values"])
            outbox.remove(request)
    return values


def replay(mizugiwa: Run, path: Path, *more: object) -> tuple[int, str, str]:
    return mizugiwa("replay", path, "--station", STATION, "--speed", 1000, *more)


def test_a_replay_shows_what_the_flight_showed(
    mizugiwa: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(), plan)
    with SimulatedCopter(20.0) as copter:
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
        code, out, err = mizugiwa(
            "patrol", plan, "--connect", copter.link, "--realm", "simulated", "--station", STATION,
            "--yes", "--confirm", "heron-1:1",
        )  # fmt: skip
    assert code == 0, err
    monkeypatch.delenv("MIZUGIWA_CLOCK")
    flown = json.loads(out)
    code, out, err = replay(mizugiwa, Path(flown["recording"]), "--json")
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    assert document["realm"] == "replay" and document["torn_bytes"] == 0
    assert document["unsent"] > 0  # nobody was at the station
    then = kept(home / "outbox" / "patrol-heron-1.sqlite")
    now = kept(home / "outbox" / "replay-heron-1.sqlite")
    assert {value.realm for value in now} == {Realm.REPLAY}
    first, last = (datetime.fromisoformat(document[k]) for k in ("first_at", "last_at"))
    assert all(first <= value.at <= last + timedelta(seconds=1) for value in now)
    assert_same_track(then, now, document)
    kinds = [value.kind for value in now if isinstance(value, PatrolEvent)]
    wanted = ["started", "armed", "waypoint", "landed", "ended"]
    assert [k for n, k in enumerate(kinds) if k in wanted and k not in kinds[:n]] == wanted
    assert any(isinstance(value, SourceHealth) for value in now)


def assert_same_track(then: list[Value], now: list[Value], document: dict[str, Any]) -> None:
    seen = [v for v in then if isinstance(v, Telemetry)]
    again = [v for v in now if isinstance(v, Telemetry)]
    assert len(again) == document["positions_told"] > 50
    assert all(a.at < b.at for a, b in pairwise(again))
    places = {(v.at, v.position.lon, v.position.lat) for v in again}
    recorded = {(v.at, v.position.lon, v.position.lat) for v in seen}
    assert len(places & recorded) > 10  # the very same messages, where both took them
    for state in seen:
        nearest = min(again, key=lambda v: abs(v.at - state.at))
        assert abs(nearest.at - state.at) < timedelta(seconds=1.5)
        assert nearest.alt_home_m == pytest.approx(state.alt_home_m, abs=5.0)


def tape(path: Path, *parts: tuple[float, bytes]) -> Path:
    path.write_bytes(b"".join(packet_record(AT + timedelta(seconds=s), p) for s, p in parts))
    return path


def test_a_silence_in_the_recording_is_a_lost_link(
    mizugiwa: Run, home: Path, tmp_path: Path
) -> None:
    vehicle, station = Speaker(), Speaker(255, 190)
    path = tape(
        tmp_path / "a.tlog",
        (0.0, vehicle.heartbeat()),
        (1.0, vehicle.heartbeat()),
        *((float(s), station.heartbeat(mavlink.MAV_TYPE_GCS)) for s in range(2, 12)),
        (12.0, vehicle.heartbeat()),
    )
    code, out, _ = replay(mizugiwa, path)
    assert code == 0 and "1 link losses" in out
    events = [
        v for v in kept(home / "outbox" / "replay-heron-1.sqlite") if isinstance(v, PatrolEvent)
    ]
    times = {event.kind: (event.at - AT).total_seconds() for event in events}
    assert times["link_lost"] == 6.0
    assert times["link_back"] == 12.0


def test_a_torn_end_is_said_and_the_rest_played(mizugiwa: Run, home: Path, tmp_path: Path) -> None:
    path = tape(tmp_path / "a.tlog", *((s / 10, Speaker().heartbeat()) for s in range(4)))
    path.write_bytes(path.read_bytes()[:-3])
    code, out, err = replay(mizugiwa, path, "--json")
    assert code == 0 and "ends in a torn record: its last 26 bytes are left out" in err
    assert json.loads(out)["packets"] == 3


@pytest.mark.parametrize(
    ("packets", "words"),
    [
        ([Speaker(7).heartbeat()], "holds no vehicle with number 1, but 7: name it: --system"),
        ([Speaker(254).heartbeat(mavlink.MAV_TYPE_GCS)], "holds no vehicle, 1 packets of others"),
        ([b"{}" * 50], "is no recorded link"),
    ],
)
def test_what_cannot_be_replayed_is_one_line(
    mizugiwa: Run, home: Path, tmp_path: Path, packets: list[bytes], words: str
) -> None:
    path = tape(tmp_path / "a.tlog", *((0.0, packet) for packet in packets))
    code, out, err = replay(mizugiwa, path)
    assert (code, out) == (1, "") and words in err and err.count("\n") == 1


def test_another_kind_of_vehicle_is_refused(mizugiwa: Run, home: Path, tmp_path: Path) -> None:
    path = tape(tmp_path / "a.tlog", (0.0, Speaker().heartbeat(mavlink.MAV_TYPE_FIXED_WING)))
    code, out, err = replay(mizugiwa, path)
    assert (code, out) == (3, "") and "check --vehicle" in err


def test_the_pace_is_that_of_then(
    mizugiwa: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("surveillance.patrol.replay.sleep", waits.append)
    seconds = (0.0, 2.0, 1.5, 3600.0)  # a clock that was set back, and an hour of nothing
    path = tape(tmp_path / "a.tlog", *((s, Speaker().heartbeat()) for s in seconds))
    code, _, _ = mizugiwa("replay", path, "--station", STATION, "--speed", 4)
    assert code == 0
    assert waits == [0.5, 0.0, 15.0]


def position(seconds: float) -> bytes:
    """The vehicle north of home, moving on."""
    lat_e7 = 347_000_000 + round(seconds * 900)
    return vehicle.pack(
        mavlink.MAVLink_global_position_int_message(
            round(seconds * 1000), lat_e7, 1_294_500_000, 31_000, 30_000, 1000, 0, 0, 0
        )
    )


vehicle = Speaker()
FLIGHT = tuple((s / 4, vehicle.heartbeat() if s % 4 == 0 else position(s / 4)) for s in range(40))


def test_a_station_of_the_realm_shows_it_as_it_was(
    mizugiwa: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveillance.cli.replay.DRAIN_S", 10.0)
    path = tape(tmp_path / "a.tlog", *FLIGHT)
    with served_in(tmp_path / "station", Realm.REPLAY) as served:
        code, out, err = mizugiwa("replay", path, "--station", served.url, "--speed", 20, "--json")
        assert code == 0, err
        assert json.loads(out)["unsent"] == 0
        (last,) = served.station.home.store.latest_telemetry(Realm.REPLAY)
        kinds = [e.kind for e in served.station.home.store.patrol_events(Realm.REPLAY, 10)]
    assert last.vehicle == "heron-1" and last.realm is Realm.REPLAY
    assert AT + timedelta(seconds=9) <= last.at <= AT + timedelta(seconds=9.75)
    assert last.position.lat == pytest.approx(34.7 + (last.at - AT).total_seconds() * 9e-5)
    assert sorted(kinds) == ["ended", "started"]


def test_a_station_of_another_realm_takes_nothing(
    mizugiwa: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveillance.cli.replay.DRAIN_S", 20.0)
    path = tape(tmp_path / "a.tlog", *FLIGHT[:8])
    with served_in(tmp_path / "station", Realm.LIVE) as served:
        code, _, err = mizugiwa("replay", path, "--station", served.url, "--speed", 20)
        assert not served.station.home.store.latest_telemetry(Realm.LIVE)
    assert code == 1 and "it must run in the realm replay" in err
