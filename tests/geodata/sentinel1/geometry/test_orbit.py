"""The path between state vectors, and what is seen from it."""

import numpy as np
import pytest

from geodata.errors import ProductError
from geodata.sentinel1.geometry.earth import LIGHT_MPS, earth_fixed, lonlat_of
from geodata.sentinel1.geometry.orbit import Orbit, ground_points
from tests.geodata.sentinel1.geometry.golden import LATTICE, STATE_VECTORS
from tests.geodata.sentinel1.sight import CircularOrbit, seen_points


def orbit_of(path: CircularOrbit, step_s: float = 10.0) -> Orbit:
    times = np.arange(-60.0, 90.0, step_s)
    return Orbit(times, *path.at(times))


def test_between_vectors_ten_seconds_apart_the_path_is_known_to_a_millimetre():
    path = CircularOrbit()
    asked = np.linspace(-59.0, 75.0, 301)
    place, speed = orbit_of(path).at(asked)
    true_place, true_speed = path.at(asked)
    assert np.abs(place - true_place).max() < 1e-3
    assert np.abs(speed - true_speed).max() < 1e-3


@pytest.mark.parametrize("argument", [-60.0, 5.0, 88.0, 95.0, 200.0])
@pytest.mark.parametrize("height", [0.0, 37.0, 2500.0])
def test_range_and_right_angle_give_the_place_that_the_angle_of_sight_gives(argument, height):
    path = CircularOrbit(latitude_argument_deg=argument)
    times = np.repeat(np.linspace(-5.0, 30.0, 8), 9)
    slant = np.tile(np.linspace(800e3, 960e3, 9), 8)
    seen = seen_points(*path.at(times), slant, height)
    found = ground_points(orbit_of(path), times, slant, height)
    assert np.linalg.norm(found - earth_fixed(seen[:, :2], height), axis=1).max() < 0.05


def test_a_real_orbit_gives_the_places_that_the_real_processor_found():
    seconds, vectors = STATE_VECTORS[:, 0], STATE_VECTORS[:, 1:]
    orbit = Orbit(seconds, vectors[:, :3], vectors[:, 3:])
    at, both_ways, lon, lat, height = LATTICE.T
    found = ground_points(orbit, at, both_ways * LIGHT_MPS / 2.0, height)
    told = earth_fixed(np.column_stack([lon, lat]), height)
    assert np.linalg.norm(found - told, axis=1).max() < 0.15


def test_degrees_and_metres_agree():
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(-180, 180, 500), rng.uniform(-89.9, 89.9, 500)])
    back = lonlat_of(earth_fixed(places, rng.uniform(-100, 3000, 500)))
    assert np.abs(back - places).max() < 1e-9


def test_a_range_that_does_not_reach_the_earth_is_refused():
    with pytest.raises(ProductError, match="does not reach"):
        ground_points(orbit_of(CircularOrbit()), [0.0], [500e3], [0.0])


def test_a_time_far_outside_of_the_vectors_is_refused():
    with pytest.raises(ProductError, match=r"orbit covers .* scene has"):
        orbit_of(CircularOrbit()).at([300.0])


def test_one_vector_is_no_orbit():
    with pytest.raises(ProductError, match="fewer than two"):
        Orbit(np.zeros(1), np.zeros((1, 3)), np.zeros((1, 3)))
