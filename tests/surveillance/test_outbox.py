"""Outbox and courier: nothing lost, nothing doubled, nothing out of order, nothing stuck."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance.errors import OutboxError
from surveillance.model import PatrolEvent, Realm, Telemetry, Value
from surveillance.outbox import Courier, Outbox

AT = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


def event(number: int, text: str = "") -> PatrolEvent:
    at = AT + timedelta(seconds=number)
    return PatrolEvent(at, Realm.SIMULATED, "heron-1", "waypoint", text or str(number))


class FakeStation(ThreadingHTTPServer):
    """Keeps what it was given; `answers` are given first, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: dict[str, bytes] = {}
        self.seen: list[str] = []
        self.evidence: dict[str, bytes] = {}
        self.answers: list[int] = []
        self.poison: str | None = None
        self.is_stranger = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeStation
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_stranger:
            self._answer(self.server.answers[0])
            return
        key = self.headers["Idempotency-Key"]
        station = self.server
        texts = [v["value"]["text"] for v in json.loads(body)["values"]]
        code = station.answers.pop(0) if station.answers else 200
        if station.poison in texts:
            code = 400
        elif code in (200, 500):  # 500: committed, but the answer went wrong
            assert station.bodies.setdefault(key, body) == body, "one key, two bodies"
            if station.bodies[key] is body:
                station.seen += texts
        self._answer(code)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.evidence[self.path.rsplit("/", 1)[1]] = body
        self.server.seen.append("picture")
        self._answer(201)

    def _answer(self, code: int) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        if not self.server.is_stranger:
            self.send_header("Mizugiwa-Station", "1")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def station() -> Iterator[FakeStation]:
    server = FakeStation()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_values_arrive_in_order_once_and_leave_the_outbox(
    tmp_path: Path, station: FakeStation
) -> None:
    box = Outbox(tmp_path / "outbox.db")
    for number in range(0, 700, 7):
        box.put([event(n) for n in range(number, number + 7)])
    station.answers = [503, 500, 200, 429, 500]
    courier = Courier(box, station.url, "patrol-heron-1")
    courier.start()
    assert courier.stop(10.0) == 0
    assert station.seen == [str(n) for n in range(700)]
    assert all(len(json.loads(b)["values"]) <= 300 for b in station.bodies.values())
    box.close()


def test_a_picture_arrives_before_the_value_put_after_it(
    tmp_path: Path, station: FakeStation
) -> None:
    box = Outbox(tmp_path / "outbox.db")
    box.put([event(1)])
    sha = box.put_evidence(b"\xff\xd8jpeg")
    box.put([event(2)])
    assert box.pending() == 3
    courier = Courier(box, station.url, "watch")
    courier.start()
    assert courier.stop(10.0) == 0
    assert station.seen == ["1", "picture", "2"]
    assert station.evidence == {sha: b"\xff\xd8jpeg"}
    assert sha == hashlib.sha256(b"\xff\xd8jpeg").hexdigest()
    box.close()


def test_a_poison_value_is_set_aside_alone(
    tmp_path: Path, station: FakeStation, caplog: pytest.LogCaptureFixture
) -> None:
    box = Outbox(tmp_path / "outbox.db")
    station.poison = "137"
    box.put([event(n) for n in range(250)])
    box.put([event(n) for n in range(250, 400)])
    courier = Courier(box, station.url, "watch")
    courier.start()
    assert courier.stop(10.0) == 0
    assert station.seen == [str(n) for n in range(400) if n != 137]
    assert box.refused() == 1
    assert "refused" in caplog.text
    (reason,) = sqlite3.connect(box.path).execute("SELECT reason FROM refused").fetchone()
    assert reason.startswith("400")
    box.close()


