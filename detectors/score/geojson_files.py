"""GeoJSON of vessels: the simulator's truth, labels, and what a scan found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely.errors import ShapelyError
from shapely.geometry import shape

from detectors.errors import ScoreError
from detectors.score.documents import read_document
from detectors.score.points import Scene, Things
from geodata.errors import PositionError
from geodata.position import LocalFrame, LonLat

Feature = Mapping[str, Any]


def read_points(truth: Path, found: Path) -> list[Scene]:
    """One scene: points of kind `vessel` (or without a kind) of both files.

    Its area is that of the `looked` polygons of what was found; only truth within them counts.
    Raises ScoreError for files that are no GeoJSON of places, or without anything looked at.
    """
    said, true = _features(found), _features(truth)
    looked = [f for f in said if _kind(f) == "looked"]
    if not looked:
        raise ScoreError(f"{found.name} does not say what was looked at: give what `scan` wrote")
    try:
        seen = [shape(f["geometry"]).buffer(0.0) for f in looked]
        middle = seen[0].centroid
        frame = LocalFrame(LonLat(middle.x, middle.y))
        area_km2 = sum(float(frame.geometry_to_metres(s).area) for s in seen) / 1e6
        inside = [
            f for f in _vessels(true) if any(s.intersects(shape(f["geometry"])) for s in seen)
        ]
        return [Scene(_things(inside, frame), _things(_vessels(said), frame), area_km2)]
    except (KeyError, TypeError, ValueError, ShapelyError, PositionError) as exc:
        raise ScoreError(f"{truth.name} or {found.name}: a feature has no place: {exc}") from exc


def _features(path: Path) -> list[Feature]:
    try:
        features = read_document(path)["features"]
        return [f for f in features if isinstance(f["properties"], dict | None)]
    except (KeyError, TypeError) as exc:
        raise ScoreError(f"{path.name} is no GeoJSON with features: {exc}") from exc


def _kind(feature: Feature) -> str:
    return str((feature["properties"] or {}).get("kind", "vessel"))


def _vessels(features: Sequence[Feature]) -> list[Feature]:
    return [f for f in features if _kind(f) == "vessel" and f["geometry"]["type"] == "Point"]


def _things(features: Sequence[Feature], frame: LocalFrame) -> Things:
    places = np.array([f["geometry"]["coordinates"][:2] for f in features], np.float64)
    east, north = frame.to_metres(*places.reshape(-1, 2).T)

    def values(name: str, default: float) -> Any:
        return np.array([_number(f, name, default) for f in features], np.float64)

    return Things(
        np.column_stack([east, north]),
        values("length_m", np.nan),
        values("heading_deg", np.nan),
        values("score", 1.0),
    )


def _number(feature: Feature, name: str, default: float) -> float:
    value = (feature["properties"] or {}).get(name)
    return default if value is None else float(value)
