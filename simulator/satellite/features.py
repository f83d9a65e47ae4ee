"""Truth as GeoJSON: what the files of all sensors have in common."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely

from simulator.errors import SceneError
from simulator.satellite.picture import Picture
from simulator.satellite.sea.land import Land
from simulator.satellite.things.thing import Fix, Thing

Feature = dict[str, Any]
Clock = Callable[[float], datetime]  # the time of day, of seconds after the middle of the scene


def write_features(path: Path, document: Feature) -> None:
    """Write a GeoJSON document. Raises SceneError where the disk refuses."""
    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as exc:
        raise SceneError(f"cannot write truth to {path}: {exc.strerror}") from exc


def point_feature(lonlat: tuple[float, float], **properties: Any) -> Feature:
    """A place with what is known of it."""
    place = {"type": "Point", "coordinates": [round(value, 8) for value in lonlat]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def thing_properties(thing: Thing, clock: Clock) -> Feature:
    """What is known of a thing whichever sensor looks."""
    return {
        "kind": thing.kind,
        "type": thing.type,
        "id": thing.id,
        "length_m": thing.length_m,
        "width_m": thing.width_m,
        "heading_deg": round(thing.heading_deg, 2),
        "course_deg": round(thing.course_deg, 2),
        "speed_mps": round(thing.speed_mps, 3),
        "has_ais": thing.mmsi is not None,
        "mmsi": thing.mmsi,
        "ais": [_fix(fix, clock) for fix in thing.ais],
    }


def land_features(picture: Picture, land: Land) -> list[Feature]:
    """The land as far as a picture shows it: one feature, or none."""
    window = shapely.box(0, 0, picture.width_px, picture.height_px)
    shown = land.shape.intersection(window)
    if shown.is_empty:
        return []
    shape = shapely.transform(shown, picture.lonlat)
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {"kind": "land"},
        }
    ]


def pair(px: tuple[float, float]) -> list[float]:
    """A pixel place as truth files carry it."""
    return [round(px[0], 3), round(px[1], 3)]


def iso(at: datetime) -> str:
    """A time as truth files carry it."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _fix(fix: Fix, clock: Clock) -> Feature:
    return {
        "at": iso(clock(fix.at_s)),
        "lon": round(fix.lon, 7),
        "lat": round(fix.lat, 7),
        "speed_mps": round(fix.speed_mps, 2),
        "course_deg": round(fix.course_deg, 1),
        "heading_deg": round(fix.heading_deg),
    }
