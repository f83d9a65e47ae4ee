"""One SQLite file that holds all a station knows. One process writes; others may read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, create_engine, event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from surveillance import wire
from surveillance.errors import StoreError
from surveillance.model import (
    AisReport,
    Alert,
    AlertState,
    Footprint,
    Judgement,
    PatrolEvent,
    Realm,
    SatellitePass,
    Sighting,
    SourceHealth,
    Telemetry,
    Track,
    TrackState,
    Value,
)
from surveillance.picture import Changes
from surveillance.store import tables
from surveillance.store.rows import TABLE_OF, alert_row, track_row, value_row

_MANY = 500  # SQLite takes a limited number of parameters per statement


@dataclass(frozen=True, slots=True)
class Batch:
    """Values that one request handed over. digest: sha256 of the request's bytes."""

    key: str
    digest: str
    producer: str
    values: tuple[Value, ...]


class Store:
    """Reads and writes the record of a station; any thread may read, one may write."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises StoreError when that fails or another version made it."""
        self.path = path
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30.0})
        event.listen(self._engine, "connect", _set_up)
        with self._guard("open"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as db:
                version = int(db.exec_driver_sql("PRAGMA user_version").scalar_one())
                if version not in (0, tables.SCHEMA_VERSION):
                    raise StoreError(
                        f"the store {path} is of version {version}, this program knows version "
                        f"{tables.SCHEMA_VERSION}: use the program that made it"
                    )
                tables.metadata.create_all(db)
                db.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def commit(
        self, realm: Realm, batches: Sequence[Batch], changes: Changes, known_at: datetime
    ) -> None:
        """Write batches and what became of them, all or nothing; synced when this returns.

        All values are of `realm`: one that is not raises StoreError and nothing is written.
        """
        with self._guard("write"), self._engine.begin() as db:
            for batch in batches:
                _insert_batch(db, realm, batch, known_at)
            _insert(db, tables.track, [track_row(t, known_at) for t in changes.tracks])
            _insert(db, tables.alert, [alert_row(a, known_at) for a in changes.alerts])
            common = {"realm": realm.value, "known_at": known_at}
            pairs = changes.assigned.items()
            rows = [{"sighting_id": s, "track_id": t, **common} for s, t in pairs]
            _insert(db, tables.assignment, rows)

    def digests(self, keys: Sequence[str]) -> dict[str, str]:
        """Digest of each batch among the keys that is committed already."""
        found: dict[str, str] = {}
        with self._reading() as db:
            for part in _parts(keys):
                query = select(tables.batch.c.key, tables.batch.c.digest)
                rows = db.execute(query.where(tables.batch.c.key.in_(part)))
                found.update((row.key, row.digest) for row in rows)
        return found

    def known_ids(self, values: Sequence[Value]) -> set[str]:
        """Ids among the values, of those kinds that have one, that are committed already."""
        found: set[str] = set()
        with self._reading() as db:
            for kind in (Sighting, Judgement, AisReport, SatellitePass):
                table = TABLE_OF[kind]
                for part in _parts([v.id for v in values if isinstance(v, kind)]):
                    found.update(db.scalars(select(table.c.id).where(table.c.id.in_(part))))
        return found

    def judgements(self, realm: Realm, sightings: Sequence[str]) -> list[Judgement]:
        """All that was ever said of these sightings, in the order of arrival."""
        t = tables.judgement.c
        found: list[Judgement] = []
        for part in _parts(sightings):
            query = select(t.body).where(t.realm == realm.value, t.sighting_id.in_(part))
            found += [_value("judgement", body) for body in self._bodies(query.order_by(t.seq))]
        return found

    def owners(self, realm: Realm, sightings: Sequence[str]) -> dict[str, Track]:
        """The latest version of the track that each of these sightings belongs to."""
        a, t = tables.assignment.c, tables.track.c
        owners: dict[str, str] = {}
        with self._reading() as db:
            for part in _parts(sightings):
                query = select(a.sighting_id, a.track_id).order_by(a.seq)
                query = query.where(a.realm == realm.value, a.sighting_id.in_(part))
                owners |= {row.sighting_id: row.track_id for row in db.execute(query)}
        tracks: dict[str, Track] = {}
        for part in _parts(sorted(set(owners.values()))):
            newest = select(func.max(t.seq)).where(t.realm == realm.value, t.id.in_(part))
            bodies = self._bodies(_by_seq(tables.track, newest.group_by(t.id)))
            tracks |= {track.id: track for track in map(wire.decode_track, bodies)}
        return {sighting: tracks[owner] for sighting, owner in owners.items() if owner in tracks}

    def tracks(self, realm: Realm, is_active: bool = False) -> list[Track]:
        """The latest version of every track, oldest track first; `is_active`: not ended ones."""
        query = _latest(tables.track, realm)
        if is_active:
            query = query.where(tables.track.c.state != TrackState.ENDED.value)
        return [wire.decode_track(body) for body in self._bodies(query)]

    def alerts(self, realm: Realm, is_open: bool = False) -> list[Alert]:
        """The latest version of every alert, oldest alert first."""
        query = _latest(tables.alert, realm)
        if is_open:
            query = query.where(tables.alert.c.state == AlertState.OPEN.value)
        return [wire.decode_alert(body) for body in self._bodies(query)]

    def track_versions(self, realm: Realm, track_id: str) -> list[tuple[datetime, Track]]:
        """Every version of a track with the time it became known, first version first."""
        t = tables.track.c
        query = select(t.known_at, t.body).where(t.realm == realm.value, t.id == track_id)
        with self._reading() as db:
            rows = db.execute(query.order_by(t.seq)).all()
        return [(row.known_at, wire.decode_track(json.loads(row.body))) for row in rows]

    def alert_versions(self, realm: Realm, alert_id: str) -> list[Alert]:
        """Every version of an alert, first version first."""
        t = tables.alert.c
        query = select(t.body).where(t.realm == realm.value, t.id == alert_id).order_by(t.seq)
        return [wire.decode_alert(body) for body in self._bodies(query)]

    def sightings(self, realm: Realm) -> list[tuple[Sighting, str | None]]:
        """Every sighting in the order of arrival, with the id of the track it belongs to now."""
        s, a = tables.sighting.c, tables.assignment.c
        query = select(s.id, s.body).where(s.realm == realm.value).order_by(s.seq)
        owned = select(a.sighting_id, a.track_id).where(a.realm == realm.value).order_by(a.seq)
        with self._reading() as db:
            rows = db.execute(query).all()
            owners = {row.sighting_id: row.track_id for row in db.execute(owned)}
        return [(_value("sighting", json.loads(row.body)), owners.get(row.id)) for row in rows]

    def tracklets(self, realm: Realm) -> dict[str, str]:
        """The track that each source's own short identity was last assigned to."""
        s, a = tables.sighting.c, tables.assignment.c
        query = (
            select(s.tracklet, a.track_id)
            .join_from(tables.assignment, tables.sighting, s.id == a.sighting_id)
            .where(a.realm == realm.value, s.tracklet.is_not(None))
            .order_by(a.seq)
        )
        with self._reading() as db:
            return {row.tracklet: row.track_id for row in db.execute(query)}

    def recent_ais(self, realm: Realm, span: timedelta) -> list[AisReport]:
        """AIS reports of the last `span` before the newest one, oldest first."""
        return [_value("ais", body) for body in self._recent(tables.ais, realm, span)]

    def recent_passes(self, realm: Realm, span: timedelta) -> list[SatellitePass]:
        """All versions of the passes of the last `span` before the newest one, oldest first."""
        bodies = self._recent(tables.satellite_pass, realm, span)
        return [_value("pass", body) for body in bodies]

    def latest_telemetry(self, realm: Realm) -> list[Telemetry]:
        """The newest telemetry of each vehicle."""
        t = tables.telemetry.c
        # SQLite takes the other columns from the row that holds the maximum
        query = select(t.body, func.max(t.at)).where(t.realm == realm.value).group_by(t.vehicle)
        return [_value("telemetry", body) for body in self._bodies(query)]

    def latest_health(self, realm: Realm) -> list[SourceHealth]:
        """The newest word on each source."""
        t = tables.health.c
        newest = select(func.max(t.seq)).where(t.realm == realm.value).group_by(t.source, t.kind)
        return [_value("health", body) for body in self._bodies(_by_seq(tables.health, newest))]

    def patrol_events(self, realm: Realm, count: int | None = None) -> list[PatrolEvent]:
        """The last `count` patrol events (all when None), oldest first."""
        t = tables.patrol.c
        newest = select(t.seq).where(t.realm == realm.value).order_by(t.seq.desc()).limit(count)
        return [_value("patrol", body) for body in self._bodies(_by_seq(tables.patrol, newest))]

    def footprints(self, realm: Realm) -> list[Footprint]:
        """Everything that was looked at, in the order of arrival."""
        t = tables.footprint.c
        query = select(t.body).where(t.realm == realm.value).order_by(t.seq)
        return [_value("footprint", body) for body in self._bodies(query)]

    def tidy(self) -> None:
        """Fold the write-ahead log into the file and refresh the statistics of its indexes."""
        with self._guard("tidy"), self._engine.connect() as db:
            db.exec_driver_sql("PRAGMA optimize")
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _recent(self, table: Table, realm: Realm, span: timedelta) -> list[Any]:
        t = table.c
        with self._reading() as db:
            newest = db.scalar(select(func.max(t.at)).where(t.realm == realm.value))
        if newest is None:
            return []
        recent = (t.realm == realm.value) & (t.at >= newest - span)
        return self._bodies(select(t.body).where(recent).order_by(t.at, t.seq))

    def _bodies(self, query: Select[Any]) -> list[Any]:
        with self._reading() as db:
            return [json.loads(text) for text in db.scalars(query)]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._guard("read"), self._engine.connect() as db:
            yield db

    @contextmanager
    def _guard(self, verb: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as exc:
            cause = getattr(exc, "orig", None) or exc
            raise StoreError(f"cannot {verb} the store {self.path}: {cause}") from exc


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _insert_batch(db: Connection, realm: Realm, batch: Batch, known_at: datetime) -> None:
    strangers = {value.realm for value in batch.values} - {realm}
    if strangers:
        raise StoreError(f"a {realm} batch holds values of {', '.join(sorted(strangers))}")
    head = {"key": batch.key, "digest": batch.digest, "producer": batch.producer}
    count = {"realm": realm.value, "known_at": known_at, "count": len(batch.values)}
    _insert(db, tables.batch, [{**head, **count}])
    for kind, table in TABLE_OF.items():
        rows = [value_row(v, batch.key, known_at) for v in batch.values if isinstance(v, kind)]
        _insert(db, table, rows)


def _insert(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.execute(table.insert(), rows)


def _latest(table: Table, realm: Realm) -> Select[Any]:
    newest = select(func.max(table.c.seq)).where(table.c.realm == realm.value)
    return _by_seq(table, newest.group_by(table.c.id))


def _by_seq(table: Table, seqs: Select[Any]) -> Select[Any]:
    return select(table.c.body).where(table.c.seq.in_(seqs)).order_by(table.c.seq)


def _value(kind: str, body: object) -> Any:
    return wire.decode({"kind": kind, "value": body})


def _parts(items: Sequence[str]) -> Iterable[Sequence[str]]:
    return (items[start : start + _MANY] for start in range(0, len(items), _MANY))
