"""kill -9 of the station in mid-work: what was acknowledged or queued is there, once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from geodata.position import LonLat
from surveillance.outbox import Courier, Outbox
from surveillance.store import Store
from surveillance.web.server import open_door
from tests.surveillance.serving import AT, CLOCK, REALM, event, sighting

pytestmark = [pytest.mark.flow, pytest.mark.timeout(300)]

ROUNDS = 4
PRODUCERS = 3


@contextmanager
def serving(home: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    names = {"HOME": str(home), "REALM": REALM.value, "CLOCK": str(CLOCK)}
    env = {**os.environ, **{f"MIZUGIWA_{name}": value for name, value in names.items()}}
    with (home / "serve.log").open("ab") as log:
        command = [sys.executable, "-m", "surveillance", "serve", "--port", str(port)]
        child = subprocess.Popen(command, env=env, stderr=log)
        try:
            deadline = time.monotonic() + 60.0
            while not is_well(port):
                assert child.poll() is None, (home / "serve.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield child
        finally:
            child.kill()
            child.wait()


def is_well(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2.0).status_code == 200
    except httpx.TransportError:
        return False


class Producer(threading.Thread):
    """Puts numbered sightings and events into its outbox until told to end."""

    def __init__(self, home: Path, number: int, url: str) -> None:
        super().__init__()
        self.first = number * 1_000_000
        self.put = 0
        self.halt = threading.Event()
        self.outbox = Outbox(home / f"outbox-{number}.sqlite")
        self.courier = Courier(self.outbox, url, f"producer-{number}")

    def run(self) -> None:
        self.courier.start()
        while not self.halt.wait(0.02):
            number = self.first + self.put
            seen = replace(
                sighting(number),
                at=AT + timedelta(seconds=0.02 * self.put),
                source=f"producer-{self.first}",
                tracklet=f"thing-{self.first}",
                position=LonLat(130.08 + self.first / 50e6, 34.25),  # 2 km from the next one
            )
            self.outbox.put([seen, replace(event(number), at=seen.at)])
            self.put += 1


def test_no_value_is_lost_or_doubled(tmp_path: Path) -> None:
    with open_door("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    producers = [Producer(tmp_path, n, f"http://127.0.0.1:{port}") for n in range(PRODUCERS)]
    for producer in producers:
        producer.start()
    for round_number in range(ROUNDS):
        with serving(tmp_path, port) as station:
            time.sleep(0.3 + 0.17 * round_number)
            station.send_signal(signal.SIGKILL)
    with serving(tmp_path, port) as station:
        for producer in producers:
            producer.halt.set()
            producer.join()
            assert producer.courier.stop(60.0) == 0
            assert producer.outbox.refused() == 0
            producer.outbox.close()
        shown = httpx.get(f"http://127.0.0.1:{port}/api/picture", timeout=10.0).json()
        station.send_signal(signal.SIGTERM)
        assert station.wait(10.0) == 0
    expected = [str(p.first + n) for p in producers for n in range(p.put)]
    assert len(expected) > 300
    store = Store(tmp_path / "store.sqlite")
    got = [e.text for e in store.patrol_events(REALM)]
    assert sorted(got, key=int) == expected
    for producer in producers:
        own = [int(text) for text in got if int(text) // 1_000_000 == producer.first // 1_000_000]
        assert own == sorted(own), "out of order"
    pairs = store.sightings(REALM)
    assert sorted(int(s.id[1:]) for s, _ in pairs) == [int(n) for n in expected]
    tracks = store.tracks(REALM)
    owners = Counter(owner for _, owner in pairs)
    assert owners == {track.id: track.sightings for track in tracks}
    assert len(tracks) == PRODUCERS
    assert {t["id"] for t in shown["tracks"]} == set(owners)
    store.close()
