"""Real radar chips of vessels that AIS names: OpenSARShip, as it lies in the data folder."""

import csv
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio

# Sentinel-1 IW: GRD on a 10 m ground grid; SLC in slant range, one look, 2.3 m x 14 m
GRD_M, SLC_RANGE_M, SLC_AZIMUTH_M = 10.0, 2.33, 13.97
GRD_RESOLUTION_M, SLC_RESOLUTION_M = (20.0, 22.0), (2.7, 22.0)
NO_HEADING = 511.0
LEAST_SPEED_KN = 1.0  # below that the course says nothing of the heading

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A vessel in the middle of a picture of each polarisation, and what its AIS says.

    axis_deg: its heading modulo 180 degrees in the picture, clockwise from up; None when unknown.
    seen_m: the length that a person drew on the picture. incidence_deg: under which it was seen.
    """

    product: str
    is_slc: bool
    bands: list[Any]
    spacing_m: tuple[float, float]
    resolution_m: tuple[float, float]
    length_m: float | None
    axis_deg: float | None
    seen_m: float
    incidence_deg: float


def chips(folder: Path) -> list[Chip]:
    """All chips of all products."""
    found = []
    for product in sorted(p for p in folder.iterdir() if p.is_dir()):
        with (product / "ships.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        up_deg = _up_deg(rows, product)
        found += [_chip(product, row, up_deg) for row in rows]
    return found


def _spacing(product: Path, row: Row) -> tuple[float, float]:
    slant = math.sin(math.radians(float(row["Incidence"])))
    return (SLC_RANGE_M / slant, SLC_AZIMUTH_M) if "_SLC_" in product.name else (GRD_M, GRD_M)


def _drawn_deg(row: Row, spacing_m: tuple[float, float]) -> float:
    """The axis that a person drew from tail to head, clockwise from the picture's up."""
    east = (float(row["Head_x"]) - float(row["Tail_x"])) * spacing_m[0]
    south = (float(row["Head_y"]) - float(row["Tail_y"])) * spacing_m[1]
    return math.degrees(math.atan2(east, -south))


def _up_deg(rows: list[Row], product: Path) -> float:
    """Where up in the pictures of a product points.

    The pictures lie as the radar saw them, mirrored: a true direction is this angle less the one in
    the picture. The file gives North_Direction, the true direction of what a person drew.
    """
    sums = [float(r["North_Direction"]) + _drawn_deg(r, _spacing(product, r)) for r in rows]
    turned = np.exp(1j * np.radians(sums))
    return float(np.degrees(np.angle(turned.mean())))


def _chip(product: Path, row: Row, up_deg: float) -> Chip:
    is_slc = "_SLC_" in product.name
    (path,) = product.glob(f"Patch/*_x{row['Center_x']}_y{row['Center_y']}.tif")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(path) as file:
            bands = file.read()
    if is_slc:  # real and imaginary parts of each polarisation
        bands = np.hypot(bands[0::2], bands[1::2])
    spacing = _spacing(product, row)
    slant = math.sin(math.radians(float(row["Incidence"])))
    resolution = (SLC_RESOLUTION_M[0] / slant, SLC_RESOLUTION_M[1]) if is_slc else GRD_RESOLUTION_M
    heading, course = float(row["True_Head"]), float(row["Cog"]) / 10.0
    if heading == NO_HEADING:
        heading = course if float(row["Sog"]) / 10.0 > LEAST_SPEED_KN else None
    axis = None if heading is None else (up_deg - heading) % 180.0
    length = float(row["Length"]) or None
    seen_m = float(row["Manual_Length"])
    return Chip(
        product.name,
        is_slc,
        list(bands),
        spacing,
        resolution,
        length,
        axis,
        seen_m,
        float(row["Incidence"]),
    )
