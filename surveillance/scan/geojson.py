"""GeoJSON of what was found, and JSON lines where a picture has no place on the earth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields

import shapely
from shapely.geometry import mapping

from geodata.position import LonLat
from surveillance.scan.ais.sight import Sight
from surveillance.scan.plain import (
    PLACE_DIGITS,
    Plain,
    place_of,
    properties_of,
    time_text,
    times_of,
)
from surveillance.scan.ring import on_the_map
from surveillance.scan.unseen.keeping import limits_text
from surveillance.scan.vessel import Found, Scanned


def collection(scenes: Sequence[Scanned], notes: Sequence[str] = ()) -> Plain:
    """A feature for each thing, and for each scene the rectangle that was looked at.

    What has no place on the earth has no geometry; its pixels are among the properties. notes: of
    the whole, where there are any.
    """
    features = [feature for scene in scenes for feature in _features(scene)]
    whole: Plain = {"type": "FeatureCollection", "features": features}
    return whole | {"notes": list(notes)} if notes else whole


def _features(scene: Scanned) -> list[Plain]:
    made = [
        {
            "type": "Feature",
            "geometry": point_of(thing.position),
            "properties": properties_of(thing, number, scene),
        }
        for number, thing in enumerate(scene.found)
    ]
    outline = None
    if scene.looked:
        outline = mapping(shapely.set_precision(on_the_map(scene.looked), 10.0**-PLACE_DIGITS))
    about: Plain = {
        "kind": "looked",
        "scene": scene.name,
        "sensor": scene.sensor,
        "at": time_text(scene.at),
        "notes": list(scene.notes),
        "shape": list(scene.shape),
        "sight": None if scene.sight is None else sight_text(scene.sight),
        "ring": [place_of(corner) for corner in scene.looked],
    } | times_of(scene.times)
    if scene.unseen is not None:
        about["limits"] = limits_text(scene.unseen)
    if scene.cloud_pct is not None:
        about["cloud_pct"] = round(scene.cloud_pct, 2)
    return [*made, {"type": "Feature", "geometry": outline, "properties": about}]


def point_of(position: LonLat | None) -> Plain | None:
    """A geometry; None for what has no place on the earth."""
    return None if position is None else {"type": "Point", "coordinates": place_of(position)}


def sight_text(sight: Sight) -> Plain:
    """What a later verdict needs of a radar's picture, by name."""
    plain: Plain = {field.name: getattr(sight, field.name) for field in fields(sight)}
    return plain | {"origin": [sight.origin.lon, sight.origin.lat]}


def lines(scenes: Sequence[Scanned]) -> str:
    """One line of JSON for each thing, with its pixels, and its place where it has one."""
    return "".join(
        json.dumps(_line(thing, number, scene), ensure_ascii=False) + "\n"
        for scene in scenes
        for number, thing in enumerate(scene.found)
    )


def _line(thing: Found, number: int, scene: Scanned) -> Plain:
    plain = properties_of(thing, number, scene)
    return plain if thing.position is None else plain | {"lonlat": place_of(thing.position)}
