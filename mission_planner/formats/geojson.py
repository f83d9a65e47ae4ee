"""A plan as GeoJSON, for maps and other programs. Written, not read: it holds no heights."""

import json
from pathlib import Path
from typing import Any

from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from mission_planner.formats.text import write_text
from mission_planner.planned import Plan


def write_geojson(plan: Plan, path: Path) -> None:
    """Path, survey lines, what is not covered and why, fence, no-fly zones, home."""
    write_text(path, json.dumps(geojson_document(plan), allow_nan=False) + "\n")


def geojson_document(plan: Plan) -> dict[str, Any]:
    """The plan as a FeatureCollection; `coverage` is the seen share of the strip, 0 to 1."""
    features = [
        _feature(
            "path",
            sortie.path,
            sortie=sortie.number,
            vehicle=plan.vehicle.name,
            length_m=round(sortie.length_m, 1),
            duration_s=round(sortie.duration_s, 1),
            energy_wh=round(sortie.energy_wh, 1),
            battery_left_pct=round(sortie.battery_left_pct, 1),
        )
        for sortie in plan.sorties
    ]
    features.append(_feature("survey", plan.survey, swath_m=round(plan.swath_m, 1)))
    features += [
        _feature("uncovered", piece.shape, reason=piece.reason, area_m2=round(piece.area_m2))
        for piece in plan.uncovered
    ]
    features.append(_feature("fence", plan.area.fence))
    features += [_feature("nofly", zone.shape, name=zone.name) for zone in plan.area.nofly]
    home = plan.mission.home
    features.append(_feature("home", Point(home.lon, home.lat)))
    return {
        "type": "FeatureCollection",
        "name": plan.area.name,
        "coverage": plan.coverage,
        "features": features,
    }


def _feature(kind: str, shape: BaseGeometry, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": mapping(shape),
    }
