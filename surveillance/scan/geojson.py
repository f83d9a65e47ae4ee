"""GeoJSON of what was found, and JSON lines where a picture has no place on the earth."""

from __future__ import annotations

import json
from collections.abc import Sequence

from geodata.position import LonLat
from surveillance.scan.plain import Plain, properties_of, time_text
from surveillance.scan.vessel import Scanned

PLACE_DIGITS = 7  # a centimetre


def collection(scenes: Sequence[Scanned]) -> Plain:
    """A feature for each thing, and for each scene the rectangle that was looked at."""
    features = [feature for scene in scenes for feature in _features(scene)]
    return {"type": "FeatureCollection", "features": features}


def _features(scene: Scanned) -> list[Plain]:
    made = [
        _feature("Point", _place(thing.position), properties_of(thing, number, scene))
        for number, thing in enumerate(scene.found)
        if thing.position is not None
    ]
    if scene.looked:
        ring = [_place(corner) for corner in (*scene.looked, scene.looked[0])]
        about = {
            "kind": "looked",
            "scene": scene.name,
            "sensor": scene.sensor,
            "at": time_text(scene.at),
            "notes": list(scene.notes),
        }
        made.append(_feature("Polygon", [ring], about))
    return made


def _feature(kind: str, coordinates: object, properties: Plain) -> Plain:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _place(position: LonLat) -> list[float]:
    return [round(position.lon, PLACE_DIGITS), round(position.lat, PLACE_DIGITS)]


def lines(scenes: Sequence[Scanned]) -> str:
    """One line of JSON for each thing, with its pixels."""
    return "".join(
        json.dumps(properties_of(thing, number, scene), ensure_ascii=False) + "\n"
        for scene in scenes
        for number, thing in enumerate(scene.found)
    )
