"""Where the pixels of a picture lie: on a map, on a scale alone, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from geodata.coast import Land
from geodata.position import LonLat
from geodata.raster.georeference import Georeference
from geodata.raster.outline import outline_px
from surveillance.scan.land import LandMask

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """What a scan of a picture is asked, and what is known of it besides.

    land_buffer_m: that is kept off land; None: what suits the sensor. pixel_size_m: of a picture
    that is on no map. at: of one that says no time. threads: processor cores at once.
    """

    land_buffer_m: float | None = None
    pixel_size_m: float | None = None
    at: datetime | None = None
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Extent:
    """What a thing in a picture measures. axis_deg: of the long side, clockwise from the picture's
    up, [0, 180); None where none shows. is_bow: it is the way the bow points, [0, 360)."""

    px: tuple[float, float]
    length_px: float
    width_px: float
    axis_deg: float | None
    is_bow: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The same on the ground. Lengths in metres, heading modulo 180 but for a bow; None where
    it is not known."""

    position: LonLat | None
    length_m: float | None
    width_m: float | None
    heading_deg: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """shape: rows and columns. georef: None for a picture that is on no map; then pixel_size_m is
    the side of its pixels in metres, where somebody knows it."""

    shape: tuple[int, int]
    georef: Georeference | None
    pixel_size_m: float | None = None

    @property
    def has_scale(self) -> bool:
        """Whether metres are known at all."""
        return self.georef is not None or self.pixel_size_m is not None

    def looked(self) -> tuple[LonLat, ...]:
        """The ring of places round the picture; empty where it is on no map, or not wholly."""
        if self.georef is None:
            return ()
        ring = self.georef.lonlat(outline_px(self.shape))
        if not np.isfinite(ring).all():
            return ()
        return tuple(LonLat(float(lon), float(lat)) for lon, lat in ring)

    def spacing_m(self) -> tuple[float, float]:
        """Metres from column to column and from row to row in the middle; 1, 1 without a scale."""
        if self.georef is None:
            return (self.pixel_size_m or 1.0, self.pixel_size_m or 1.0)
        ((column_m, row_m),) = self.georef.spacing_m([self._middle])
        return float(column_m), float(row_m)

    def pixel_m(self) -> float:
        """The side of a square as large as the pixel in the middle; 1 without a scale."""
        return float(np.sqrt(np.prod(self.spacing_m())))

    def mask(self, land: Land | None, buffer_m: float) -> LandMask | None:
        """None where there is no land, or no map to draw it on."""
        looked = self.looked()
        if land is None or self.georef is None or not looked:
            return None
        return LandMask(land, looked, self.georef.pixels, self.shape, self.spacing_m(), buffer_m)

    def on_ground(self, thing: Extent) -> Measured:
        """Position, true metres and heading: pixels may be oblong or lie askew on the map."""
        if self.georef is None:
            if self.pixel_size_m is None:
                return Measured(None, None, None, None)
            side_m = self.pixel_size_m
            return Measured(None, thing.length_px * side_m, thing.width_px * side_m, None)
        ((lon, lat),) = self.georef.lonlat([thing.px])
        axes = self.georef.axes_m([thing.px])[0]
        position = LonLat(float(lon), float(lat)) if np.isfinite([lon, lat]).all() else None
        if thing.axis_deg is None:
            side_m = float(np.sqrt(abs(np.linalg.det(axes))))
            return Measured(position, thing.length_px * side_m, thing.width_px * side_m, None)
        turn = np.radians(thing.axis_deg)
        along = np.array([np.sin(turn), -np.cos(turn)]) @ axes  # per pixel, to the east and north
        across = np.array([np.cos(turn), np.sin(turn)]) @ axes
        return Measured(
            position,
            thing.length_px * float(np.linalg.norm(along)),
            thing.width_px * float(np.linalg.norm(across)),
            float(np.degrees(np.arctan2(along[0], along[1]))) % (360.0 if thing.is_bow else 180.0),
        )

    @property
    def _middle(self) -> tuple[float, float]:
        return (self.shape[1] / 2.0, self.shape[0] / 2.0)


def in_pixels(thing: Extent, is_scale_known: bool) -> dict[str, float | None]:
    """What is said besides of a thing that is on no map: its axis in the picture, and its sides
    where nobody knows what a pixel is."""
    said: dict[str, float | None] = {"axis_px_deg": thing.axis_deg}
    if not is_scale_known:
        said |= {"length_px": thing.length_px, "width_px": thing.width_px}
    return said
