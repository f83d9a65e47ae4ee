"""Where past sightings or a person's judgement say that looking is worth more."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.area import Area
from geodata.errors import PositionError
from geodata.position import LonLat
from mission_planner.errors import PlannerError

HALVED_M = 1_000.0  # a sighting counts half as much so far outside an area
REACH_M = 5_000.0
BASE = 1.0  # of every area: no sighting yet does not mean no risk
MAX_FILE_BYTES = 64 * 1024 * 1024


def read_weights(path: Path, areas: Sequence[Area]) -> list[float]:
    """The weight of each area, above 0.

    A GeoJSON FeatureCollection of points with `properties.weight` (default 1): past sightings; an
    area counts 1 and those in it, and those up to 5 km outside less, by half per kilometre. Or a
    JSON object of area names and weights; areas that are not named count 1. Raises PlannerError.
    """
    document = _document(path)
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        points = _points(document, path)
        return [_nearby(area, points) for area in areas]
    return _named(document, path, areas)


def _document(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PlannerError(f"{path} is larger than 64 MiB: a risk file is a list of points")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise PlannerError(f"cannot read risk file {path}: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise PlannerError(f"risk file {path} is not JSON: {exc}") from exc


def _points(document: dict[str, Any], path: Path) -> list[tuple[LonLat, float]]:
    features = document.get("features")
    if not isinstance(features, list):
        raise PlannerError(f"risk file {path} has no list of features")
    found = []
    for number, feature in enumerate(features, start=1):
        where = f"risk file {path}: feature {number}"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") != "Point":
            raise PlannerError(f"{where} is no point: past sightings are points")
        try:
            lon, lat = (float(v) for v in geometry["coordinates"][:2])
            place = LonLat(lon, lat)
        except (KeyError, TypeError, ValueError, PositionError) as exc:
            raise PlannerError(f"{where} has no place: {exc}") from exc
        properties = feature.get("properties") or {}
        found.append((place, _weight(properties.get("weight", 1.0), where)))
    return found


def _nearby(area: Area, points: list[tuple[LonLat, float]]) -> float:
    if not points:
        return BASE
    frame = area.frame
    shape = frame.geometry_to_metres(area.shape)
    places = shapely.points([frame.point(place) for place, _ in points])
    apart = np.asarray(shapely.distance(shape, places))
    weights = np.array([weight for _, weight in points])
    counted = np.where(apart <= REACH_M, weights * 0.5 ** (apart / HALVED_M), 0.0)
    return BASE + float(counted.sum())


def _named(document: Any, path: Path, areas: Sequence[Area]) -> list[float]:
    if not isinstance(document, dict):
        raise PlannerError(
            f"risk file {path} is neither GeoJSON points nor an object of area names and weights"
        )
    names = [area.name for area in areas]
    unknown = sorted(set(document) - set(names))
    if unknown:
        raise PlannerError(
            f"risk file {path} names {unknown[0]!r}; the areas are: {', '.join(names)}"
        )
    weights = [_weight(document.get(name, BASE), f"risk file {path}: {name}") for name in names]
    if min(weights) <= 0.0:
        raise PlannerError(f"risk file {path} has a weight of 0: leave that area out of --areas")
    return weights


def _weight(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise PlannerError(f"{where} has the weight {value!r}; it must lie in 0..1e6")
    return float(value) if math.isfinite(value) else BASE
