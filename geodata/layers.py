"""Map layers (districts, facilities, fish farms ...) from any vector file, near a place.

The reference system may be any: features come out in lon/lat. Faulty rings are mended; a feature
that cannot be mended is named, never dropped: a no-fly zone that is missing is a danger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import LayerError
from geodata.vectors import Bounds, Source

MAX_FILE_BYTES = 1024 * 1024 * 1024
MAX_FEATURES = 20_000
MAX_CORNERS = 1_000_000
NAME_KEYS = ("name", "名称", "施設名", "name_ja", "name_en", "title")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: a valid point, line or polygon geometry (or several of a sort) in lon/lat."""

    name: str
    geometry: BaseGeometry
    properties: dict[str, Any]


def read_layer(path: Path, near: Bounds) -> tuple[Feature, ...]:
    """The features of a file whose box touches `near` (west, south, east, north in degrees).

    A feature without a name is called by the file and its number among those read. Raises
    LayerError for a file that is unreadable or too large, and for a feature without a usable shape.
    """
    if path.is_file() and path.stat().st_size > MAX_FILE_BYTES:
        raise LayerError(f"{path} is larger than 1 GiB: cut the layer to your coast first")
    table = Source(path, "a layer", LayerError).table(near, columns=None)
    shapes = table.geometry.to_numpy()
    corners = int(np.sum(shapely.get_num_coordinates(shapes)))
    if len(table) > MAX_FEATURES or corners > MAX_CORNERS:
        raise LayerError(
            f"{path} has {len(table)} features with {corners} corners near the area; limits"
            f" {MAX_FEATURES} and {MAX_CORNERS}: cut or simplify the layer"
        )
    return tuple(_features(path, table.drop(columns=table.geometry.name), shapes))


def _features(path: Path, rows: Any, shapes: Any) -> Iterator[Feature]:
    for number, (row, shape) in enumerate(
        zip(rows.to_dict("records"), shapes, strict=True), start=1
    ):
        name = _name(row) or f"{path.stem} {number}"
        mended = _mended(shape)
        if mended is None:
            raise LayerError(
                f"{path}: feature {name!r} has no usable shape"
                f"{_where(shape)}: redraw it or take it out"
            )
        yield Feature(name, mended, row)


def _name(row: dict[str, Any]) -> str:
    lower = {str(key).lower(): value for key, value in row.items()}
    found = (lower.get(key) for key in NAME_KEYS)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _mended(shape: BaseGeometry | None) -> BaseGeometry | None:
    """A valid shape of the same dimension in two dimensions; None when there is none."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    flat = shapely.force_2d(shape)
    if flat.is_valid:
        return flat
    parts = shapely.get_parts(shapely.make_valid(flat))
    dimension = shapely.get_dimensions(flat)
    kept = [p for p in shapely.get_parts(parts) if shapely.get_dimensions(p) == dimension]
    return shapely.union_all(kept) if kept else None


def _where(shape: BaseGeometry | None) -> str:
    corners = shapely.get_coordinates(shape)
    finite = corners[np.isfinite(corners).all(axis=1)]
    return f" at {finite[0][0]:.5f},{finite[0][1]:.5f}" if len(finite) else ""
