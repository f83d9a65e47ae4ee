"""Labelled harbours: Sentinel-2 bands and the boxes that people drew round vessels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.warp import transform

from detectors.errors import FrameError
from detectors.optical.bands import BANDS, Reflectance, stack_bands

PORTS = ("busan", "algiers", "casablanca", "hedland")


@dataclass(frozen=True, slots=True, eq=False)
class Port:
    """One harbour. stack: (rows, columns, 4) reflectance. boxes_px: (N, 4) x0, y0, x1, y1.

    metre_per_px: true metres at the middle of the picture, not those of its Mercator grid.
    """

    name: str
    stack: Reflectance
    boxes_px: NDArray[np.float64]
    metre_per_px: float


def read_port(folder: Path) -> Port:
    """A folder with one GeoTIFF per band and vessels.geojson; FrameError when one is missing."""
    labels = folder / "vessels.geojson"
    needed = [folder / f"{band}.tiff" for band in BANDS]
    missing = [path.name for path in (*needed, labels) if not path.is_file()]
    if missing:
        raise FrameError(f"{folder}: {', '.join(missing)} missing; a port needs {BANDS} and labels")
    bands = {path.stem: _read(path) for path in needed}
    features = json.loads(labels.read_text(encoding="utf-8"))["features"]
    boxes = np.array([f["properties"]["bbox_px"] for f in features], np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return Port(folder.name, stack_bands(bands), boxes, _metre_per_px(needed[0]))


def read_ports(folder: Path) -> list[Port]:
    """The four ports, in the order of PORTS."""
    return [read_port(folder / name) for name in PORTS]


def _read(path: Path) -> NDArray[np.generic]:
    with rasterio.open(path) as picture:
        return np.asarray(picture.read(1))


def _metre_per_px(path: Path) -> float:
    with rasterio.open(path) as picture:
        x, y = picture.xy(picture.height // 2, picture.width // 2)
        _, latitudes = transform(picture.crs, "EPSG:4326", [x], [y])
        grid_m = float(np.sqrt(abs(picture.transform.a * picture.transform.e)))
    return grid_m * float(np.cos(np.radians(latitudes[0])))
