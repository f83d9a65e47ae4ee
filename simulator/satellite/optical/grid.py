"""The map grid of an optical picture: squares of ten metres in the UTM zone of its middle."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.transform import Affine

from geodata.position import LonLat
from simulator.satellite.picture import SPACING_M

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MapGrid:
    """A picture on the map, row 0 in the north. west_m, north_m: its corner in the zone `epsg`."""

    epsg: int
    west_m: float
    north_m: float
    width_px: int
    height_px: int

    @cached_property
    def _to_map(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", f"EPSG:{self.epsg}", always_xy=True)

    @property
    def transform(self) -> Affine:
        """From pixel places to metres of the map."""
        return Affine(SPACING_M, 0.0, self.west_m, 0.0, -SPACING_M, self.north_m)

    def lonlat(self, px: Floats) -> Floats:
        """Longitude and latitude (N, 2) of pixel places (N, 2)."""
        east, north = self.west_m + px[:, 0] * SPACING_M, self.north_m - px[:, 1] * SPACING_M
        return np.stack(self._to_map.transform(east, north, direction="INVERSE"), axis=-1)

    def pixels(self, lonlat: Floats) -> Floats:
        """Pixel places (N, 2) of places (N, 2)."""
        east, north = self._to_map.transform(lonlat[:, 0], lonlat[:, 1])
        across, down = (east - self.west_m) / SPACING_M, (self.north_m - north) / SPACING_M
        return np.stack([across, down], axis=-1)

    def north_deg(self, px: Floats) -> Floats:
        """By how much true north lies clockwise of the columns' up (N,)."""
        here = self.lonlat(px)
        step = self.pixels(here + np.array([0.0, 1e-4])) - px
        return np.asarray(np.degrees(np.arctan2(step[:, 0], -step[:, 1])), np.float64)


def lay_map(centre: LonLat, shape_px: tuple[int, int]) -> MapGrid:
    """The grid of (width, height) pixels round a place, on whole tens of metres of its zone.

    Raises ValueError beyond the zones, near the poles.
    """
    if abs(centre.lat) > 80.0:
        raise ValueError(f"latitude is {centre.lat}; map zones end at 80: choose another place")
    zone = min(int((centre.lon + 180.0) / 6.0), 59) + 1
    epsg = (32600 if centre.lat >= 0.0 else 32700) + zone
    to_map = Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True)
    east, north = to_map.transform(centre.lon, centre.lat)
    width, height = shape_px
    west = round(east / SPACING_M - width / 2.0) * SPACING_M
    top = round(north / SPACING_M + height / 2.0) * SPACING_M
    return MapGrid(epsg, west, top, width, height)
