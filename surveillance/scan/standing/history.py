"""Which scenes looked where, and what they found there: kept in one SQLite file."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat, distance_m
from surveillance.errors import StoreError
from surveillance.model import Realm
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing.boxes import NEAR, TABLE, Box, box_of
from surveillance.scan.vessel import Found, Kind, Scanned

Floats = NDArray[np.float64]

FILE_NAME = "standing.sqlite"
KEPT = timedelta(days=800)  # before the newest scene; what is older tells nothing of today
MOST_THINGS = 20_000  # more than that is land, or a picture that failed
_FARTHEST_M = 2_000_000.0  # between the middles of two scenes that share any place
_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS scene (
    id INTEGER PRIMARY KEY, realm TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
    ring TEXT NOT NULL, UNIQUE (realm, name, at));
CREATE TABLE IF NOT EXISTS thing (
    scene INTEGER NOT NULL REFERENCES scene (id) ON DELETE CASCADE,
    lon REAL NOT NULL, lat REAL NOT NULL, sigma_m REAL NOT NULL, length_m REAL);
CREATE INDEX IF NOT EXISTS thing_scene ON thing (scene);
"""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A scene that was looked at. ring: places round it. lonlat (N, 2) and, of each, sigma_m on
    each axis and length_m (NaN: not known): what was found there that may stand."""

    name: str
    at: datetime
    ring: tuple[LonLat, ...]
    lonlat: Floats
    sigma_m: Floats
    length_m: Floats


class History:
    """Scenes of one realm in a file; realms never mix. Any number of processes may use it."""

    def __init__(self, path: Path, realm: Realm) -> None:
        """Open or make the file. Raises StoreError."""
        self._path, self._realm = path, realm.value
        with self._told("open"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30.0, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if version > _VERSION:
                raise StoreError(f"{path} is of a newer version ({version}): update the program")
            self._db.executescript(_TABLES + TABLE)
            self._box_all()
            self._db.execute(f"PRAGMA user_version={_VERSION}")

    def remember(self, scene: Scanned) -> bool:
        """Keep a scene; the same name and time replaces what was kept of it before.

        To be called when AIS has told who is a vessel: those are not kept, nor are ghosts. False
        for a scene that teaches nothing: without places or time, or full of things. Raises
        StoreError; nothing of the scene is kept then.
        """
        things = [row for row in map(_row, scene.found) if row is not None]
        if scene.at is None or not scene.looked or len(things) > MOST_THINGS:
            return False
        ring = json.dumps([[corner.lon, corner.lat] for corner in scene.looked])
        with self._told("write"), self._transaction() as db:
            key = (self._realm, scene.name, _text(scene.at))
            db.execute("DELETE FROM scene WHERE realm = ? AND name = ? AND at = ?", key)
            made = db.execute(
                "INSERT INTO scene (realm, name, at, ring) VALUES (?, ?, ?, ?)", (*key, ring)
            )
            assert made.lastrowid is not None
            _put_box(db, made.lastrowid, scene.looked)
            rows = [(made.lastrowid, *thing) for thing in things]
            db.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", rows)
            newest = db.execute("SELECT max(at) FROM scene WHERE realm = ?", key[:1]).fetchone()[0]
            limit = _text(datetime.fromisoformat(newest) - KEPT)
            db.execute("DELETE FROM scene WHERE realm = ? AND at < ?", (self._realm, limit))
        return True

    def looked(
        self, ring: tuple[LonLat, ...], without: tuple[str, datetime] | None = None
    ) -> tuple[Looked, ...]:
        """Scenes that share a part of the ring, oldest first. without: name and time of one that is
        left out. Raises StoreError."""
        frame = middle_frame(ring)
        wanted = outline_in(frame, ring)
        left_out = None if without is None else (without[0], _text(without[1]))
        kept = []
        for number, name, at, corners in self._scenes(box_of(ring)):
            if (name, at) == left_out or distance_m(frame.origin, _middle(corners)) > _FARTHEST_M:
                continue
            if outline_in(frame, corners).intersects(wanted):
                kept.append(self._look(number, name, at, corners))
        return tuple(kept)

    def rings(self) -> tuple[tuple[LonLat, ...], ...]:
        """The rings of all scenes, oldest first. Raises StoreError."""
        return tuple(corners for *_, corners in self._scenes())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _box_all(self) -> None:
        """Scenes that an older program kept get their boxes, once."""
        bare = "SELECT id, ring FROM scene WHERE id NOT IN (SELECT scene FROM box)"
        if self._db.execute(bare + " LIMIT 1").fetchone() is None:
            return
        with self._transaction() as db:
            for number, ring in db.execute(bare).fetchall():
                _put_box(db, number, _corners(ring))

    def _scenes(self, near: Box | None = None) -> list[tuple[int, str, str, tuple[LonLat, ...]]]:
        """Oldest first. near: only those that may share a place with it; None: all."""
        query = "SELECT id, name, at, ring FROM scene LEFT JOIN box ON box.scene = scene.id"
        where = " WHERE realm = :realm" + (f" AND {NEAR}" if near is not None else "")
        asked = {"realm": self._realm} | ({} if near is None else asdict(near))
        with self._told("read"):
            rows = self._db.execute(query + where + " ORDER BY at, name", asked).fetchall()
        return [(n, name, at, _corners(ring)) for n, name, at, ring in rows]

    def _look(self, number: int, name: str, at: str, ring: tuple[LonLat, ...]) -> Looked:
        with self._told("read"):
            rows = self._db.execute(
                "SELECT lon, lat, sigma_m, length_m FROM thing WHERE scene = ? ORDER BY rowid",
                (number,),
            ).fetchall()
        values = np.array(rows, np.float64).reshape(-1, 4)
        return Looked(
            name, datetime.fromisoformat(at), ring, values[:, :2], values[:, 2], values[:, 3]
        )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error, ValueError) as exc:
            raise StoreError(
                f"cannot {what} what was learned in {self._path}: {exc}: check the disk and its"
                " rights, or move the file away to begin anew"
            ) from exc


def _row(thing: Found) -> tuple[float, float, float, float | None] | None:
    """What may stand, as it is kept, where the picture shows it; None for a ghost and for what AIS
    says is a vessel."""
    if "mmsi" in thing.measured:
        return None
    thing = thing.shown or thing
    sigma_m = thing.shown_sigma_m or thing.sigma_m
    if thing.kind is Kind.GHOST:
        return None
    if thing.position is None or sigma_m is None or not math.isfinite(sigma_m):
        return None
    return thing.position.lon, thing.position.lat, sigma_m, thing.length_m


def _put_box(db: sqlite3.Connection, number: int, ring: tuple[LonLat, ...]) -> None:
    box = box_of(ring)
    row = (number, box.west, box.south, box.east, box.north)
    db.execute("INSERT INTO box VALUES (?, ?, ?, ?, ?)", row)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _corners(ring: str) -> tuple[LonLat, ...]:
    corners: Iterable[Any] = json.loads(ring)
    return tuple(LonLat(float(lon), float(lat)) for lon, lat in corners)


def _middle(corners: tuple[LonLat, ...]) -> LonLat:
    return middle_frame(corners).origin
