"""The strip that a camera sees."""

from dataclasses import replace

import pytest

from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat
from mission_planner.errors import PlannerError
from mission_planner.swath import seen_width_m
from tests.mission_planner.islands import heron


def with_camera(**changes):
    vehicle = heron()
    return replace(vehicle, camera=replace(vehicle.camera, **changes))


def test_straight_down_it_is_the_picture_width():
    assert seen_width_m(with_camera(pitch_deg=-90.0, hfov_deg=90.0), 100.0) == pytest.approx(200.0)


def test_the_width_is_what_the_camera_sees_on_its_middle_row():
    camera = heron().camera
    model = CameraModel(camera.width_px, camera.height_px, camera.hfov_deg, camera.vfov_deg)
    pose = CameraPose(LonLat(130.0, 34.0), 100.0, 0.0, camera.pitch_deg, 0.0)
    middle = camera.height_px / 2.0
    left, right = CameraGeoref(model, pose).sea_points([[0.0, middle], [camera.width_px, middle]])
    assert seen_width_m(heron(), 100.0) == pytest.approx(right[0] - left[0], rel=0.01)


def test_a_far_view_is_bounded_by_the_useful_range():
    bound = 2 * 700.0 * 0.57735
    assert seen_width_m(with_camera(pitch_deg=-5.0), 100.0) == pytest.approx(bound, rel=1e-4)
    assert seen_width_m(with_camera(pitch_deg=0.0), 100.0) == pytest.approx(bound, rel=1e-4)


@pytest.mark.parametrize("pitch_deg", [20.0, -1.0])
def test_a_camera_that_sees_no_sea_is_no_camera(pitch_deg):
    with pytest.raises(PlannerError, match="sees no sea within 700 m"):
        seen_width_m(with_camera(pitch_deg=pitch_deg, vfov_deg=2.0), 100.0)
