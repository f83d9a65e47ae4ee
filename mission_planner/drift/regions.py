"""A drift as GeoJSON: regions, track and circle; and the area file of the next search."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Point, mapping
from shapely.geometry.base import BaseGeometry

from mission_planner.drift.case import LEVELS_PCT, DriftCase
from mission_planner.drift.likely import mean_track
from mission_planner.formats.text import write_text


def write_regions(case: DriftCase, path: Path) -> None:
    """Start, mean track, regions from the widest on, farthest-on circle. Raises FormatError."""
    _write(path, list(_features(case)))


def write_next_area(case: DriftCase, path: Path) -> None:
    """The next search as an area file for `plan`. Raises FormatError."""
    shape = case.frame.geometry_to_lonlat(case.next_area)
    _write(path, [_feature(shape, "area", name=f"search for {case.asked.thing.text}")])


def utc(at: datetime) -> str:
    """ISO 8601 with Z."""
    return at.isoformat().replace("+00:00", "Z")


def _features(case: DriftCase) -> Iterator[dict[str, Any]]:
    asked, to_lonlat, until = case.asked, case.frame.geometry_to_lonlat, utc(case.until)
    yield _feature(Point(asked.place.lon, asked.place.lat), "start", at=utc(asked.at))
    yield _feature(to_lonlat(LineString(mean_track(case.cloud))), "track", at=until)
    for pct in reversed(LEVELS_PCT):
        yield _feature(to_lonlat(case.region(pct)), "likely", share_pct=pct, at=until)
    if case.farthest_on_m is not None:
        middle = Point(case.frame.point(asked.place))
        circle = to_lonlat(middle.buffer(case.farthest_on_m, quad_segs=32))
        yield _feature(circle, "farthest_on", radius_m=round(case.farthest_on_m))


def _feature(shape: BaseGeometry, kind: str, **more: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": mapping(shape)}


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    document = {"type": "FeatureCollection", "features": features}
    write_text(path, json.dumps(document, ensure_ascii=False))
