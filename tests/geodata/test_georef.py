import numpy as np
import pymap3d
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymap3d.los import lookAtSpheroid as look_at_spheroid

from geodata.georef import (
    CameraGeoref,
    CameraModel,
    CameraPose,
    body_to_camera,
    camera_rotation,
    camera_to_sensor,
    rotation_angles,
)
from geodata.position import LonLat, turn_deg
from tests.strategies import georefs

MODEL = CameraModel(1280, 720, 60.0, 35.98)
HERE = LonLat(130.1, 34.24)
tilts = st.floats(-30.0, 30.0)
headings = st.floats(0.0, 359.99)


def look(pitch_deg: float, alt_m: float = 120.0, heading_deg: float = 0.0) -> CameraGeoref:
    return CameraGeoref(MODEL, CameraPose(HERE, alt_m, heading_deg, pitch_deg, 0.0))


@given(georefs(), st.floats(0.0, 1280.0), st.floats(0.0, 720.0))
def test_a_pixel_goes_to_the_sea_and_comes_back(georef, column, row):
    point = georef.sea_points([[column, row]])
    assume(np.isfinite(point).all() and np.hypot(*point[0]) < 5_000.0)
    back = georef.pixels(np.column_stack([point, [[0.0]]]))
    assert back[0] == pytest.approx([column, row], abs=1e-4)


def test_straight_down_is_below_the_camera():
    assert look(-90.0).sea_points([[640.0, 360.0]])[0] == pytest.approx([0.0, 0.0], abs=1e-6)


def test_45_degrees_down_is_as_far_as_high():
    assert look(-45.0).sea_points([[640.0, 360.0]])[0] == pytest.approx([0.0, 120.0], abs=0.01)


def test_heading_east_looks_east():
    east, north = look(-45.0, heading_deg=90.0).sea_points([[640.0, 360.0]])[0]
    assert (east, north) == pytest.approx((120.0, 0.0), abs=0.01)


def test_above_the_horizon_there_is_no_sea():
    georef = look(0.0)
    assert np.isnan(georef.sea_points([[640.0, 300.0]])).all()
    # the dip of the horizon at 120 m with a 7/6 earth is 0.324 degrees: 6.3 pixels below the axis
    dip_px = MODEL.fy * np.tan(np.sqrt(2 * 120.0 / (6_371_008.8 * 7 / 6)))
    assert np.isnan(georef.sea_points([[640.0, 360.0 + dip_px - 0.1]])).all()
    assert np.isfinite(georef.sea_points([[640.0, 360.0 + dip_px + 0.1]])).all()


def test_a_ray_agrees_with_an_independent_ellipsoid_but_for_refraction():
    """pymap3d meets the ellipsoid without refraction: at 450 m the two differ by decimetres."""
    for pitch in (-15.0, -30.0, -60.0):
        lat, lon, _ = look_at_spheroid(HERE.lat, HERE.lon, 120.0, 40.0, 90.0 + pitch)
        ours = look(pitch, heading_deg=40.0).lonlat([[640.0, 360.0]])[0]
        east, north, _ = pymap3d.geodetic2enu(ours[1], ours[0], 0.0, lat, lon, 0.0)
        assert np.hypot(east, north) < 0.3


@given(headings, tilts, tilts)
def test_angles_of_a_rotation_come_back(heading, pitch, roll):
    back = rotation_angles(camera_rotation(heading, pitch, roll))
    assert abs(turn_deg(back[0], heading)) < 1e-6
    assert back[1:] == pytest.approx((pitch, roll), abs=1e-6)


@given(headings, tilts, tilts, headings, st.floats(-85.0, 30.0), tilts)
def test_gimbal_angles_compose_to_the_camera(ph, pp, pr, ch, cp, cr):
    sensor = camera_to_sensor((ph, pp, pr), (ch, cp, cr))
    back = body_to_camera((ph, pp, pr), sensor)
    assert camera_rotation(*back) == pytest.approx(camera_rotation(ch, cp, cr), abs=1e-9)


def test_positive_roll_lowers_the_right_side():
    right = camera_rotation(0.0, 0.0, 10.0)[:, 0]
    assert right[2] < 0.0
