"""Areas drawn as KML or KMZ: what each placemark is, by its ExtendedData `kind` or its name."""

import re
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from geodata.area import KINDS, PROPERTIES, Area, parse_area
from geodata.errors import AreaError, KmlError
from geodata.kml import Placemark, parts_of, read_placemarks

SUFFIXES = (".kml", ".kmz")
# what a plan adds to its area when it is written as KML
PLAN_KINDS = ("path", "waypoint", "survey", "uncovered", "swath", "deck")
# a name, or that of the folder, that is one of these words or begins with it
WORDS = {
    "nofly": ("nofly", "no-fly", "no fly", "exclusion", "keep out", "keep-out", "飛行禁止", "禁止"),
    "fence": ("fence", "geofence", "inclusion", "フェンス", "飛行範囲"),
    "watched": ("watched", "watch", "監視"),
    "home": ("home", "launch", "takeoff", "take-off", "離陸", "発進"),
    "rally": ("rally", "ラリー", "代替着陸"),
    "land": ("land", "陸"),
    "area": ("area", "patrol", "search", "哨戒", "巡回", "区域"),
}
_NUMBERS = ("max_alt_m", "radius_m")


def read_area_kml(path: Path) -> Area:
    """The area of a KML or KMZ file.

    Without a placemark that is called area, the only line or polygon without a role is the area.
    Raises AreaError that names the placemark at fault.
    """
    try:
        marks = read_placemarks(path)
    except KmlError as exc:
        raise AreaError(str(exc)) from exc
    kinds = [_kind(mark) for mark in marks]
    unknown = [n for n, kind in enumerate(kinds) if kind is None]
    shaped = [n for n in unknown if marks[n].shape.geom_type in ("Polygon", "LineString")]
    if "area" not in kinds and len(shaped) == 1:
        kinds[shaped[0]] = "area"
        unknown.remove(shaped[0])
    if unknown:
        name, words = marks[unknown[0]].name, ", ".join(KINDS)
        raise AreaError(
            f"{path}: placemark {name!r} has no role: begin its name with one of {words}, or give"
            " it ExtendedData kind"
        )
    features = [
        feature
        for mark, kind in zip(marks, kinds, strict=True)
        if kind is not None and kind not in PLAN_KINDS
        for feature in _features(mark, kind, path)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return parse_area(document, name=path.stem, source=str(path))


def _kind(mark: Placemark) -> str | None:
    """What a placemark says that it is; None when it does not."""
    if "kind" in mark.data:
        return mark.data["kind"]
    return _named(mark.name) or _named(mark.folder)


def _named(name: str) -> str | None:
    text = name.casefold().strip()
    for kind, words in WORDS.items():
        if any(re.match(rf"{re.escape(word)}(?![a-z])", text) for word in words):
            return kind
    return None


def _features(mark: Placemark, kind: str, path: Path) -> list[dict[str, Any]]:
    told = mark.data if "kind" in mark.data else {k: mark.data[k] for k in _known(mark)}
    is_plain = kind == "area" and mark.name.casefold() in WORDS["area"]
    properties: dict[str, Any] = {
        "name": "" if is_plain else mark.name,
        **{key: _value(key, text, mark.name, path) for key, text in told.items()},
        "kind": kind,
    }
    shapes = [mark.shape] if kind in ("land", "area") else parts_of(mark.shape)
    return [
        {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
        for shape in shapes
    ]


def _known(mark: Placemark) -> list[str]:
    """Foreign data of other programs is left alone where they do not speak of kinds."""
    return [key for key in mark.data if key in PROPERTIES and key != "name"]


def _value(key: str, text: str, name: str, path: Path) -> object:
    if key == "approximate":
        return text.casefold() in ("true", "1")
    if key not in _NUMBERS:
        return text
    try:
        return float(text)
    except ValueError as exc:
        raise AreaError(f"{path}: placemark {name!r}: {key} is {text!r}, no number") from exc
