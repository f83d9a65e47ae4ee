"""The geometry of the radar against plain physics and against the ellipsoid of pyproj."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geodata.position import LonLat
from simulator.satellite.radar.image import WAVELENGTH_M, Image, take
from simulator.satellite.radar.orbit import RADIUS_M, lay_orbit

WGS84 = Geod(ellps="WGS84")
TO_EARTH_FIXED = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
PASSES = ("ascending", "descending")

images = st.builds(
    take,
    st.builds(LonLat, st.floats(-180.0, 180.0), st.floats(-70.0, 70.0)),
    st.sampled_from(PASSES),
    st.floats(33.0, 44.0),
    st.tuples(st.integers(64, 6000), st.integers(64, 6000)),
)


def earth_fixed(lonlat: np.ndarray) -> np.ndarray:
    lon, lat = lonlat.T
    return np.stack(TO_EARTH_FIXED.transform(lon, lat, np.zeros(len(lon))), axis=-1)


def corners(image: Image) -> np.ndarray:
    right, last = image.width_px - 0.5, image.height_px - 0.5
    middle = [image.width_px / 2.0, image.height_px / 2.0]
    return np.array([[0.5, 0.5], [right, 0.5], [0.5, last], [right, last], middle])


@settings(max_examples=20, deadline=None)
@given(images)
def test_there_and_back(image):
    px = corners(image)
    assert np.abs(image.pixels(image.lonlat(px)) - px).max() < 1e-6


@settings(max_examples=20, deadline=None)
@given(images)
def test_a_pixel_lies_abeam_at_its_range(image):
    """Pyproj's place of a pixel is at right angles to the way of the satellite, at its range."""
    px = corners(image)
    ground = earth_fixed(image.lonlat(px))
    above, velocity = image.orbit.state(image.row_time_s(px[:, 1]))
    sight = ground - above
    assert np.abs((sight * velocity).sum(-1)).max() / np.linalg.norm(velocity[0]) < 1e-3
    assert np.linalg.norm(sight, axis=-1) == pytest.approx(image.slant_range_m(px[:, 0]), abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(images, st.floats(-100.0, 80.0), st.floats(-3.0, 3.0))
def test_a_sea_off_the_ellipsoid_is_seen_as_far_away_as_it_is(image, height_m, tilt_m):
    """pyproj places it at its height, which changes from west to east."""

    def sea_m(lonlat):
        return height_m + tilt_m * np.sin(np.radians(lonlat[:, 0]))

    raised = replace(image, sea_m=sea_m)
    px = corners(raised)
    lonlat = raised.lonlat(px)
    lon, lat = lonlat.T
    ground = np.stack(TO_EARTH_FIXED.transform(lon, lat, sea_m(lonlat)), axis=-1)
    sight = ground - raised.orbit.state(raised.row_time_s(px[:, 1]))[0]
    assert np.linalg.norm(sight, axis=-1) == pytest.approx(raised.slant_range_m(px[:, 0]), abs=0.01)
    assert np.abs(raised.pixels(lonlat) - px).max() < 1e-3


@settings(max_examples=20, deadline=None)
@given(images)
def test_the_radar_looks_to_its_right(image):
    px = corners(image)
    here, there = image.lonlat(px), image.lonlat(px + np.array([0.0, 1.0]))
    forward = WGS84.inv(*here.T, *there.T)[0]
    away = image.toward_radar_deg(px) + 180.0
    turn = (away - forward + 180.0) % 360.0 - 180.0
    assert turn == pytest.approx(np.full(len(px), 90.0), abs=1.5)


@pytest.mark.parametrize("direction", PASSES)
def test_pixels_are_ten_metres_apart(direction):
    image = take(LonLat(130.1, 34.2), direction, 36.0, (4096, 4096))
    px = np.array([[2048.0, 2048.0], [2049.0, 2048.0], [2048.0, 2049.0]])
    lonlat = image.lonlat(px)
    for other in lonlat[1:]:
        assert WGS84.inv(*lonlat[0], *other)[2] == pytest.approx(10.0, abs=0.01)


@pytest.mark.parametrize("direction", PASSES)
def test_the_middle_is_where_it_was_asked_for(direction):
    image = take(LonLat(-4.7, 48.4), direction, 38.0, (1000, 600))
    found = image.lonlat(np.array([[500.0, 300.0]]))
    assert WGS84.inv(*found[0], -4.7, 48.4)[2] < 0.01
    assert image.incidence_deg(np.array([[500.0, 300.0]]))[0] == pytest.approx(38.0, abs=0.3)


def test_the_velocity_is_the_change_of_the_position():
    orbit = lay_orbit(LonLat(20.0, 60.0), "descending", 850_000.0)
    (before, _), (after, _), (_, velocity) = (orbit.state(t) for t in (9.99, 10.01, 10.0))
    assert (after - before) / 0.02 == pytest.approx(velocity, abs=1e-3)
    assert np.linalg.norm(before) == pytest.approx(RADIUS_M)
    assert 7500.0 < np.linalg.norm(velocity) < 7700.0


@pytest.mark.parametrize("direction", PASSES)
def test_who_comes_towards_the_radar_is_shown_ahead(direction):
    """Shift along the flight = radial speed x range / satellite speed, on the ground."""
    image = take(LonLat(130.1, 34.2), direction, 38.0, (2000, 2000))
    px = np.array([[1000.0, 1000.0]])
    bearing = np.radians(image.toward_radar_deg(px)[0])
    velocity = 8.0 * np.array([[np.sin(bearing), np.cos(bearing)]])
    shown = image.pixels_of_moving(image.lonlat(px), velocity, np.zeros(1))
    radial = 8.0 * np.sin(np.radians(image.incidence_deg(px)[0]))
    speed = np.linalg.norm(image.orbit.state(0.0)[1])
    along_m = (shown[0, 1] - px[0, 1]) * 10.0
    assert along_m == pytest.approx(radial * image.slant_range_m(1000.0) / speed, rel=0.01)
    assert abs(shown[0, 0] - px[0, 0]) < 0.3


def test_who_moves_along_the_flight_is_shown_where_it_is():
    image = take(LonLat(130.1, 34.2), "ascending", 38.0, (2000, 2000))
    px = np.array([[1000.0, 1000.0]])
    bearing = np.radians(image.toward_radar_deg(px)[0] + 90.0)
    velocity = 8.0 * np.array([[np.sin(bearing), np.cos(bearing)]])
    shown = image.pixels_of_moving(image.lonlat(px), velocity, np.zeros(1))
    assert np.abs(shown - px).max() < 0.2


@pytest.mark.parametrize("order", [-2, -1, 1, 2])
def test_an_ambiguity_lies_where_its_pulses_put_it(order):
    """Along the flight by wavelength x range x pulses / (2 x speed); a little farther in range."""
    image = take(LonLat(130.1, 34.2), "descending", 38.0, (2000, 2000))
    px = np.array([[1000.0, 1000.0]])
    prf_hz = 1451.6
    shown = image.pixels_of_moving(image.lonlat(px), np.zeros((1, 2)), np.array([order * prf_hz]))
    range_m = float(image.slant_range_m(1000.0))
    speed = float(np.linalg.norm(image.orbit.state(0.0)[1]))
    expected_m = -order * WAVELENGTH_M * range_m * prf_hz / (2.0 * speed)
    assert (shown[0, 1] - px[0, 1]) * 10.0 == pytest.approx(expected_m, rel=0.01)
    farther_m = expected_m**2 / (2.0 * range_m * np.sin(np.radians(image.incidence_deg(px)[0])))
    assert (shown[0, 0] - px[0, 0]) * 10.0 == pytest.approx(farther_m, rel=0.15)


def test_no_orbit_over_the_pole():
    with pytest.raises(ValueError, match="farther from the pole"):
        take(LonLat(0.0, 85.0), "ascending", 38.0, (100, 100))