def test_without_a_station_values_stay(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    box = Outbox(tmp_path / "outbox.db")
    box.put([event(1), event(2)])
    courier = Courier(box, "http://127.0.0.1:9", "watch")
    courier.start()
    assert courier.stop(0.5) == 2
    assert caplog.text.count("does not answer") == 1
    box.close()
    assert Outbox(tmp_path / "outbox.db").pending() == 2


@pytest.mark.parametrize("code", [200, 400])
def test_a_stranger_on_the_port_neither_takes_nor_refuses_values(
    tmp_path: Path, station: FakeStation, code: int
) -> None:
    """The page of a guest network says 200 to everything, a TLS port 400."""
    box = Outbox(tmp_path / "outbox.db")
    box.put([event(1), event(2)])
    station.is_stranger, station.answers = True, [code]
    courier = Courier(box, station.url, "watch")
    courier.start()
    time.sleep(0.3)
    assert (box.pending(), box.refused()) == (2, 0)
    station.is_stranger, station.answers = False, []
    assert courier.stop(10.0) == 0
    assert station.seen == ["1", "2"]
    box.close()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_value_that_is_no_json_is_refused_at_once(tmp_path: Path, number: float) -> None:
    box = Outbox(tmp_path / "outbox.db")
    telemetry = Telemetry(
        AT, Realm.LIVE, "heron-1", LonLat(130.0, 34.0), number, 1.0, 0.0, 0.0, "AUTO", True
    )
    with pytest.raises(OutboxError):
        box.put([event(1), telemetry])
    with pytest.raises(OutboxError):
        box.put([])
    assert box.pending() == 0


def test_an_unwritable_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutboxError, match="cannot open the outbox"):
        Outbox(tmp_path / "file" / "outbox.db")


_PUT_FOREVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from surveillance.model import PatrolEvent, Realm
from surveillance.outbox import Outbox
box = Outbox(Path(sys.argv[1]))
number = 0
while True:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    box.put([PatrolEvent(at, Realm.SIMULATED, "heron-1", "waypoint", str(number))])
    print(number, flush=True)
    number += 1
"""


def test_a_killed_producer_loses_nothing_that_put_returned(tmp_path: Path) -> None:
    path, said = tmp_path / "outbox.db", tmp_path / "said"
    with said.open("w") as out:
        child = subprocess.Popen([sys.executable, "-c", _PUT_FOREVER, str(path)], stdout=out)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and said.stat().st_size < 300:
        time.sleep(0.01)
    child.kill()
    child.wait()
    box = Outbox(path)
    kept: list[str] = []
    while (request := box.next_request("p")) is not None:
        kept += [v["value"]["text"] for v in json.loads(request.body)["values"]]
        box.remove(request)
    promised = said.read_text().split()
    assert len(promised) > 50
    assert kept[: len(promised)] == promised
    assert len(kept) <= len(promised) + 1


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.one_of(
            st.integers(1, 40),  # put so many
            st.sampled_from(["ack", "lost", "crash", "split", "refuse", "picture"]),
        ),
        max_size=25,
    )
)
def test_any_crash_keeps_order_and_set(
    steps: list[int | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("outbox") / "outbox.db"
    box = Outbox(path)
    put: list[str] = []
    got: list[str] = []
    aside = 0
    first_bodies: dict[str, bytes] = {}
    for step in steps:
        if isinstance(step, int):
            values: list[Value] = [event(len(put) + n) for n in range(step)]
            put += [str(len(put) + n) for n in range(step)]
            box.put(values)
        elif step == "picture":
            put.append(box.put_evidence(f"picture {len(put)}".encode()))
        elif step == "crash":
            box.close()
            box = Outbox(path)
        elif (request := box.next_request("p")) is not None:
            assert first_bodies.setdefault(request.key, request.body) == request.body
            if step == "ack":
                got += _texts(request.kind, request.key, request.body)
                box.remove(request)
            elif step == "split" and request.kind == "values" and request.count > 1:
                box.split(request)
            elif step == "refuse":
                got += _texts(request.kind, request.key, request.body)
                aside += request.count
                box.set_aside(request, "400")
    assert box.pending() == len(put) - len(got)
    assert box.refused() == aside
    while (request := box.next_request("p")) is not None:
        got += _texts(request.kind, request.key, request.body)
        box.remove(request)
    assert got == put
    box.close()


def _texts(kind: str, key: str, body: bytes) -> list[str]:
    if kind == "evidence":
        return [key]
    return [v["value"]["text"] for v in json.loads(body)["values"]]
