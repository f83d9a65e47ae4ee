"""All that was learned of what stands, as GeoJSON that `read` takes for a list again."""

from __future__ import annotations

import math

import numpy as np
from shapely.geometry import Polygon

from geodata.position import LonLat
from surveillance.scan.plain import Plain, place_of
from surveillance.scan.ring import unwrapped
from surveillance.scan.standing.history import History
from surveillance.scan.standing.layer import Stands
from surveillance.scan.standing.learned import learn

_STEP_DEG = 0.5  # as much of the sea as is learned at once
_AROUND_DEG = 0.02


def everything(history: History, least_p: float) -> tuple[Stands, ...]:
    """What stands with this probability at least, wherever a scene looked. Raises StoreError."""
    found: list[Stands] = []
    for column, row in sorted(_cells(history)):
        west, south = column * _STEP_DEG, row * _STEP_DEG
        around = _ring(west - _AROUND_DEG, south - _AROUND_DEG, _STEP_DEG + 2.0 * _AROUND_DEG)
        for thing in learn(history.looked(around), around).layer.things:
            # places near the border of a cell are learned in both, and told in one
            east = (thing.shape.centroid.x - west) % 360.0
            north = thing.shape.centroid.y - south
            if thing.p >= least_p and 0.0 <= east < _STEP_DEG and 0.0 <= north < _STEP_DEG:
                found.append(thing)
    return tuple(found)


def as_geojson(things: tuple[Stands, ...]) -> Plain:
    """A collection of points."""
    return {"type": "FeatureCollection", "features": [_feature(thing) for thing in things]}


def _cells(history: History) -> set[tuple[int, int]]:
    """Columns and rows, from 180 west and the equator on, that any scene looked at."""
    columns = round(360.0 / _STEP_DEG)
    cells: set[tuple[int, int]] = set()
    for ring in set(history.rings()):
        outline = Polygon(unwrapped(ring))
        west, south, east, north = (math.floor(v / _STEP_DEG) for v in outline.bounds)
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                cells.add(((column + columns // 2) % columns - columns // 2, row))
    return cells


def _ring(west: float, south: float, size: float) -> tuple[LonLat, ...]:
    lons = [(west + x + 180.0) % 360.0 - 180.0 for x in (0.0, size, size, 0.0)]
    lats = np.clip([south, south, south + size, south + size], -90.0, 90.0).tolist()
    return tuple(LonLat(lon, lat) for lon, lat in zip(lons, lats, strict=True))


def _feature(thing: Stands) -> Plain:
    centre = thing.shape.centroid
    place = {"type": "Point", "coordinates": place_of(LonLat(centre.x, centre.y))}

    about = {
        "name": thing.name,
        "kind": thing.kind,
        "p": round(thing.p, 4),
        "sigma_m": round(thing.sigma_m, 1),
        "length_m": None if thing.longest_m is None else round(thing.longest_m, 1),
        **thing.said,
    }
    return {"type": "Feature", "geometry": place, "properties": about}
