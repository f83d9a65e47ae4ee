"""Values as JSON, both ways: strict at the door, plain dataclasses inside."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from surveillance.errors import WireError
from surveillance.model import (
    AisReport,
    Alert,
    Footprint,
    Judgement,
    PatrolEvent,
    SatellitePass,
    Sighting,
    SourceHealth,
    Telemetry,
    Track,
    Value,
)

VERSION = 1
KINDS: dict[str, type[Value]] = {
    "telemetry": Telemetry,
    "sighting": Sighting,
    "judgement": Judgement,
    "ais": AisReport,
    "footprint": Footprint,
    "pass": SatellitePass,
    "health": SourceHealth,
    "patrol": PatrolEvent,
}
_NAMES = {cls: kind for kind, cls in KINDS.items()}
MAX_TEXT = 2000


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    # strict: "12" is no number and false is no longitude; allow_inf_nan off: JSON has neither
    config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, str_max_length=MAX_TEXT)
    return TypeAdapter(_with_config(cls, config))


def _with_config(cls: type, config: ConfigDict) -> type:
    class Door(BaseModel):
        model_config = config
        value: Annotated[cls, AfterValidator(_aware)]  # type: ignore[valid-type]

    return Door


def _aware(value: Any) -> Any:
    for field in fields(value):
        moment = getattr(value, field.name)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise ValueError(f"{field.name} needs a time zone")
    return value


def encode(value: Value) -> dict[str, Any]:
    """The value as {"kind": ..., "value": {...}} of plain JSON types; times in UTC with Z."""
    return {"kind": _NAMES[type(value)], "value": plain(value)}


def plain(value: Value | Track | Alert) -> dict[str, Any]:
    """A value, track or alert as a dict of plain JSON types."""
    dumped: dict[str, Any] = _DUMPERS[type(value)].dump_python(value, mode="json")
    return dumped


_DUMPERS: dict[type, TypeAdapter[Any]] = {
    cls: TypeAdapter(cls) for cls in (*KINDS.values(), Track, Alert)
}


def decode(document: object) -> Value:
    """The value of `encode`'s JSON. Raises WireError for anything else."""
    if not isinstance(document, Mapping) or set(document) != {"kind", "value"}:
        raise WireError("a value must be an object with kind and value")
    kind = document["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise WireError(f"unknown kind of value: {str(kind)[:40]!r}")
    value: Value = _parse(KINDS[kind], document["value"], kind)
    return value


def decode_track(document: object) -> Track:
    """A track of `plain`'s JSON. Raises WireError."""
    track: Track = _parse(Track, document, "track")
    return track


def decode_alert(document: object) -> Alert:
    """An alert of `plain`'s JSON. Raises WireError."""
    alert: Alert = _parse(Alert, document, "alert")
    return alert


def _parse(cls: type, body: object, kind: str) -> Any:
    try:
        # through JSON text: only there strict mode reads times, tuples and enums from their text
        text = json.dumps({"value": body}, allow_nan=False)
        return _adapter(cls).validate_json(text).value
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        raise WireError(f"{kind}: {place or 'value'}: {first['msg']}") from exc
    except (ValueError, TypeError, RecursionError) as exc:
        raise WireError(f"{kind}: {exc}") from exc


class Envelope(BaseModel):
    """Body of POST /api/ingest."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    version: int = Field(ge=VERSION, le=VERSION)
    producer: str = Field(min_length=1, max_length=100)
    values: list[dict[str, Any]] = Field(max_length=2000)


def utc_text(at: datetime) -> str:
    """A time as ISO 8601 in UTC with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
