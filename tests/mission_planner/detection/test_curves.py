"""The camera's model, curves from files, and the fields made of them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.curve import inverse_cube_curve, model_curve
from mission_planner.detection.curve_file import read_curves
from mission_planner.detection.looking import look_rate
from mission_planner.detection.sensor import COLUMNS, ROWS, measured_field
from mission_planner.detection.target import KNOT_MPS, USUAL, Conditions, Target
from mission_planner.errors import FormatError, PlannerError
from tests.mission_planner.islands import heron

HEADER = "length_m,altitude_m,sea_state,light,speed_mps,lateral_m,probability\n"
TARGET = Target(20.0 * KNOT_MPS)


def width_m(altitude_m=100.0, length_m=6.0, sea_state=2.0, light="day"):
    conditions = Conditions(sea_state, light)
    rate = look_rate(heron().camera, altitude_m, Target(10.0, length_m), conditions)
    return model_curve(rate, 14.0, "").sweep_width_m


@settings(max_examples=20, deadline=None)
@given(st.floats(-400.0, 400.0), st.floats(50.0, 1000.0), st.floats(30.0, 150.0))
def test_the_picture_is_where_the_camera_of_the_georeference_has_it(right, ahead, altitude):
    camera = heron().camera
    model = CameraModel(camera.width_px, camera.height_px, camera.hfov_deg, camera.vfov_deg)
    georef = CameraGeoref(
        model, CameraPose(LonLat(130.0, 34.0), altitude, 0.0, camera.pitch_deg, 0.0)
    )
    x, y = georef.pixels([[right, ahead, 0.0]])[0]
    rim = min(x, y, camera.width_px - x, camera.height_px - y)
    rate = float(look_rate(camera, altitude, Target(10.0, 50.0), USUAL)(right, ahead))
    if abs(rim) > 2.0:
        assert (rate > 0.0) == (rim > 0.0)


def test_curves_fall_with_distance_and_with_all_that_hides_a_boat():
    rate = look_rate(heron().camera, 100.0, TARGET, USUAL)
    curve = model_curve(rate, 14.0, "")
    assert (np.diff(curve.probability) <= 1e-6).all()
    assert curve.at(np.array([-100.0, 100.0, 1e4])).tolist() == [*[curve.at(100.0)] * 2, 0.0]
    assert width_m(length_m=3.0) < width_m() < width_m(length_m=12.0)
    assert width_m(sea_state=5.0) < width_m() < width_m(sea_state=0.0)
    assert width_m(light="night") == 0.0 < width_m(light="dusk") < width_m()
    # too low sees a narrow strip, high enough it is the pixels that run out
    assert width_m(altitude_m=30.0) < width_m() > width_m(altitude_m=1000.0)


def test_half_of_the_looks_find_a_6_m_boat_at_700_m_on_a_calm_day():
    """The useful range that swaths are cut at comes from the same assumption."""
    rate = look_rate(heron().camera, 100.0, TARGET, Conditions(0.0))
    look = 1.0 - math.exp(-2.0 * float(rate(0.0, 690.0)))
    assert look == pytest.approx(0.5, abs=0.1)


def curve_file(tmp_path, *rows):
    file = tmp_path / "trial.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def measured(altitude, high, low=0.0, light="day"):
    shared = f"6,{altitude},2,{light},14"
    return [f"{shared},0,{high}", f"{shared},200,{high}", f"{shared},400,{low}"]


def test_a_file_replaces_the_model_and_is_read_between_its_curves(tmp_path):
    table = read_curves(curve_file(tmp_path, *measured(50, 0.8), *measured(100, 0.4)))
    eye = Eye(heron(), 75.0, 200.0, Against(TARGET, curves=table))
    assert eye.curve.source == "curve file trial.csv"
    assert eye.curve.at(np.array([0.0, 300.0])).tolist() == pytest.approx([0.6, 0.3])
    assert eye.curve.sweep_width_m == pytest.approx(2.0 * (0.6 * 200.0 + 0.3 * 200.0))


def test_a_field_makes_the_measured_curve_also_beyond_the_picture(tmp_path):
    table = read_curves(curve_file(tmp_path, *measured(100, 0.7, 0.3)))
    curve = table.curve(TARGET, 100.0, USUAL)
    for camera in (heron().camera, replace(heron().camera, hfov_deg=20.0)):
        rate = look_rate(camera, 100.0, TARGET, USUAL)
        field = measured_field(rate, curve)
        depth = (field.far_m - field.near_m) / ROWS
        passed = 1.0 - np.exp(-field.rates.sum(axis=1) * depth / curve.speed_mps)
        assert passed == pytest.approx(curve.at(field.right_m[:, 0]), abs=1e-6)
        assert field.rates.shape == (COLUMNS, ROWS)


def test_without_a_camera_the_swath_is_a_definite_range(tmp_path):
    blind = replace(heron(), camera=None)
    eye = Eye(blind, 100.0, 240.0, Against(TARGET))
    assert eye.curve.sweep_width_m == 240.0
    assert "no camera" in eye.curve.source
    table = read_curves(curve_file(tmp_path, *measured(100, 0.7)))
    assert Eye(blind, 100.0, 240.0, Against(TARGET, curves=table)).field.side_m == 400.0


@pytest.mark.parametrize(("rows", "says"), [
    (["6,100,2,noon,14,0,1"], "line 2: light is 'noon'"),
    (["6,100,2,day,14,0,1.5"], "line 2: probability is 1.5"),
    (["6,100,2,day,14,0,x"], "line 2: probability is 'x', not a number"),
    (["6,0,2,day,14,0,1"], "must be above 0"),
    (["6,100,2,day,14,0,1"], "at least two rows"),
    (["6,100,2,day,14,5,1", "6,100,2,day,14,9,1"], "rise from 0"),
    (["6,100,2,day,14,0,1,7"], "line 2: more fields than columns"),
    ([], "holds 0 rows"),
])  # fmt: skip
def test_a_bad_file_is_refused_by_its_line(tmp_path, rows, says):
    with pytest.raises(FormatError, match=says):
        read_curves(curve_file(tmp_path, *rows))


def test_files_that_are_none(tmp_path):
    with pytest.raises(FormatError, match="No such file"):
        read_curves(tmp_path / "none.csv")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(FormatError, match="must have the columns length_m"):
        read_curves(other)
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match="not UTF-8"):
        read_curves(other)


@pytest.mark.parametrize(("altitude_m", "conditions", "says"), [
    (120.0, Conditions(), "altitude_m 50 to 100, not 120"),
    (60.0, Conditions(3.0), "sea_state 2 to 2, not 3"),
    (60.0, Conditions(2.0, "dusk"), "no curve for dusk"),
])  # fmt: skip
def test_nothing_is_guessed_beyond_a_file(tmp_path, altitude_m, conditions, says):
    table = read_curves(curve_file(tmp_path, *measured(50, 0.8), *measured(100, 0.4)))
    with pytest.raises(PlannerError, match=says):
        table.curve(TARGET, altitude_m, conditions)


@pytest.mark.parametrize("make", [
    lambda: Target(-1.0), lambda: Target(math.nan), lambda: Target(5.0, 0.0),
    lambda: Conditions(9.0), lambda: Conditions(2.0, "noon"),
])  # fmt: skip
def test_figures_out_of_range_are_named(make):
    with pytest.raises(PlannerError, match="must"):
        make()


@given(st.floats(1.0, 3000.0))
def test_the_integral_of_the_inverse_cube_curve_is_the_sweep_width(width):
    """And its value at half a width is Koopman's: 1 - exp(-1 / pi)."""
    curve = inverse_cube_curve(width, 14.0)
    assert curve.sweep_width_m == pytest.approx(width, rel=0.005)
    half = float(curve.at(np.array([width / 2.0]))[0])
    assert half == pytest.approx(1.0 - math.exp(-1.0 / math.pi), abs=1e-3)
