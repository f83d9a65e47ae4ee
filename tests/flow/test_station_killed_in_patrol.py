"""`kill -9` of the station in mid-patrol: the patrol flies on, and nothing is lost or doubled.

What was seen is known from a second record: the camera's watcher also writes its detections to a
file, beside the outbox that feeds the station.
"""

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from surveillance.demo import run as demo_run
from surveillance.model import Realm
from surveillance.outbox import Outbox
from surveillance.store import Store

pytestmark = [pytest.mark.flow, pytest.mark.timeout(400)]
SPEEDUP = 6.0
KILL_AT_WALL_S = (35.0, 55.0)
AWAY_WALL_S = 4.0


def kill_and_restart(running: demo_run.Running) -> None:
    """End the station at once, leave the producers alone for a while, start it again."""
    family = running.family
    station = next(c for c in family.children if c.name == "serve")
    command = station.process.args
    family.children.remove(station)
    station.process.kill()
    station.stop()  # only closes its log: it is dead
    time.sleep(AWAY_WALL_S)
    assert isinstance(command, list)
    family.start("serve", [str(part) for part in command])


def seen_by_the_camera(file: Path) -> set[tuple[int, int, int]]:
    """Frame and corner of every detection that belongs to a tracklet."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return {
        (line["frame"], round(line["box_px"][0]), round(line["box_px"][1]))
        for line in lines
        if line["track"] is not None
    }


def kept_by_the_station(store: Store) -> list[tuple[int, int, int]]:
    found = []
    for sighting, _ in store.sightings(Realm.SIMULATED):
        assert sighting.frame is not None
        assert sighting.box_px is not None
        found.append((sighting.frame, round(sighting.box_px[0]), round(sighting.box_px[1])))
    return found


def test_the_patrol_flies_on_and_nothing_is_lost_or_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen.jsonl"
    watching = demo_run._watching
    monkeypatch.setattr(
        demo_run,
        "_watching",
        lambda area: (*watching(area), "--out", str(seen), "--station", url),
    )
    port = demo_run.free_port()
    url = f"http://127.0.0.1:{port}"
    demo = demo_run.Demo("okinoshima", 5, SPEEDUP, port, tmp_path / "home")
    running = demo_run.start(demo, lambda text: None)
    with running.family:
        killers = [threading.Timer(after, kill_and_restart, [running]) for after in KILL_AT_WALL_S]
        for killer in killers:
            killer.start()
        flown: dict[str, Any] = demo_run.fly(running, lambda text: None)
        for killer in killers:
            killer.join()
        demo_run.settle(running)

    assert flown["landed"]
    assert flown["waypoints_reached"] == flown["waypoints"]
    for box in (tmp_path / "home").glob("outbox*/*.sqlite"):
        outbox = Outbox(box)
        assert outbox.pending() == 0, box
        assert outbox.refused() == 0, box
        outbox.close()

    store = Store(tmp_path / "home" / "store.sqlite")
    kept = kept_by_the_station(store)
    assert len(kept) > 50, "too few sightings for the test to mean anything"
    assert len(kept) == len(set(kept)), "doubled"
    assert set(kept) == seen_by_the_camera(seen)
    alerts = store.alerts(Realm.SIMULATED)
    assert alerts, "no alert: the test means nothing"
    assert len({(a.track_id, a.rule) for a in alerts}) == len(alerts), "an alert was doubled"
    store.close()
