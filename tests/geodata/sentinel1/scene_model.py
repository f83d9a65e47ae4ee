"""A picture's geometry that is known everywhere: the truth behind the products that tests write."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from geodata.sentinel1.geometry.earth import LIGHT_MPS
from tests.geodata.sentinel1.sight import CircularOrbit, seen_points

EPOCH = datetime(2024, 5, 17, 8, 41, 12, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class SceneModel:
    """A ground-range picture: `rows` lines, `columns` samples.

    hills_m: by how much the ground scale swings along the track, in metres of range at 125 km;
    0 over open sea. land_height_m(column, row): heights of the lattice; 0 everywhere by default.
    """

    rows: int = 16_685
    columns: int = 25_788
    spacing_m: float = 10.0
    line_interval_s: float = 1.4937e-3
    near_range_m: float = 800e3
    orbit: CircularOrbit = field(default_factory=CircularOrbit)
    hills_m: float = 0.0
    land_height_m: object = None
    lattice: tuple[int, int] = (10, 21)

    @property
    def polynomial_times_s(self):
        last = self.rows * self.line_interval_s
        return np.arange(-1.9, last + 2.0, 1.0)

    def coefficients(self, time_s):
        """Metres of range from metres of ground, lowest power first; like those of real scenes."""
        swing = self.hills_m / 125e3 * np.sin(2.0 * time_s)
        return np.array([self.near_range_m, 0.5125 + swing, 5.285e-7, -3.41e-13, 4.2e-20])

    def slant_range_m(self, px):
        column, row = np.asarray(px, float).reshape(-1, 2).T
        ground = (column - 0.5) * self.spacing_m
        times, known = self.seconds(row), self.polynomial_times_s
        after = np.clip(np.searchsorted(known, times), 1, len(known) - 1)
        share = (times - known[after - 1]) / (known[after] - known[after - 1])
        values = np.array([np.polyval(self.coefficients(t)[::-1], ground) for t in known])
        index = np.arange(len(ground))
        return (1.0 - share) * values[after - 1, index] + share * values[after, index]

    def seconds(self, row):
        return (np.asarray(row, float) - 0.5) * self.line_interval_s

    def instant(self, seconds):
        return EPOCH + timedelta(seconds=float(seconds))

    def places(self, px, height_m=0.0):
        """(N, 2) longitude and latitude of pixels."""
        row = np.asarray(px, float).reshape(-1, 2)[:, 1]
        satellite, velocity = self.orbit.at(self.seconds(row))
        return seen_points(satellite, velocity, self.slant_range_m(px), height_m)[:, :2]

    def nodes(self):
        """Lines, pixels (whole numbers) and heights of the lattice, row by row."""
        rows, columns = self.lattice
        line = np.unique(
            np.append(np.arange(0, self.rows - 1, -(-self.rows // (rows - 1))), self.rows - 1)
        )
        pixel = np.unique(
            np.append(
                np.arange(0, self.columns - 1, -(-self.columns // (columns - 1))), self.columns - 1
            )
        )
        pixel, line = (a.ravel() for a in np.meshgrid(pixel, line))
        height = (
            np.zeros(len(line)) if self.land_height_m is None else self.land_height_m(pixel, line)
        )
        return line, pixel, height

    def node_values(self):
        """Everything that the lattice says, as columns of one array per name."""
        line, pixel, height = self.nodes()
        px = np.column_stack([pixel + 0.5, line + 0.5])
        slant = self.slant_range_m(px)
        lonlat = self.places(px, height)
        satellite, _ = self.orbit.at(self.seconds(line + 0.5))
        up, sight = _up(lonlat), satellite - _fixed(lonlat, height)
        cosine = np.sum(up * sight, axis=1) / np.linalg.norm(sight, axis=1)
        return {
            "line": line, "pixel": pixel, "height": height, "lonlat": lonlat,
            "slant_time": 2.0 * slant / LIGHT_MPS, "incidence": np.degrees(np.arccos(cosine)),
            "seconds": self.seconds(line + 0.5),
        }  # fmt: skip


def _up(lonlat):
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _fixed(lonlat, height):
    from pyproj import Transformer

    to_fixed = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    return np.array(to_fixed.transform(*lonlat.T, height)).T
