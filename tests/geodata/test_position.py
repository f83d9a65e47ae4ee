import numpy as np
import pymap3d
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import PositionError
from geodata.position import LocalFrame, LonLat, bearing_deg, destination, distance_m, turn_deg
from tests.strategies import lonlats


@given(lonlats(), st.floats(-50_000.0, 50_000.0), st.floats(-50_000.0, 50_000.0))
def test_metres_to_degrees_and_back_within_a_millimetre(origin, east, north):
    frame = LocalFrame(origin)
    back = frame.point(frame.lonlat(east, north))
    assert np.hypot(back[0] - east, back[1] - north) < 1e-3


@given(lonlats(70.0), st.floats(0.0, 359.9), st.floats(1.0, 3_000.0))
def test_local_metres_agree_with_the_geodesic_from_the_origin(origin, course, distance):
    east, north = LocalFrame(origin).point(destination(origin, course, distance))
    assert np.hypot(east, north) == pytest.approx(distance, abs=1e-3)
    off_deg = abs(turn_deg(float(np.degrees(np.arctan2(east, north))), course))
    assert np.radians(off_deg) * distance < 1e-5 + 2e-6 * distance  # metres aside


def test_local_metres_agree_with_an_independent_tangent_plane():
    origin, place = LonLat(130.1, 34.24), LonLat(130.108, 34.247)
    east, north, _ = pymap3d.geodetic2enu(place.lat, place.lon, 0.0, origin.lat, origin.lon, 0.0)
    assert LocalFrame(origin).point(place) == pytest.approx((east, north), abs=0.01)


@pytest.mark.parametrize(
    ("lon", "lat"), [(181.0, 0.0), (0.0, 91.0), (float("nan"), 0.0), (0.0, float("inf"))]
)
def test_a_place_outside_the_earth_is_refused(lon, lat):
    with pytest.raises(PositionError):
        LonLat(lon, lat)


def test_swapped_coordinates_are_called_so():
    with pytest.raises(PositionError, match="swapped"):
        LonLat(34.24, 130.1)


def test_bearing_and_distance_of_a_known_pair():
    # Geodesics of the WGS84 ellipsoid: one degree of latitude at 34.5 N is 110,931 m
    a, b = LonLat(130.0, 34.0), LonLat(130.0, 35.0)
    assert bearing_deg(a, b) == pytest.approx(0.0, abs=1e-9)
    assert distance_m(a, b) == pytest.approx(110_931.0, abs=5.0)
