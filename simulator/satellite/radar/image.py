"""Where the radar puts a place: lines of zero Doppler, columns of ground range.

A pixel place is (column, row) with centres at .5. Row times and slant ranges belong to centres,
so a product's own count of lines and pixels, which names centres 0, 1, 2, is half a pixel less.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray

from geodata.position import LonLat
from simulator.satellite.picture import SPACING_M
from simulator.satellite.radar.ellipsoid import (
    AXIS_M,
    POLAR_AXIS_M,
    earth_fixed,
    east_north,
    lonlat_of,
    upward,
)
from simulator.satellite.radar.orbit import ALTITUDE_M, RADIUS_M, Orbit, Pass, lay_orbit

Floats = NDArray[np.float64]
Heights = Callable[[Floats], Floats]  # metres above the ellipsoid (N,) of places (N, 2)

RANGE_ORDER = 6  # of the polynomial from ground range to slant range
ROUNDS = 12  # of Newton's method: five are enough anywhere on the earth
WAVELENGTH_M = 299_792_458.0 / 5.405e9


def flat(lonlat: Floats) -> Floats:
    """A sea that lies on the ellipsoid."""
    return np.zeros(len(lonlat))


@dataclass(frozen=True)
class Image:
    """The geometry of one picture. Make it with `take`.

    line_s: seconds from a row to the next. first_row_s: time of the centre of row 0, after the
    moment in which the middle is abeam. slant: metres of slant range over ground range in units
    of 100 km from the centre of column 0. sea_m: how high the sea lies.
    """

    orbit: Orbit
    width_px: int
    height_px: int
    line_s: float
    first_row_s: float
    slant: Polynomial
    sea_m: Heights = flat

    @cached_property
    def _slope(self) -> Polynomial:
        return self.slant.deriv()

    def row_time_s(self, row: ArrayLike) -> Floats:
        """Zero-Doppler time of rows."""
        return self.first_row_s + (np.asarray(row, np.float64) - 0.5) * self.line_s

    def row(self, time_s: ArrayLike) -> Floats:
        """Rows of zero-Doppler times."""
        return (np.asarray(time_s, np.float64) - self.first_row_s) / self.line_s + 0.5

    def slant_range_m(self, column: ArrayLike) -> Floats:
        """Slant range of columns."""
        far = (np.asarray(column, np.float64) - 0.5) * SPACING_M / 1e5
        return np.asarray(self.slant(far), np.float64)

    def column(self, slant_range_m: ArrayLike) -> Floats:
        """Columns of slant ranges, also outside the picture as far as the polynomial rises."""
        wanted = np.asarray(slant_range_m, np.float64)
        far = np.full(wanted.shape, self.width_px * SPACING_M / 2e5)
        for _ in range(ROUNDS):
            far = far - (self.slant(far) - wanted) / self._slope(far)
        return np.asarray(far * 1e5 / SPACING_M + 0.5, np.float64)

    def lonlat(self, px: Floats) -> Floats:
        """Longitude and latitude (N, 2) on the sea of pixel places (N, 2)."""
        place, height_m = self._ground(px)
        return lonlat_of(place - height_m[:, None] * upward(place))

    def ground(self, px: Floats) -> Floats:
        """Earth-fixed places (N, 3) on the sea of pixel places (N, 2)."""
        return self._ground(px)[0]

    def _ground(self, px: Floats) -> tuple[Floats, Floats]:
        """The same, and how high the sea lies there."""
        seen = (self.orbit, self.row_time_s(px[:, 1]), self.slant_range_m(px[:, 0]))
        # a hundred metres aside, where the ellipsoid is met, it is as high to a centimetre
        height_m = self.sea_m(lonlat_of(ground_abeam(*seen, np.zeros(len(px)))))
        return ground_abeam(*seen, height_m), height_m

    def pixels(self, lonlat: Floats) -> Floats:
        """Pixel places (N, 2), also outside the picture, of what lies still at (N, 2)."""
        still = np.zeros((len(lonlat), 2))
        return self.pixels_of_moving(lonlat, still, np.zeros(len(lonlat)))

    def pixels_of_moving(self, lonlat: Floats, velocity: Floats, doppler_hz: Floats) -> Floats:
        """Where the radar puts things that move: pixel places (N, 2).

        lonlat (N, 2): where they are when they are abeam. velocity (N, 2): metres per second to
        the east and north. A thing is imaged where its range stops changing; its echo shifted by
        `doppler_hz` (N,), as that of an ambiguity is, where its range changes accordingly.
        """
        place = earth_fixed(lonlat[:, 0], lonlat[:, 1], self.sea_m(lonlat))
        east, north = east_north(place)
        own = velocity[:, :1] * east + velocity[:, 1:] * north
        abeam = _time_of_rate(self.orbit, place, np.zeros_like(own), 0.0)
        rate = -doppler_hz * WAVELENGTH_M / 2.0
        moving = place - own * abeam[:, None]  # its place at time 0, on a straight course
        time = _time_of_rate(self.orbit, moving, own, rate)
        there, _ = self.orbit.state(time)
        range_m = np.linalg.norm(moving + own * time[:, None] - there, axis=-1)
        return np.stack([self.column(range_m), self.row(time)], axis=-1)

    def time_s(self, lonlat: Floats) -> Floats:
        """Zero-Doppler times (N,) of places (N, 2)."""
        return self.row_time_s(self.pixels(lonlat)[:, 1])

    def incidence_deg(self, px: Floats) -> Floats:
        """Angle between the line of sight and the vertical at the sea (N,)."""
        place = self.ground(px)
        sight = self.orbit.state(self.row_time_s(px[:, 1]))[0] - place
        return _angle_deg(sight, upward(place))

    def elevation_deg(self, px: Floats) -> Floats:
        """Angle between the line of sight and the vertical at the satellite (N,)."""
        above = self.orbit.state(self.row_time_s(px[:, 1]))[0]
        return _angle_deg(above - self.ground(px), above)

    def toward_radar_deg(self, px: Floats) -> Floats:
        """Direction on the ground from which the radar looks, clockwise from north (N,)."""
        place = self.ground(px)
        east, north = east_north(place)
        sight = self.orbit.state(self.row_time_s(px[:, 1]))[0] - place
        bearing = np.arctan2((sight * east).sum(-1), (sight * north).sum(-1))
        return np.asarray(np.degrees(bearing) % 360.0, np.float64)


def take(
    centre: LonLat,
    direction: Pass,
    incidence_deg: float,
    shape_px: tuple[int, int],
    sea_m: Heights = flat,
) -> Image:
    """The picture of (width, height) pixels with `centre` in its middle, seen at an incidence.

    The middle is met to a hundred metres, as far as the sea lies off the ellipsoid. Raises
    ValueError where the radar cannot look.
    """
    width, height = shape_px
    orbit = lay_orbit(centre, direction, _range_at(centre, incidence_deg))
    slant = _ground_to_slant(orbit, centre, width)
    middle = np.repeat(slant((width / 2.0 - 0.5) * SPACING_M / 1e5), 2)
    around = ground_abeam(orbit, np.array([-0.5, 0.5]), middle, np.zeros(2))
    line_s = SPACING_M / float(np.linalg.norm(around[1] - around[0]))
    return Image(orbit, width, height, line_s, -(height / 2.0 - 0.5) * line_s, slant, sea_m)


def ground_abeam(orbit: Orbit, time_s: Floats, slant_range_m: Floats, height_m: Floats) -> Floats:
    """Earth-fixed places (N, 3) right of the satellite, at times, ranges and heights (N,)."""
    above, velocity = orbit.state(time_s)
    forward = velocity / np.linalg.norm(velocity, axis=-1, keepdims=True)
    down = -above / np.linalg.norm(above, axis=-1, keepdims=True)
    right = np.cross(down, forward)
    right /= np.linalg.norm(right, axis=-1, keepdims=True)
    plumb = np.cross(forward, right)  # in the plane of zero Doppler, nearly straight down
    height = np.linalg.norm(above, axis=-1)
    axes = np.array([AXIS_M, AXIS_M, POLAR_AXIS_M]) + height_m[:, None]
    cos = (height**2 + slant_range_m**2 - AXIS_M**2) / (2.0 * height * slant_range_m)
    angle = np.arccos(np.clip(cos, -1.0, 1.0))
    for _ in range(ROUNDS):
        sight = np.sin(angle)[:, None] * right + np.cos(angle)[:, None] * plumb
        turned = np.cos(angle)[:, None] * right - np.sin(angle)[:, None] * plumb
        place = (above + slant_range_m[:, None] * sight) / axes
        off = (place**2).sum(-1) - 1.0
        slope = 2.0 * (place * turned / axes).sum(-1) * slant_range_m
        angle = angle - off / slope
    sight = np.sin(angle)[:, None] * right + np.cos(angle)[:, None] * plumb
    return np.asarray(above + slant_range_m[:, None] * sight, np.float64)


def _time_of_rate(orbit: Orbit, place: Floats, own: Floats, rate_mps: Floats | float) -> Floats:
    """When the range to places (N, 3) at time 0, moving by (N, 3) m/s, changes at a rate."""
    time = np.zeros(len(place))
    for _ in range(ROUNDS):
        here, velocity = orbit.state(time)
        sight = place + own * time[:, None] - here
        range_m = np.linalg.norm(sight, axis=-1)
        closing = own - velocity
        rate = (sight * closing).sum(-1) / range_m
        # the pull of the earth on the satellite bends the line of sight as well
        pull = (
            -here
            * (np.linalg.norm(velocity, axis=-1) / np.linalg.norm(here, axis=-1))[:, None] ** 2
        )
        bend = ((closing**2).sum(-1) - (sight * pull).sum(-1) - rate**2) / range_m
        time = time - (rate - rate_mps) / bend
    return time


def _angle_deg(a: Floats, b: Floats) -> Floats:
    cos = (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    return np.asarray(np.degrees(np.arccos(cos)), np.float64)


def _range_at(centre: LonLat, incidence_deg: float) -> float:
    """Slant range at which the sea at `centre` is seen at an incidence, to some metres."""
    below = float(np.linalg.norm(earth_fixed([centre.lon], [centre.lat])[0]))
    away = np.radians(incidence_deg)
    return float(np.sqrt(RADIUS_M**2 - (below * np.sin(away)) ** 2) - below * np.cos(away))


def _ground_to_slant(orbit: Orbit, centre: LonLat, width: int) -> Polynomial:
    """Slant range over ground range (in 100 km from the centre of column 0) at time 0."""
    ground = earth_fixed([centre.lon], [centre.lat])[0]
    middle = float(np.linalg.norm(ground - orbit.state(0.0)[0]))
    half_m = width * SPACING_M / 2.0
    nearest = max(middle - half_m * 0.9 - 2e3, ALTITUDE_M + 30_000.0)
    reach = np.linspace(nearest, middle + half_m * 0.9 + 2e3, 4001)
    place = ground_abeam(orbit, *np.stack([0.0 * reach, reach, 0.0 * reach]))
    steps = np.linalg.norm(np.diff(place, axis=0), axis=-1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    along -= np.interp(middle, reach, along)  # from the middle
    inside = np.abs(along) < half_m * 1.1 + 1e3
    start = -(half_m - SPACING_M / 2.0)
    fit = Polynomial.fit((along[inside] - start) / 1e5, reach[inside], RANGE_ORDER)
    return fit.convert()
