"""A durable first-in first-out queue of values and pictures in one small SQLite file."""

import hashlib
import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveillance import wire
from surveillance.errors import OutboxError
from surveillance.model import Value

# The station takes 1 MiB and 1000 values per request; half of that leaves room for the envelope
# and keeps one request short enough to be repeated cheaply over a bad link.
MAX_VALUES = 300
MAX_BYTES = 512 * 1024
MAX_EVIDENCE_BYTES = 2 * 1024 * 1024

_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS request (
    seq REAL PRIMARY KEY,
    key TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL,
    reason TEXT NOT NULL, refused_at REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, made once: a repetition sends the same key with the same bytes."""

    seq: float  # place in the queue
    key: str  # Idempotency-Key, or the sha256 of the evidence
    kind: str  # "values" or "evidence"
    count: int  # values inside
    body: bytes


class Outbox:
    """A durable first-in first-out queue in one SQLite file; any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises OutboxError when it cannot be written."""
        self.path = path
        self._lock = threading.RLock()
        self._filled = threading.Event()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=30.0, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as exc:
            raise OutboxError(
                f"cannot open the outbox {path}: {exc}: mend its folder or set MIZUGIWA_HOME"
            ) from exc
        self._filled.set()

    def put(self, values: Sequence[Value]) -> str:
        """Keep the values for the station; they are on the disk when the key is returned.

        Values of one call stay in order. Raises OutboxError when they cannot be written.
        """
        if not values:
            raise OutboxError("nothing to put into the outbox: give at least one value")
        rows = [(_new_key(), "values", count, body) for count, body in _pack(values)]
        self._insert(rows)
        return rows[0][0]

    def put_evidence(self, jpeg: bytes) -> str:
        """Keep a picture for the station and return its sha256, the name to refer to it by.

        Put the picture before the sighting that names it: the queue keeps that order.
        """
        if len(jpeg) > MAX_EVIDENCE_BYTES:
            raise OutboxError(
                f"evidence of {len(jpeg)} bytes; the limit is {MAX_EVIDENCE_BYTES}: "
                "compress it more"
            )
        sha256 = hashlib.sha256(jpeg).hexdigest()
        self._insert([(sha256, "evidence", 1, jpeg)])
        return sha256

    def pending(self) -> int:
        """Values and pictures that the station has not acknowledged yet."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT (SELECT coalesce(sum(count), 0) FROM entry)"
                " + (SELECT coalesce(sum(count), 0) FROM request)"
            ).fetchone()
        return int(row[0])

    def refused(self) -> int:
        """Values and pictures set aside because the station will never take them."""
        with self._transaction() as db:
            row = db.execute("SELECT coalesce(sum(count), 0) FROM refused").fetchone()
        return int(row[0])

    def next_request(self, producer: str) -> Request | None:
        """The oldest unacknowledged request, made from what waits if there is none yet."""
        with self._transaction() as db:
            row = db.execute("SELECT * FROM request ORDER BY seq LIMIT 1").fetchone()
            if row is not None:
                return Request(*row)
            made = _gather(db, producer)
            if made is None:
                self._filled.clear()
                return None
            db.execute("DELETE FROM entry WHERE seq <= ?", (made.seq,))
            _keep(db, made)
        return made

    def remove(self, request: Request) -> None:
        """Forget a request that the station acknowledged."""
        with self._transaction() as db:
            db.execute("DELETE FROM request WHERE seq = ? AND key = ?", (request.seq, request.key))

    def split(self, request: Request) -> None:
        """Replace a request by its two halves, in order, under new keys.

        Only for a request that the station refused as a whole: nothing of it was committed.
        """
        envelope = json.loads(request.body)
        values = envelope["values"]
        middle = len(values) // 2
        with self._transaction() as db:
            self.remove(request)
            follower = db.execute("SELECT min(seq) FROM request").fetchone()[0]
            # No request is made while another waits, so the half before the follower is free.
            step = 1.0 if follower is None else float(follower) - request.seq
            for place, part in ((0.0, values[:middle]), (step / 2, values[middle:])):
                body = _envelope(envelope["producer"], [_dumps(v) for v in part])
                half = Request(request.seq + place, _new_key(), "values", len(part), body)
                _keep(db, half)

    def set_aside(self, request: Request, reason: str) -> None:
        """Move a request out of the queue into the table `refused`, with the reason."""
        with self._transaction() as db:
            self.remove(request)
            db.execute(
                "INSERT INTO refused (key, kind, count, body, reason, refused_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (request.key, request.kind, request.count, request.body, reason, time.time()),
            )

    def wait_filled(self, timeout_s: float) -> None:
        """Return when something may be waiting, or after `timeout_s` wall seconds."""
        self._filled.wait(timeout_s)

    def close(self) -> None:
        """Close the file; the outbox may not be used afterwards."""
        with self._lock:
            self._db.close()

    def _insert(self, rows: Sequence[tuple[str, str, int, bytes]]) -> None:
        with self._transaction() as db:
            db.executemany("INSERT INTO entry (key, kind, count, body) VALUES (?, ?, ?, ?)", rows)
        self._filled.set()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One synced transaction; a nested use joins the outer one."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as exc:
                raise OutboxError(
                    f"cannot write the outbox {self.path}: {exc}; free disk space or choose "
                    "another MIZUGIWA_HOME"
                ) from exc
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")


def _gather(db: sqlite3.Connection, producer: str) -> Request | None:
    """Make one request of the oldest entries; its seq is that of the last entry inside."""
    texts: list[bytes] = []
    count = size = 0
    first_key, last_seq = "", 0
    for seq, key, kind, entry_count, body in db.execute("SELECT * FROM entry ORDER BY seq"):
        if kind == "evidence":
            if texts:
                break
            return Request(float(seq), key, kind, 1, body)
        if texts and (count + entry_count > MAX_VALUES or size + len(body) > MAX_BYTES):
            break
        texts.append(body)
        count, size, last_seq = count + entry_count, size + len(body), seq
        first_key = first_key or key
    if not texts:
        return None
    return Request(float(last_seq), first_key, "values", count, _envelope(producer, texts))


def _keep(db: sqlite3.Connection, request: Request) -> None:
    db.execute(
        "INSERT INTO request (seq, key, kind, count, body) VALUES (?, ?, ?, ?, ?)",
        (request.seq, request.key, request.kind, request.count, request.body),
    )


def _pack(values: Sequence[Value]) -> Iterator[tuple[int, bytes]]:
    """Count and joined JSON of the values, in pieces that fit into one request."""
    texts: list[bytes] = []
    size = 0
    for value in values:
        text = _dumps(wire.encode(value))
        if len(text) > MAX_BYTES:
            raise OutboxError(f"one value of {len(text)} bytes; the limit is {MAX_BYTES}")
        if texts and (len(texts) == MAX_VALUES or size + len(text) + 1 > MAX_BYTES):
            yield len(texts), b",".join(texts)
            texts, size = [], 0
        texts.append(text)
        size += len(text) + 1
    yield len(texts), b",".join(texts)


def _dumps(document: object) -> bytes:
    try:
        return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as exc:
        raise OutboxError(f"a value cannot be sent: {exc}") from exc


def _envelope(producer: str, texts: Sequence[bytes]) -> bytes:
    head = json.dumps({"version": 1, "producer": producer})[:-1].encode()
    return head + b', "values": [' + b",".join(texts) + b"]}"


def _new_key() -> str:
    return uuid.uuid4().hex
