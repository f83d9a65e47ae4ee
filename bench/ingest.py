"""A real station process: from POST to acknowledgement, and to the event on the map."""

import json
import os
import sqlite3
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np

from bench.rows import Row, once_s
from bench.station import serving
from surveillance import wire
from surveillance.model import PatrolEvent, Realm

AT = datetime(2026, 5, 1, 3, tzinfo=UTC)
POSTS, WARM, SYNCS = 200, 20, 200
QUIET_S = 10.0


def measure() -> list[Row]:
    """One producer, one value a time, the next when the last is acknowledged: median, 95 %."""
    with tempfile.TemporaryDirectory(prefix="mizugiwa-bench-") as name:
        folder = Path(name)
        syncs, commits = sync_ms(folder), commit_ms(folder)
        with serving(folder, AT) as url:
            acks, events = post_ms(url)
    limit, bare = "one fsync (limit)", "one SQLite commit (limit)"
    return [
        Row(f"POST to {what}, p{share}", _at(ours, share), "ms", peer, _at(peers, share), note=note)
        for what, ours, peer, peers, note in (
            ("acknowledged", acks, limit, syncs, "committed and synced"),
            ("acknowledged", acks, bare, commits, "WAL, synchronous=FULL"),
            ("event on the stream", events, limit, syncs, f"{len(events)} of {POSTS} came"),
        )
        for share in (50, 95)
    ]  # fmt: skip


def _at(times_ms: list[float], share: int) -> float:
    return float(np.percentile(times_ms, share))


def sync_ms(folder: Path) -> list[float]:
    """Appending a page to a file and syncing it, on the disk that the station uses."""
    with (folder / "page").open("wb", buffering=0) as file:

        def append() -> None:
            file.write(bytes(4096))
            os.fsync(file.fileno())

        return [1e3 * once_s(append) for _ in range(SYNCS)]


def commit_ms(folder: Path) -> list[float]:
    """A row in a transaction of its own, as durable as the station's."""
    base = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        base.execute(f"PRAGMA {pragma}")
    base.execute("CREATE TABLE kept (body TEXT)")
    row = ("x" * 300,)
    times = [
        1e3 * once_s(lambda: base.execute("INSERT INTO kept VALUES (?)", row)) for _ in range(SYNCS)
    ]
    base.close()
    return times


def post_ms(url: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each POST to its answer, and to its event at a listener."""
    heard: dict[str, float] = {}
    sent: dict[str, float] = {}
    acks: list[float] = []
    is_open = threading.Event()
    threading.Thread(target=_listen, args=(url, heard, is_open), daemon=True).start()
    with httpx.Client(base_url=url, timeout=30.0) as client:
        if not is_open.wait(QUIET_S):
            raise RuntimeError("the station's events do not open")
        for number in range(WARM + POSTS):
            text = f"bench-{number}"
            body = _body(number, text)
            sent[text] = time.perf_counter()
            client.post("/api/ingest", content=body, headers=_head(text)).raise_for_status()
            acks.append(1e3 * (time.perf_counter() - sent[text]))
    deadline = time.monotonic() + QUIET_S
    while len(heard) < len(sent) and time.monotonic() < deadline:
        time.sleep(0.02)
    late = [1e3 * (heard[text] - at) for text, at in sent.items() if text in heard]
    return acks[WARM:], late[-POSTS:]


def _head(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key, "Content-Type": "application/json"}


def _body(number: int, text: str) -> bytes:
    at = AT + timedelta(seconds=0.1 * number)
    event = PatrolEvent(at, Realm.SIMULATED, "heron-1", "waypoint", text)
    return json.dumps({"version": 1, "producer": "bench", "values": [wire.encode(event)]}).encode()


def _listen(url: str, heard: dict[str, float], is_open: threading.Event) -> None:
    """Note when each of our events comes, until the station ends."""
    quiet = httpx.Timeout(QUIET_S)
    with (
        suppress(httpx.TransportError),
        httpx.stream("GET", f"{url}/api/events", timeout=quiet) as r,
    ):
        is_open.set()
        for line in r.iter_lines():
            if "bench-" in line:
                heard[json.loads(line.removeprefix("data:"))["text"]] = time.perf_counter()
