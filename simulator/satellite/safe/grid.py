"""The geolocation grid of a product: places of evenly spread pixels."""

from dataclasses import dataclass, replace

import numpy as np

from simulator.satellite.radar.image import Image, flat

LINES, PIXELS = 11, 21


@dataclass(frozen=True, slots=True)
class GridPoint:
    """One node: the centre of a pixel, counted from 0; its time is seconds after the middle."""

    line: int
    pixel: int
    lon: float
    lat: float
    time_s: float
    slant_range_m: float
    incidence_deg: float
    elevation_deg: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The nodes, line by line."""

    points: tuple[GridPoint, ...]


def lay_grid(image: Image, lines: int = LINES, pixels: int = PIXELS) -> Grid:
    """The grid of a picture, from its first pixel to its last.

    At height 0 wherever the sea lies: the processor takes it to lie on the ellipsoid.
    """
    image = replace(image, sea_m=flat)
    rows = np.linspace(0, image.height_px - 1, lines).round().astype(int)
    columns = np.linspace(0, image.width_px - 1, pixels).round().astype(int)
    row, column = (axis.ravel() for axis in np.meshgrid(rows, columns, indexing="ij"))
    px = np.stack([column + 0.5, row + 0.5], axis=-1)
    lonlat = image.lonlat(px)
    table = np.column_stack(
        [
            lonlat,
            image.row_time_s(px[:, 1]),
            image.slant_range_m(px[:, 0]),
            image.incidence_deg(px),
            image.elevation_deg(px),
        ]
    )
    return Grid(
        tuple(
            GridPoint(int(line), int(pixel), *(float(value) for value in values))
            for line, pixel, values in zip(row, column, table, strict=True)
        )
    )
