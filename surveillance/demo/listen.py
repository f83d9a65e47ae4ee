"""Listening to a station's events as a browser does, to measure how late they are."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from geodata.clock import Clock

RETRY_S = 0.2


class Listener(threading.Thread):
    """Notes, per track event, the wall seconds from its newest picture to the event's arrival."""

    def __init__(self, station_url: str, clock: Clock) -> None:
        super().__init__(name="listener", daemon=True)
        self.latencies_s: list[float] = []
        self.on_news: Callable[[str], None] | None = None
        self._tracks: set[str] = set()
        self._alerts: set[str] = set()
        self._url = f"{station_url}/api/events"
        self._clock = clock
        self._ended = threading.Event()
        self._newest: dict[str, datetime] = {}

    def run(self) -> None:
        """Listen until `end`; a lost connection is taken up again."""
        while not self._ended.is_set():
            try:
                timeout = httpx.Timeout(5.0, read=60.0)
                with httpx.stream("GET", self._url, timeout=timeout) as answer:
                    self._read(answer)
            except httpx.TransportError:
                time.sleep(RETRY_S)

    def end(self) -> None:
        """Stop counting; the thread ends with its connection."""
        self._ended.set()

    def _read(self, answer: httpx.Response) -> None:
        kind = ""
        for line in answer.iter_lines():
            arrived = time.time()
            if self._ended.is_set():
                return
            if line.startswith("event:"):
                kind = line[6:].strip()
            elif line.startswith("data:"):
                self._take(kind, json.loads(line[5:]), arrived)

    def _take(self, kind: str, value: dict[str, Any], arrived: float) -> None:
        if kind == "track":
            self._note(value, arrived)
            self._tracks |= {value["id"]} if value["state"] == "confirmed" else set()
        elif kind == "alert":
            self._alerts.add(value["id"])
        elif kind == "telemetry" and self.on_news:
            self.on_news(
                f"{value['vehicle']} {value['mode']}, waypoint {value['waypoint']} of"
                f" {value['waypoints']}, {value['alt_home_m']:.0f} m up;"
                f" {len(self._tracks)} vessels, {len(self._alerts)} alerts"
            )

    def _note(self, track: dict[str, Any], arrived: float) -> None:
        at = datetime.fromisoformat(track["at"])
        # a track event without a newer picture (a new AIS verdict) says nothing of the camera
        if track["id"] in self._newest and at <= self._newest[track["id"]]:
            return
        self._newest[track["id"]] = at
        self.latencies_s.append(arrived - self._clock.wall_of(at))
