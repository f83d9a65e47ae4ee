"""Area files that hold several areas: each with the limits, land and home of them all."""

import json
from pathlib import Path
from typing import Any

from geodata.area import MAX_FILE_BYTES, Area, parse_area, read_area


def read_areas(path: Path) -> list[Area]:
    """The areas of a GeoJSON file, at least one.

    Fence, no-fly zones, land, home and rally points of the file belong to every area; an area
    without a name is called by the file's name and its number. Raises AreaError with one line that
    names the faulty feature.
    """
    features = _features(path)
    wanted = [f for f in features if _kind(f) == "area"]
    if len(wanted) < 2:
        return [read_area(path)]
    shared = [f for f in features if _kind(f) != "area"]
    return [
        parse_area(
            {"type": "FeatureCollection", "features": [one, *shared]},
            name=f"{path.stem}-{number}",
            source=f"{path}: area {number}",
        )
        for number, one in enumerate(wanted, start=1)
    ]


def _features(path: Path) -> list[Any]:
    """The features of a file that is small enough and readable; read_area says why one is not."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return []
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    features = document.get("features") if isinstance(document, dict) else None
    return features if isinstance(features, list) else []


def _kind(feature: Any) -> object:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties.get("kind") if isinstance(properties, dict) else None
