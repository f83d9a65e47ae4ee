"""From values to rows: which columns each kind of value is searched by."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from surveillance import wire
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
from surveillance.store import tables

Row = dict[str, Any]

TABLE_OF: Mapping[type[Value], Table] = {
    Sighting: tables.sighting,
    Judgement: tables.judgement,
    Telemetry: tables.telemetry,
    AisReport: tables.ais,
    Footprint: tables.footprint,
    SatellitePass: tables.satellite_pass,
    SourceHealth: tables.health,
    PatrolEvent: tables.patrol,
}


def value_row(value: Value, batch_key: str, known_at: datetime) -> Row:
    """The row of a value that a producer handed over."""
    return {**_common(value, known_at), **_searched(value), "batch": batch_key}


def track_row(track: Track, known_at: datetime) -> Row:
    """The row of one version of a track."""
    return {**_common(track, known_at), "id": track.id, "state": track.state.value}


def alert_row(alert: Alert, known_at: datetime) -> Row:
    """The row of one version of an alert."""
    return {
        **_common(alert, known_at),
        "id": alert.id,
        "track_id": alert.track_id,
        "rule": alert.rule,
        "state": alert.state.value,
    }


def _common(value: Value | Track | Alert, known_at: datetime) -> Row:
    body = json.dumps(wire.plain(value), separators=(",", ":"), ensure_ascii=False)
    return {"at": value.at, "known_at": known_at, "realm": value.realm.value, "body": body}


def _searched(value: Value) -> Row:
    match value:
        case Sighting():
            names = {"id": value.id, "source": value.source, "tracklet": value.tracklet}
            return {**names, "lon": value.position.lon, "lat": value.position.lat}
        case Judgement():
            return {"id": value.id, "sighting_id": value.sighting}
        case AisReport():
            spot = value.position
            lon, lat = (spot.lon, spot.lat) if spot else (None, None)
            return {"id": value.id, "mmsi": value.mmsi, "lon": lon, "lat": lat}
        case Telemetry():
            return {"vehicle": value.vehicle}
        case PatrolEvent():
            return {"vehicle": value.vehicle, "kind": value.kind}
        case SourceHealth():
            return {"source": value.source, "kind": value.kind}
        case SatellitePass():
            return {"id": value.id, "scene": value.scene}
        case Footprint():
            return {"source": value.source}
