"""GeoJSON of what was found, and JSON lines where a picture has no place on the earth."""

from __future__ import annotations

import json
from collections.abc import Sequence

import shapely
from shapely.geometry import mapping

from geodata.position import LonLat
from surveillance.scan.plain import Plain, properties_of, time_text
from surveillance.scan.ring import on_the_map
from surveillance.scan.vessel import Found, Scanned

PLACE_DIGITS = 7  # a centimetre


def collection(scenes: Sequence[Scanned]) -> Plain:
    """A feature for each thing, and for each scene the rectangle that was looked at.

    What has no place on the earth has no geometry; its pixels are among the properties.
    """
    features = [feature for scene in scenes for feature in _features(scene)]
    return {"type": "FeatureCollection", "features": features}


def _features(scene: Scanned) -> list[Plain]:
    made = [
        {
            "type": "Feature",
            "geometry": _point(thing.position),
            "properties": properties_of(thing, number, scene),
        }
        for number, thing in enumerate(scene.found)
    ]
    about: Plain = {
        "kind": "looked",
        "scene": scene.name,
        "sensor": scene.sensor,
        "at": time_text(scene.at),
        "notes": list(scene.notes),
    }
    outline = None
    if scene.looked:
        outline = mapping(shapely.set_precision(on_the_map(scene.looked), 10.0**-PLACE_DIGITS))
    else:
        about |= {"rows": scene.shape[0], "columns": scene.shape[1]}
    return [*made, {"type": "Feature", "geometry": outline, "properties": about}]


def _point(position: LonLat | None) -> Plain | None:
    return None if position is None else {"type": "Point", "coordinates": _place(position)}


def _place(position: LonLat) -> list[float]:
    return [round(position.lon, PLACE_DIGITS), round(position.lat, PLACE_DIGITS)]


def lines(scenes: Sequence[Scanned]) -> str:
    """One line of JSON for each thing, with its pixels, and its place where it has one."""
    return "".join(
        json.dumps(_line(thing, number, scene), ensure_ascii=False) + "\n"
        for scene in scenes
        for number, thing in enumerate(scene.found)
    )


def _line(thing: Found, number: int, scene: Scanned) -> Plain:
    plain = properties_of(thing, number, scene)
    return plain if thing.position is None else plain | {"lonlat": _place(thing.position)}
