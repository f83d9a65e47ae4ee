"""The newest state of everything, as the page asks for it: plain JSON values."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from surveillance import wire
from surveillance.model import (
    AisReport,
    Alert,
    PatrolEvent,
    Realm,
    SatellitePass,
    SourceHealth,
    Telemetry,
    Track,
    TrackState,
    Value,
)
from surveillance.station.passes import PASS_SPAN, Passes
from surveillance.store import Store

PATROL_EVENTS = 100
ENDED_TRACKS = 500
MAX_VESSELS = 20_000  # AIS has no authentication: a forger can invent any number of vessels
AIS_SPAN = timedelta(minutes=30)

Json = dict[str, Any]


class Board:
    """What /api/picture shows. The station's writer changes it, any thread may read it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._telemetry: dict[str, Telemetry] = {}
        self._tracks: dict[str, Track] = {}
        self._alerts: dict[str, Alert] = {}
        self._ais: dict[int, tuple[AisReport, float]] = {}
        self._health: dict[tuple[str, str], SourceHealth] = {}
        self._patrol: deque[PatrolEvent] = deque(maxlen=PATROL_EVENTS)
        self._passes = Passes()

    def restore(self, store: Store, realm: Realm) -> None:
        """Show what the store holds. Raises StoreError."""
        self.show_tracks(store.tracks(realm))
        self.show_alerts(store.alerts(realm))
        for telemetry in store.latest_telemetry(realm):
            self.show_telemetry(telemetry)
        for report in store.recent_ais(realm, AIS_SPAN):
            self.show_ais(report)
        for health in store.latest_health(realm):
            self.show_health(health)
        for event in store.patrol_events(realm, PATROL_EVENTS):
            self.show_patrol(event)
        for satellite_pass in store.recent_passes(realm, PASS_SPAN):
            self.show_pass(satellite_pass)

    def show_tracks(self, tracks: Iterable[Track]) -> None:
        """New versions of tracks; of the ended ones only the last few stay."""
        with self._lock:
            for track in tracks:
                self._tracks.pop(track.id, None)
                self._tracks[track.id] = track
            ended = [t.id for t in self._tracks.values() if t.state is TrackState.ENDED]
            for track_id in ended[: max(0, len(ended) - ENDED_TRACKS)]:
                del self._tracks[track_id]

    def show_alerts(self, alerts: Iterable[Alert]) -> None:
        """New versions of alerts; none ever leaves."""
        with self._lock:
            self._alerts.update((alert.id, alert) for alert in alerts)

    def show_telemetry(self, telemetry: Telemetry) -> bool:
        """False when something newer of that vehicle is shown already."""
        with self._lock:
            shown = self._telemetry.get(telemetry.vehicle)
            if shown is not None and shown.at > telemetry.at:
                return False
            self._telemetry[telemetry.vehicle] = telemetry
            return True

    def show_health(self, health: SourceHealth) -> bool:
        """False when something newer of that source is shown already."""
        with self._lock:
            key = (health.kind, health.source)
            if key in self._health and self._health[key].at > health.at:
                return False
            self._health[key] = health
            return True

    def show_patrol(self, event: PatrolEvent) -> None:
        """One more step of a patrol."""
        with self._lock:
            self._patrol.append(event)

    def show_pass(self, satellite_pass: SatellitePass) -> SatellitePass | None:
        """The pass as known now; None when the picture stays as it is."""
        with self._lock:
            return self._passes.show(satellite_pass)

    def forget_passes(self, oldest: datetime) -> None:
        """Take passes off that were taken before."""
        with self._lock:
            self._passes.forget(oldest)

    def show_ais(self, report: AisReport) -> AisReport:
        """The vessel as known now: position and name come in different messages."""
        with self._lock:
            shown = self._ais.pop(report.mmsi, None)
            merged = report if shown is None else _merged(shown[0], report)
            self._ais[report.mmsi] = (merged, time.monotonic())
            if len(self._ais) > MAX_VESSELS:
                del self._ais[next(iter(self._ais))]
            return merged

    def forget_ais(self, wall_s: float) -> None:
        """Take vessels off that have not been heard for so many wall seconds."""
        oldest = time.monotonic() - wall_s
        with self._lock:
            self._ais = {m: kept for m, kept in self._ais.items() if kept[1] >= oldest}

    def picture(self) -> dict[str, list[Json]]:
        """Everything shown, as JSON values by the names of the page's contract."""
        with self._lock:
            shown: dict[str, Sequence[Value | Track | Alert]] = {
                "telemetry": list(self._telemetry.values()),
                "tracks": list(self._tracks.values()),
                "alerts": list(self._alerts.values()),
                "ais": [report for report, _ in self._ais.values()],
                "health": list(self._health.values()),
                "patrol": list(self._patrol),
                "passes": self._passes.shown(),
            }
        return {name: [wire.plain(value) for value in values] for name, values in shown.items()}


def _merged(old: AisReport, new: AisReport) -> AisReport:
    """The newer of both, with what only the other one says."""
    first, second = (new, old) if new.at >= old.at else (old, new)
    gaps = [f.name for f in fields(AisReport) if getattr(first, f.name) is None]
    # a motion belongs to its position: an old course does not go with a new place
    if first.position is not None:
        gaps = [name for name in gaps if name not in ("course_deg", "speed_mps", "heading_deg")]
    return replace(first, **{name: getattr(second, name) for name in gaps})
