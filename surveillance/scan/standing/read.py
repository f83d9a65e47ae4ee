"""A layer of standing things out of any vector file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.errors import LayerError
from geodata.position import LocalFrame, LonLat
from geodata.vectors import Source
from surveillance.scan.printable import printable
from surveillance.scan.standing.layer import Layer, Stands

LISTED_SIGMA_M = 30.0  # of a place on a chart that does not tell its error
MOST_RADIUS_M = 5_000.0
MOST_SIGMA_M = 200.0
MOST_EXTENT_M = 20_000.0
# how long a thing shows, at most, where its file gives no length; the radar's blur is in it
LONGEST_M = {"platform": 150.0, "turbine": 60.0, "rock": 80.0, "raft": 600.0, "net": 700.0}
UNKNOWN_KIND, UNKNOWN_LONGEST_M = "unknown", 100.0
# what a scan writes or a simulation tells: whoever gives such a file would hide its vessels
_NOT_STANDING = {"vessel", "ghost", "looked", "scene", "land", "area", "fence", "nofly"}


def read_standing(path: Path) -> Layer:
    """Points, lines and outlines of any vector file that GDAL reads.

    Properties that are used when there: name, kind, radius_m, sigma_m, length_m, p. Raises
    LayerError for a file that cannot be read, holds vessels, or things of no believable size.
    """
    table = Source(path, "what stands", LayerError).table(None, None)
    names = [str(name) for name in table.columns if name != table.geometry.name]
    things: list[Stands] = []
    for number, (shape, row) in enumerate(
        zip(table.geometry, table[names].to_dict("records"), strict=True)
    ):
        where = f"{path.name}, feature {number + 1}"
        told = {str(name).lower(): value for name, value in row.items()}
        for part in _parts(shape, where):
            things.append(_thing(part, told, where, len(things) + 1))
    if not things:
        raise LayerError(f"{path.name} holds nothing: give points, lines or polygons")
    return Layer(things)


def _parts(shape: BaseGeometry | None, where: str) -> list[BaseGeometry]:
    if shape is None or shape.is_empty:
        raise LayerError(f"{where} has no place: remove it or give it one")
    parts = [part for part in shapely.get_parts(shapely.force_2d(shape)) if not part.is_empty]
    west, south, east, north = shapely.total_bounds(parts)
    if not (west >= -180.0 and east <= 180.0 and south >= -90.0 and north <= 90.0):
        raise LayerError(f"{where} lies outside of the earth: longitude comes first")
    return [shapely.make_valid(part) for part in parts]


def _thing(shape: BaseGeometry, told: dict[str, Any], where: str, number: int) -> Stands:
    kind = printable((_word(told.get("kind")) or UNKNOWN_KIND).lower(), 40)
    if kind in _NOT_STANDING:
        raise LayerError(f"{where} is of kind {kind}, which does not stand: leave it out")
    radius_m = _number(told, "radius_m", where, MOST_RADIUS_M)
    length_m = _number(told, "length_m", where, MOST_EXTENT_M)
    extent_m = _extent_m(shape)
    if extent_m > MOST_EXTENT_M:
        raise LayerError(
            f"{where} is {extent_m / 1000.0:.0f} km long; the limit is"
            f" {MOST_EXTENT_M / 1000.0:.0f} km: everything in it would be taken for no vessel"
        )
    sigma_m = _number(told, "sigma_m", where, MOST_SIGMA_M)
    p = _number(told, "p", where, 1.0)
    longest_m = length_m or max(
        LONGEST_M.get(kind, UNKNOWN_LONGEST_M), extent_m + 2.0 * (radius_m or 0.0)
    )
    return Stands(
        name=printable(_word(told.get("name")) or f"{kind} {number}"),
        kind=kind,
        shape=shape,
        radius_m=radius_m or 0.0,
        sigma_m=sigma_m or LISTED_SIGMA_M,
        longest_m=longest_m,
        p=1.0 if p is None else p,
        said={"source": "list"},
    )


def _word(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _number(told: dict[str, Any], name: str, where: str, most: float) -> float | None:
    value = told.get(name)
    try:
        number = math.nan if value is None else float(value)
    except (TypeError, ValueError) as exc:
        raise LayerError(f"{where}: {name} is {str(value)[:40]!r}, no number: mend it") from exc
    if math.isnan(number):  # a feature without that property, in a table of others that have it
        return None
    if not 0.0 <= number <= most:
        raise LayerError(f"{where}: {name} is {number:g}; it must lie in 0..{most:g}")
    return number


def _extent_m(shape: BaseGeometry) -> float:
    """Metres from corner to corner of its box; 0 for a point."""
    if isinstance(shape, Point):
        return 0.0
    west, south, east, north = shape.bounds
    corner = LocalFrame(LonLat(west, south)).point(LonLat(east, north))
    return math.hypot(*corner)
