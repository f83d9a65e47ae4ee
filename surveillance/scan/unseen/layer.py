"""GeoJSON of what could not be seen: areas by the least length, and vessels that kept silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from surveillance.scan.plain import Plain, time_text
from surveillance.scan.ring import cut_at_180, unwrapped
from surveillance.scan.unseen.limits import Limits, Silent
from surveillance.scan.vessel import Scanned

EDGES_M = (0.0, 10.0, 15.0, 25.0, 50.0, np.inf)
NOT_LOOKED = len(EDGES_M) - 1  # the class after the last one
PLACE_DIGITS = 6  # a tenth of a metre


def classes(limits: Limits) -> NDArray[np.uint8]:
    """(R, C) the number of each cell's class: the first of EDGES_M is 0; NOT_LOOKED."""
    number = np.searchsorted(EDGES_M[1:-1], limits.least_m, side="right")
    return np.where(np.isfinite(limits.least_m), number, NOT_LOOKED).astype(np.uint8)


def layer(scenes: Sequence[Scanned]) -> Plain:
    """A feature for each class of each scene that has limits, and one for each silent vessel."""
    features = [
        {"type": "Feature", **feature}
        for scene in scenes
        if scene.unseen is not None
        for feature in (*_areas(scene, scene.unseen), *map(_point, scene.unseen.silent))
    ]
    return {"type": "FeatureCollection", "features": features}


def _areas(scene: Scanned, limits: Limits) -> Iterator[Plain]:
    spans = [*pairwise(EDGES_M), None]
    cells = classes(limits)
    for number, span in enumerate(spans):
        if not (cells == number).any():
            continue
        about: Plain = {"kind": "unseen", "scene": scene.name, "at": time_text(scene.at)}
        if span is None:
            about |= {"reason": "not looked at", "least_from_m": None, "least_to_m": None}
        else:
            most = None if np.isinf(span[1]) else span[1]
            noise = float(limits.is_noise[cells == number].mean())
            about |= {"reason": "sensor limit", "least_from_m": span[0], "least_to_m": most}
            about["noise_share"] = round(noise, 2)
        about["text"] = limits.sentence()
        yield {"geometry": mapping(cells_on_the_map(cells == number, limits)), "properties": about}


def cells_on_the_map(chosen: NDArray[np.bool_], limits: Limits) -> BaseGeometry:
    """Cells (R, C) as one shape, along their corners as they lie on the earth; degrees."""
    flat = limits.corners.reshape(-1, 2)
    places = unwrapped([LonLat(*place) for place in flat.tolist()]).reshape(limits.corners.shape)
    drawn = shapes(chosen.astype(np.uint8), chosen, 4, Affine.identity())
    whole = shapely.union_all([shapely.geometry.shape(outline) for outline, _ in drawn])
    # only at the corners of cells is there a place, and a long straight edge is none on the earth
    every = shapely.segmentize(whole, 1.0)

    def placed(corner: NDArray[np.float64]) -> NDArray[np.float64]:
        column, row = np.rint(corner).astype(np.int64).T
        return np.asarray(places[row, column])

    return shapely.set_precision(
        cut_at_180(shapely.make_valid(shapely.transform(every, placed))), 10.0**-PLACE_DIGITS
    )


def _point(silent: Silent) -> Plain:
    place = [round(silent.position.lon, 7), round(silent.position.lat, 7)]
    about: Plain = {
        "kind": "silent",
        "mmsi": silent.mmsi,
        "name": silent.name,
        "length_m": silent.length_m,
        "least_m": None if silent.least_m is None else round(silent.least_m, 1),
        "reason": silent.reason,
    }
    return {"geometry": {"type": "Point", "coordinates": place}, "properties": about}
