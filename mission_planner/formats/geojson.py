"""A plan as GeoJSON, for maps and other programs, and its missions read back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from mission_planner.errors import FormatError
from mission_planner.formats.carried import Carried, fingerprint, unpacked
from mission_planner.formats.ditches import ditch_features
from mission_planner.formats.qgc_plan import plan_document
from mission_planner.formats.seen import seen_by
from mission_planner.formats.text import read_text, write_text
from mission_planner.layers import report
from mission_planner.mission import Mission
from mission_planner.planned import Plan, Sortie

NO_SHAPE = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)


def write_geojson(plan: Plan, path: Path) -> None:
    """Path, survey lines, what is not covered and why, fence, no-fly zones, home."""
    write_text(path, json.dumps(geojson_document(plan), allow_nan=False) + "\n")


def geojson_document(plan: Plan) -> dict[str, Any]:
    """The plan as a FeatureCollection; `coverage` is the seen share of the strip, 0 to 1.

    Each path carries its whole mission as a .plan document in `mission`, and in `drawn` the
    fingerprint of its line; of a plan flown against boats also what a pass finds of them.
    """
    features = [
        _feature("path", sortie.path, **_figures(sortie), **seen_by(plan, sortie))
        for sortie in plan.sorties
    ]
    features.append(_feature("survey", plan.survey, swath_m=round(plan.swath_m, 1)))
    features += [
        _feature("uncovered", piece.shape, reason=piece.reason, area_m2=round(piece.area_m2))
        for piece in plan.uncovered
    ]
    features.append(_feature("fence", plan.area.fence))
    features += [_feature("nofly", zone.shape, name=zone.name) for zone in plan.area.nofly]
    features += _homes(plan)
    if plan.assessment is not None:
        features += report.features(plan.assessment)
    features += [_feature("rally", _point(p)) for p in plan.rally]
    features += ditch_features(plan)
    return {
        "type": "FeatureCollection",
        "name": plan.area.name,
        "coverage": plan.coverage,
        "features": features,
    }


def _homes(plan: Plan) -> Iterator[dict[str, Any]]:
    """Home at the first take-off; of a ship under way the deck at later ones and at each landing.

    An area has one home: the features are read as an area, too.
    """
    yield _feature("home", _point(plan.mission.home))
    for sortie in plan.sorties:
        if sortie.deck is None:
            continue
        deck, its = sortie.deck, {"sortie": sortie.number}
        if sortie.number > 1:
            at_s = round(sortie.start_s, 1)
            yield _feature("deck", _point(sortie.mission.home), **its, event="take-off", at_s=at_s)
        told = {"at_s": round(deck.at_s, 1), "error_m": round(deck.error_m, 1)}
        yield _feature("deck", _point(deck.place), **its, event="landing", **told)


def _point(place: LonLat) -> Point:
    return Point(place.lon, place.lat)


def read_geojson(path: Path) -> tuple[Mission, ...]:
    """The missions of a plan written as GeoJSON, one per sortie. Raises FormatError."""
    try:
        document = json.loads(read_text(path))
    except (ValueError, RecursionError) as exc:
        raise FormatError(f"{path} is not JSON: {exc}") from exc
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise FormatError(f"{path} is not a GeoJSON FeatureCollection")
    return unpacked(_carried(features, str(path)), str(path))


def _carried(features: list[Any], source: str) -> Iterator[Carried]:
    for number, feature in enumerate(features, start=1):
        told = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(told, dict) or told.get("kind") != "path" or "mission" not in told:
            continue
        where = f"{source}: feature {number}"
        sortie, mission = told.get("sortie"), told["mission"]
        if isinstance(sortie, bool) or not isinstance(sortie, int):
            raise FormatError(f"{where}: sortie is {sortie!r}; it must be a whole number")
        # programs for maps hand a nested object on as text
        text = mission if isinstance(mission, str) else json.dumps(mission)
        yield Carried(sortie, _line(feature, where), text, str(told.get("drawn", "")))


def _line(feature: dict[str, Any], where: str) -> BaseGeometry:
    try:
        with np.errstate(invalid="ignore"):  # corners that are no numbers: no fingerprint fits
            line = shape(feature.get("geometry") or {})
    except (*NO_SHAPE, shapely.errors.ShapelyError) as exc:
        raise FormatError(f"{where} (path) has no readable geometry: {exc}") from exc
    if not isinstance(line, LineString):
        raise FormatError(f"{where} (path) is a {line.geom_type}; it must be a LineString")
    return line


def _figures(sortie: Sortie) -> dict[str, object]:
    return {
        "sortie": sortie.number,
        "vehicle": sortie.vehicle.name,
        "length_m": round(sortie.length_m, 1),
        "duration_s": round(sortie.duration_s, 1),
        "energy_wh": round(sortie.energy_wh, 1),
        "battery_left_pct": round(sortie.battery_left_pct, 1),
        "mission": plan_document(sortie.mission),
        "drawn": fingerprint(sortie.path),
    }


def _feature(kind: str, shape: BaseGeometry, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": mapping(shape),
    }
