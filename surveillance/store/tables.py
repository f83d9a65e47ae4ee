"""Tables of the store. Every row has its realm; times are UTC; nothing is ever overwritten.

`at` is when something happened, `known_at` when this station wrote it down. `body` is the whole
value as JSON; the other columns are what the store searches by.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

SCHEMA_VERSION = 1


class UtcTime(TypeDecorator[datetime]):
    """An aware time as text of fixed width, so that text order is time order."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """UTC text with microseconds."""
        if value is None:
            return None
        # isoformat and not strftime: %Y is not padded before the year 1000
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The aware time again."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()


def _table(name: str, *columns: Column[str] | Column[int] | Column[float] | Index) -> Table:
    """A table with what every row has."""
    return Table(
        name,
        metadata,
        Column("at", UtcTime, nullable=False),
        Column("known_at", UtcTime, nullable=False),
        Column("realm", String(12), nullable=False),
        Column("body", Text, nullable=False),
        *columns,
    )


def _seq() -> Column[int]:
    return Column("seq", Integer, primary_key=True)


def _batch() -> Column[str]:
    return Column("batch", ForeignKey("batch.key"), nullable=False)


batch = Table(
    "batch",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),  # sha256 of the request's bytes
    Column("producer", String(100), nullable=False),
    Column("realm", String(12), nullable=False),
    Column("known_at", UtcTime, nullable=False),
    Column("count", Integer, nullable=False),
)

sighting = _table(
    "sighting",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("tracklet", String),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    _batch(),
)

judgement = _table(
    "judgement",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("sighting_id", String, nullable=False),
    _batch(),
    Index("judgement_sighting", "realm", "sighting_id"),
)

ais = _table(
    "ais",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("mmsi", Integer, nullable=False),
    Column("lon", Float),
    Column("lat", Float),
    _batch(),
    Index("ais_at", "realm", "at"),
)

telemetry = _table(
    "telemetry",
    _seq(),
    Column("vehicle", String, nullable=False),
    _batch(),
    Index("telemetry_vehicle", "realm", "vehicle", "at"),
)

health = _table(
    "health",
    _seq(),
    Column("source", String, nullable=False),
    Column("kind", String, nullable=False),
    _batch(),
)

patrol = _table(
    "patrol",
    _seq(),
    Column("vehicle", String, nullable=False),
    Column("kind", String, nullable=False),
    _batch(),
)

footprint = _table("footprint", _seq(), Column("source", String, nullable=False), _batch())

satellite_pass = _table(
    "satellite_pass",
    _seq(),
    Column("id", String, nullable=False, unique=True),
    Column("scene", String, nullable=False),
    _batch(),
    Index("satellite_pass_at", "realm", "at"),
)

track = _table(
    "track",
    _seq(),
    Column("id", String, nullable=False),
    Column("state", String, nullable=False),
    Index("track_latest", "realm", "id", "seq"),
)

alert = _table(
    "alert",
    _seq(),
    Column("id", String, nullable=False),
    Column("track_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("state", String, nullable=False),
    Index("alert_latest", "realm", "id", "seq"),
)

assignment = Table(
    "assignment",
    metadata,
    _seq(),
    Column("sighting_id", String, nullable=False),
    Column("track_id", String, nullable=False),
    Column("realm", String(12), nullable=False),
    Column("known_at", UtcTime, nullable=False),
    Index("assignment_latest", "realm", "sighting_id", "seq"),
)
