"""Where on the sea a pixel of a radar picture lies, and back.

The annotation's own lattice of places, joined by cubic splines. The splines run through earth-fixed
metres and not through degrees, so that 180 degrees and the poles are places like any other. An
affine fit of the same lattice is wrong by 130 m and more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.errors import ProductError
from geodata.geoid import geoid_m
from geodata.raster.surface import Surface
from geodata.sentinel1.annotation import Annotation, GeolocationGrid
from geodata.sentinel1.geometry.earth import earth_fixed, east_north, lonlat_of
from geodata.sentinel1.geometry.orbit import ground_points

Floats = NDArray[np.float64]
SeaHeight = Callable[[ArrayLike], Floats]  # metres above the ellipsoid (N,) at places (N, 2)

MAX_RANGE_MISMATCH_M = 300.0
_NEWTON_STEPS = 20
_SETTLED_PX = 1e-7
_LEVEL_M = 0.01  # so near the sea a node is on it


@dataclass(frozen=True, slots=True, eq=False)
class Georef:
    """Pixels (N, 2) as (column, row), pixel (0, 0) covering 0..1, to places and back.

    All places lie on the sea, as high above the ellipsoid as `sea_m` says: nodes of the lattice,
    which the processor put on the ellipsoid or on land, are brought to it along circles of equal
    range. Each metre moves a place by about 1.3 m, and a hill at a coast would pull the sea beside
    it aside. Half a lattice step outside of the picture is still answered, by straight
    continuation.
    """

    annotation: Annotation
    sea_m: SeaHeight
    _points: Surface
    _ranges: Surface
    _times: Surface
    _incidence: Surface

    @classmethod
    def of(cls, annotation: Annotation, sea_height_m: float | None = None) -> "Georef":
        """sea_height_m: of all the sea above the ellipsoid; None: as high as the geoid.

        Raises ProductError when lattice, orbit and polynomials contradict each other.
        """
        grid = annotation.grid
        sea_m = geoid_m if sea_height_m is None else _level(sea_height_m)
        points = _nodes_at_sea(annotation, sea_m)

        def surface(values: Floats) -> Surface:
            return Surface.through(grid.rows, grid.columns, values)

        made = cls(
            annotation,
            sea_m,
            surface(points),
            surface(grid.slant_range_m[:, :, None]),
            surface(grid.times_s[:, :, None]),
            surface(grid.incidence_deg[:, :, None]),
        )
        made._require_one_range()
        return made

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) longitude in [-180, 180], latitude of pixels."""
        return lonlat_of(self._points.at(self._on_lattice(_pixels(px))))

    def pixels(self, lonlat: ArrayLike) -> Floats:
        """(N, 2) pixels of places (N, 2); NaN where a place is not in the picture or near it."""
        asked = np.asarray(lonlat, np.float64).reshape(-1, 2)
        target = earth_fixed(asked, self.sea_m(asked))
        on_lattice = self._points.find(target)
        px = on_lattice.copy()
        for _ in range(_NEWTON_STEPS):
            moved = on_lattice - self._range_shift(px)
            settled = np.abs(moved - px)[np.isfinite(moved)].max(initial=0.0) < _SETTLED_PX
            px = moved
            if settled:
                break
        return px

    def incidence_deg(self, px: ArrayLike) -> Floats:
        """(N,) angle between the ray and the vertical at the sea."""
        return self._incidence.at(self._on_lattice(_pixels(px)))[:, 0]

    def slant_range_m(self, px: ArrayLike) -> Floats:
        """(N,) metres from the satellite."""
        return self._ranges.at(self._on_lattice(_pixels(px)))[:, 0]

    def azimuth_time(self, px: ArrayLike) -> NDArray[np.datetime64]:
        """(N,) when the satellite stood abeam of the pixels: UTC, microseconds."""
        seconds = self._seconds(_pixels(px))
        start = np.datetime64(self.annotation.first_line_at.replace(tzinfo=None), "us")
        return start + np.round(seconds * 1e6).astype("timedelta64[us]")

    def axes_m(self, px: ArrayLike) -> Floats:
        """(N, 2, 2) metres to the east and to the north: [0] per column, [1] per row."""
        points = self._on_lattice(_pixels(px))
        per_column, per_row = self._points.slopes(points)
        east, north = east_north(lonlat_of(self._points.at(points)))
        axes = [[np.sum(d * e, axis=1) for e in (east, north)] for d in (per_column, per_row)]
        return np.moveaxis(np.array(axes), 2, 0)

    def spacing_m(self, px: ArrayLike) -> Floats:
        """(N, 2) metres along the sea from one column to the next and from one row to the next."""
        return np.asarray(np.linalg.norm(self.axes_m(px), axis=2))

    def platform_speed_mps(self, px: ArrayLike) -> Floats:
        """(N,) speed of the satellite over the turning earth, at its own height."""
        _, velocity = self.annotation.orbit.at(self._seconds(_pixels(px)))
        return np.asarray(np.linalg.norm(velocity, axis=1))

    def ground_speed_mps(self, px: ArrayLike) -> Floats:
        """(N,) speed of the beam's foot along the sea."""
        points = _pixels(px)
        per_row_s = self._times.slopes(points)[1][:, 0]
        return self.spacing_m(points)[:, 1] / np.abs(per_row_s)

    def _seconds(self, points: Floats) -> Floats:
        return self._times.at(points)[:, 0]

    def _on_lattice(self, points: Floats) -> Floats:
        return points + self._range_shift(points)

    def _range_shift(self, points: Floats) -> Floats:
        """(N, 2) pixels from where the picture has a range to where the lattice has it.

        The scale along the ground is renewed every second, the lattice every three: between its
        rows the spline of the lattice misses up to 10 m of range when there are hills in the scene.
        """
        scale = self.annotation.ground_to_slant
        shift = np.zeros_like(points)
        if scale is None or not len(points):
            return shift
        ground = (points[:, 0] - 0.5) * self.annotation.range_spacing_m
        told = scale.slant_range_m(self._seconds(points), ground)
        per_column = self._ranges.slopes(points)[0][:, 0]
        shift[:, 0] = (told - self._ranges.at(points)[:, 0]) / per_column
        return shift

    def _require_one_range(self) -> None:
        rows, columns = self.annotation.grid.rows, self.annotation.grid.columns
        column, row = np.meshgrid(columns, rows)
        nodes = np.column_stack([column.ravel(), row.ravel()])
        per_column = self._ranges.slopes(nodes)[0][:, 0]
        if not (per_column > 0.0).all():
            raise ProductError("the slant range does not grow along the lines: download it again")
        worst = np.abs(self._range_shift(nodes)[:, 0] * per_column).max()
        if not worst <= MAX_RANGE_MISMATCH_M:
            raise ProductError(
                f"geolocation lattice and ground-range polynomials differ by {worst:.4g} m of "
                f"range; at most {MAX_RANGE_MISMATCH_M:.0f} m are believed: download it again"
            )


