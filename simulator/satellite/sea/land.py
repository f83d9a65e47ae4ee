"""Land in a scene: its outline in pixels, and which pixels of a strip are land."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from simulator.satellite.picture import Picture
from simulator.satellite.safe.identity import Polarisation

SIGMA0_DB: dict[Polarisation, float] = {"VV": -8.5, "VH": -14.5}
MARGIN_DEG = 0.3  # beyond the picture, within which an outline is followed
FINEST_DEG = 0.05  # straight edges are bent at least this often: rows are no straight lines


@dataclass(frozen=True, slots=True)
class Land:
    """Land in pixel places, perhaps none."""

    shape: BaseGeometry

    def mask(self, first_row: int, rows: int, width: int) -> NDArray[np.uint8]:
        """(rows, width): 1 on land."""
        window = shapely.box(0, first_row, width, first_row + rows)
        part = self.shape.intersection(window)
        if part.is_empty:
            return np.zeros((rows, width), np.uint8)
        return np.asarray(
            rasterize(
                [part],
                out_shape=(rows, width),
                transform=Affine.translation(0, first_row),
                dtype="uint8",
            ),
            np.uint8,
        )


def draw_land(image: Picture, land: BaseGeometry | None) -> Land:
    """The part of the land (lon/lat) that a picture shows."""
    if land is None or land.is_empty:
        return Land(Polygon())
    across, down = image.width_px, image.height_px
    edge = np.array([[0, 0], [across, 0], [across, down], [0, down], [across / 2, down / 2]])
    west, south, east, north = shapely.MultiPoint(image.lonlat(edge.astype(np.float64))).bounds
    if east - west > 180.0:  # the scene lies across the dateline: outlines are not followed there
        return Land(Polygon())
    near = shapely.box(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    part = shapely.segmentize(land.intersection(near), FINEST_DEG)
    if part.is_empty:
        return Land(Polygon())
    return Land(shapely.make_valid(shapely.transform(part, image.pixels)))
