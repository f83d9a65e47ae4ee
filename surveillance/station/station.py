"""The single writer: take values, make the picture, commit, and only then acknowledge."""

import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from geodata.area import Area
from geodata.clock import Clock
from surveillance.errors import StationError, StoreError, WireError
from surveillance.model import (
    AisReport,
    Judgement,
    PatrolEvent,
    Realm,
    SatellitePass,
    Sighting,
    Value,
)
from surveillance.picture import Changes, Picture
from surveillance.station.board import AIS_SPAN, Board
from surveillance.station.coverage import Coverage
from surveillance.station.duties import Duties
from surveillance.station.feed import Feed
from surveillance.station.home import StationHome
from surveillance.station.passes import PASS_SPAN, nearest_m
from surveillance.station.revision import revisions
from surveillance.station.show import Show
from surveillance.store import Batch

_log = logging.getLogger(__name__)

QUEUE = 256  # batches that wait for the writer; more are refused for the moment
GROUP = 64  # batches per commit
GATHER_S = 0.004  # one sync costs about as much: what arrives meanwhile shares it
IDLE_S = 0.05
AHEAD = timedelta(days=1)  # clocks go wrong by hours; a value of next year is nonsense
AWAY_M = 1_000_000.0  # the local metres of tracks mean nothing further out
AIS_FORGET_S = AIS_SPAN.total_seconds()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a producer is told once its batch is committed and synced."""

    accepted: int
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class _Job:
    batch: Batch
    receipt: "Future[Receipt]"


@dataclass(frozen=True, slots=True)
class _Tick:
    """Time went on."""


class Station:
    """Owns store, picture and feed of one area in one realm."""

    def __init__(self, home: StationHome, area: Area, realm: Realm, clock: Clock) -> None:
        self.home = home
        self.area = area
        self.realm = realm
        self.clock = clock
        self.feed = Feed()
        self.coverage = Coverage()
        # called by the writer, for what it found out itself and has committed; must not raise
        self.on_notice: Callable[[PatrolEvent], None] = lambda notice: None
        self._board = Board()
        self._show = Show(self.feed, self._board, self.coverage)
        self._frame = area.frame
        self._picture: Picture | None = None
        self._newest: datetime | None = None
        self._seen: tuple[datetime, datetime] | None = None  # newest sighting: its time, arrival
        self._jobs: queue.Queue[_Job | _Tick] = queue.Queue(QUEUE)
        self._halt = threading.Event()
        self._writer = threading.Thread(target=self._run, name="station", daemon=True)
        self._duties = Duties(clock, self.tick, self._tidy)

    def start(self) -> None:
        """Go on from the store and begin to take values. Raises StoreError."""
        self._board.restore(self.home.store, self.realm)
        self.coverage.add(self.home.store.footprints(self.realm))
        self._picture = self._restored()
        self._writer.start()
        self._duties.start()

    def stop(self) -> None:
        """Commit what waits, then end; values that come later are refused."""
        self._duties.stop()
        self._halt.set()
        if self._writer.is_alive():
            self._writer.join(timeout=30.0)
        self.feed.flush()

    @property
    def is_working(self) -> bool:
        """False when the writer has ended: the station must be started again."""
        return self._writer.is_alive() and not self._halt.is_set()

    def now(self) -> datetime:
        """The present of this station; in a replay that is the time of the newest value."""
        if self.realm is Realm.REPLAY and self._newest is not None:
            return self._newest
        return self.clock.now()

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Hand over a batch; the receipt comes when it is committed.

        The receipt raises StoreError when the store refused, WireError when the key was used for
        something else. Raises WireError for a foreign realm, a sighting far from the area or a
        time in the future; StationError when too many wait.
        """
        self._check(batch)
        job = _Job(batch, Future())
        if not self.is_working:
            raise StationError("the station is stopping")
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise StationError(f"{QUEUE} batches wait already: send it again later") from None
        if not self._writer.is_alive():  # it ended between the look and the put
            self._give_up_waiting()
        return job.receipt

    def tick(self) -> None:
        """Let the writer look at what only time brings."""
        if self.is_working and self._jobs.empty():  # a busy writer looks at the time anyway
            self._jobs.put(_Tick())

    def picture(self) -> dict[str, Any]:
        """The newest state of everything, for the page."""
        # the number first: an event that is in the picture already may come again, none is missed
        event_id = self.feed.last_id
        head = {"event_id": event_id, "realm": self.realm.value, **self.clock_body()}
        return {**head, **self._board.picture()}

    def clock_body(self) -> dict[str, Any]:
        """The station's present and how fast its clock runs."""
        now = self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"now": now, "speedup": self.clock.speedup}

    def _check(self, batch: Batch) -> None:
        strangers = sorted({value.realm for value in batch.values} - {self.realm})
        if strangers:
            names = ", ".join(strangers)
            raise WireError(
                f"this station shows the realm {self.realm}; it takes no {names} values"
            )
        latest = self.clock.now() + AHEAD
        for value in batch.values:
            if value.at > latest and self.realm is not Realm.REPLAY:
                raise WireError(f"a value is of {value.at.isoformat()}, which is yet to come")
            if isinstance(value, Sighting | Judgement) and self._away_m(value) > AWAY_M:
                kind = type(value).__name__.lower()
                raise WireError(
                    f"a {kind} lies {self._away_m(value) / 1000:.0f} km from the area"
                    f" {self.area.name}; limit {AWAY_M / 1000:.0f} km"
                )
            if isinstance(value, SatellitePass) and nearest_m(value, self._frame) > AWAY_M:
                raise WireError(
                    f"a satellite pass is nowhere within {AWAY_M / 1000:.0f} km of the area"
                    f" {self.area.name}"
                )

    def _away_m(self, sighting: Sighting | Judgement) -> float:
        return math.hypot(*self._frame.point(sighting.position))

    def _run(self) -> None:
        waiting: list[_Job] = []
        try:
            while not self._halt.is_set() or not self._jobs.empty():
                jobs = self._gather()
                waiting = [job for job in jobs if isinstance(job, _Job)]
                if jobs:
                    self._handle(waiting)
                self.feed.flush()
        finally:  # at a fault of ours nothing is acknowledged: producers keep their values
            self._halt.set()
            _give_up(waiting)
            self._give_up_waiting()

    def _gather(self) -> list[_Job | _Tick]:
        """What one commit will hold: the first job and what follows within GATHER_S."""
        try:
            jobs = [self._jobs.get(timeout=IDLE_S)]
        except queue.Empty:
            return []
        deadline = time.monotonic() + GATHER_S
        while len(jobs) < GROUP:
            try:
                jobs.append(self._jobs.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                break
        return jobs

    def _give_up_waiting(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if isinstance(job, _Job):
                _give_up([job])

    def _handle(self, jobs: Sequence[_Job]) -> None:
        try:
            fresh, duplicates = self._sort_out(jobs)
            values, changes = self._commit([job.batch for job in fresh])
        except StoreError as exc:
            _log.error("%s", exc)
            for job in jobs:
                _fail(job, exc)
            return
        for job in fresh:
            _settle(job, is_duplicate=False)
        for job in duplicates:
            _settle(job, is_duplicate=True)
        self._show.values(values)
        self._show.changes(changes)
        for notice in changes.notices:
            self.on_notice(notice)

    def _sort_out(self, jobs: Sequence[_Job]) -> tuple[list[_Job], list[_Job]]:
        """Jobs that are new, and repetitions of what is committed or among the new ones."""
        seen = self.home.store.digests([job.batch.key for job in jobs])
        fresh: list[_Job] = []
        duplicates: list[_Job] = []
        for job in jobs:
            key, digest = job.batch.key, job.batch.digest
            if key not in seen:
                seen[key] = digest
                fresh.append(job)
            elif seen[key] == digest:
                duplicates.append(job)
            else:
                _fail(job, WireError(f"the key {key!r} was used for another request"))
        return fresh, duplicates

    def _commit(self, batches: Sequence[Batch]) -> tuple[list[Value], Changes]:
        """Store the batches and what they change; gives the values that are new."""
        store = self.home.store
        batches = _without_known(batches, store.known_ids([v for b in batches for v in b.values]))
        values = [value for batch in batches for value in batch.values]
        if values:
            newest = max(value.at for value in values)
            self._newest = max(newest, self._newest or newest)
            self._note_seen([v.at for v in values if isinstance(v, Sighting)])
        picture = self._picture or self._restored()
        self._picture = None  # until the store holds what the picture holds
        known_at = self.clock.now()
        made = picture.take(values)
        newer = picture.revise(revisions(store, self.realm, values, made))
        timed = picture.tick(self._sources_now())
        alerts = made.alerts + newer.alerts + timed.alerts
        changes = Changes(
            tracks=made.tracks + newer.tracks + timed.tracks,
            alerts=tuple(replace(a, known_at=known_at) for a in alerts),
            assigned={**made.assigned, **timed.assigned},
            notices=made.notices,
        )
        if made.notices:
            batches = [*batches, self._own_batch(made.notices)]
            values = [*values, *made.notices]
        if batches or changes.tracks or changes.alerts:
            store.commit(self.realm, batches, changes, known_at)
        self._picture = picture
        return values, changes

    def _own_batch(self, notices: Sequence[PatrolEvent]) -> Batch:
        """What the station itself has to say, kept as if it had come from outside."""
        key = f"station-{uuid4().hex}"
        return Batch(key, sha256(key.encode()).hexdigest(), "station", tuple(notices))

    def _note_seen(self, times: Sequence[datetime]) -> None:
        if times and (self._seen is None or max(times) >= self._seen[0]):
            self._seen = (max(times), self.now())

    def _sources_now(self) -> datetime:
        """The present of those who see: what a drone's slow clock or an outbox full of an hour's
        sightings brings late is not old, its tracks must not end as soon as they begin."""
        if self._seen is None:
            return self.now()
        seen_at, arrived_at = self._seen
        return min(self.now(), seen_at + (self.now() - arrived_at))

    def _restored(self) -> Picture:
        """The picture that the store holds. Raises StoreError."""
        store, realm = self.home.store, self.realm
        picture = Picture(self.area, realm)
        tracks = store.tracks(realm, is_active=True)
        reports = store.recent_ais(realm, AIS_SPAN)
        picture.restore(tracks, store.alerts(realm), reports, store.tracklets(realm))
        known = [self._newest] if self._newest else []
        known += [track.at for track in tracks] + [report.at for report in reports]
        self._newest = max(known, default=None)
        return picture

    def _tidy(self) -> None:
        try:
            self.home.store.tidy()
        except StoreError as exc:
            _log.warning("%s", exc)
        self._board.forget_ais(self.clock.wall_seconds(AIS_FORGET_S))
        self._board.forget_passes(self.now() - PASS_SPAN)


def _give_up(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        _fail(job, StationError("the station's writer has ended"))


def _settle(job: _Job, is_duplicate: bool) -> None:
    # a request that was cancelled meanwhile must not end the writer
    if job.receipt.set_running_or_notify_cancel():
        job.receipt.set_result(Receipt(len(job.batch.values), is_duplicate))


def _fail(job: _Job, why: Exception) -> None:
    if not job.receipt.done() and job.receipt.set_running_or_notify_cancel():
        job.receipt.set_exception(why)


def _without_known(batches: Sequence[Batch], known: set[str]) -> list[Batch]:
    """The batches without what has an id and came in another request already."""
    kept: list[Batch] = []
    for batch in batches:
        values: list[Value] = []
        for value in batch.values:
            if isinstance(value, Sighting | Judgement | AisReport | SatellitePass):
                if value.id in known:
                    continue
                known.add(value.id)
            values.append(value)
        kept.append(replace(batch, values=tuple(values)))
    return kept