def _pixels(px: ArrayLike) -> Floats:
    return np.asarray(px, np.float64).reshape(-1, 2)


def _level(height_m: float) -> SeaHeight:
    return lambda lonlat: np.full(len(np.asarray(lonlat).reshape(-1, 2)), height_m)


def _nodes_at_sea(annotation: Annotation, sea_m: SeaHeight) -> Floats:
    """(R, C, 3) the nodes of the lattice on the sea; nodes that lie on it stay untouched."""
    grid: GeolocationGrid = annotation.grid
    shape = (*grid.height_m.shape, 3)
    places = np.column_stack([grid.lon_deg.ravel(), grid.lat_deg.ravel()])
    heights = grid.height_m.ravel()
    as_told = earth_fixed(places, heights)
    sea = sea_m(places)
    high = np.abs(heights - sea) > _LEVEL_M
    if high.any():
        view = annotation.orbit, grid.times_s.ravel()[high], grid.slant_range_m.ravel()[high]
        off = as_told[high] - ground_points(*view, heights[high])
        # a mountain comes down kilometres aside, where the sea is another; then it hardly moves
        beside = lonlat_of(ground_points(*view, sea[high]) + off)
        as_told[high] = ground_points(*view, sea_m(beside)) + off
    return as_told.reshape(shape)
