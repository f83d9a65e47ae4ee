"""Server-Sent Events: nothing missed without a word, nobody slowed down by the slow."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from surveillance.station import feed
from tests.surveillance.serving import Served, batch, event, report, sighting, telemetry


@dataclass(frozen=True, slots=True)
class Got:
    id: int | None
    kind: str
    body: Any


def parsed(lines: Iterator[str]) -> Iterator[Got]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            number = int(fields["id"]) if "id" in fields else None
            yield Got(number, fields["event"], json.loads(fields["data"]))
            fields = {}


def listen(served: Served, last_id: int | None, count: int) -> list[Got]:
    """The next `count` events that are not the clock's."""
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    found: list[Got] = []
    with httpx.stream("GET", f"{served.url}/api/events", headers=headers, timeout=5.0) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for got in parsed(answer.iter_lines()):
            if got.kind != "clock":
                found.append(got)
            if len(found) == count:
                return found
    raise AssertionError("the stream ended")


def give(served: Served, key: str, *values: Any) -> None:
    served.station.submit(batch(key, *values)).result(10.0)


def test_a_reconnected_page_gets_what_it_missed(served: Served) -> None:
    seen = served.client.get("/api/picture").json()["event_id"]
    give(served, "r1", event(1), telemetry(1.0), report(7), sighting(1))
    events = listen(served, seen, 4)
    assert [e.kind for e in events] == ["patrol", "telemetry", "ais", "track"]
    assert [e.id for e in events] == list(range(seen + 1, seen + 5))
    picture = served.client.get("/api/picture").json()
    assert picture["event_id"] == seen + 4
    assert events[3].body in picture["tracks"]
    assert events[2].body in picture["ais"]
    assert listen(served, seen + 3, 1) == events[3:]


def test_the_clock_ticks_while_nothing_happens(served: Served) -> None:
    with httpx.stream("GET", f"{served.url}/api/events", timeout=5.0) as answer:
        stream = parsed(answer.iter_lines())
        began = time.monotonic()
        clocks = [next(stream) for _ in range(3)]
    assert {c.kind for c in clocks} == {"clock"}
    assert set(clocks[0].body) == {"now", "speedup"}
    assert 1.5 < time.monotonic() - began < 4.0


def test_numbers_that_are_gone_lead_to_a_resync(served: Served) -> None:
    newest = served.station.feed.last_id
    for last in (0, 1, newest + 10_000, 10**25):
        (got,) = listen(served, last, 1)
        assert got == Got(newest, "resync", {"event_id": newest})


def test_a_slow_page_costs_no_memory_and_is_told(served: Served) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    seen = served.station.feed.last_id
    with socket.create_connection((host, int(port))) as slow:
        request = f"GET /api/events HTTP/1.1\r\nHost: {host}\r\nLast-Event-ID: {seen}\r\n\r\n"
        slow.sendall(request.encode())
        time.sleep(0.3)
        padding = "x" * 1500
        for number in range(3 * feed.RING):
            served.station.feed.publish("patrol", {"n": number, "text": padding})
        slow.settimeout(5.0)
        heard = b""
        while b"event: resync" not in heard:
            heard = heard[-200:] + slow.recv(65536)
    give(served, "after", event(2))


def test_hostile_names_stay_json(served: Served) -> None:
    names = [
        "<IFRAME SRC=//A.BC>", "</script><script>alert(1)</script>", "${alert(1)}", '"};alert(1)//',
        "\u2028\u2029", "'; DROP TABLE ais; --", "\x00\x1b[2J", "名" * 20, "a\r\n\r\nevent: alert",
    ]  # fmt: skip
    seen = served.station.feed.last_id
    for number, name in enumerate(names):
        give(served, f"x{number}", report(1000 + number, name=name))
    answer = served.client.get("/api/picture")
    assert answer.headers["content-type"] == "application/json"
    shown = {v["mmsi"]: v["name"] for v in answer.json()["ais"]}
    assert [shown[1000 + n] for n in range(len(names))] == names
    events = listen(served, seen, len(names))
    assert {e.kind for e in events} == {"ais"}
    assert [e.body["name"] for e in events] == names


def test_too_many_pages_are_refused(served: Served) -> None:
    with_client = httpx.Client(timeout=5.0, limits=httpx.Limits(max_connections=100))
    with with_client as client:
        requests = [client.build_request("GET", f"{served.url}/api/events") for _ in range(65)]
        answers = [client.send(request, stream=True) for request in requests]
        codes = [answer.status_code for answer in answers]
        for answer in answers:
            answer.close()
    assert codes[:60] == [200] * 60
    assert codes[-1] == 503
