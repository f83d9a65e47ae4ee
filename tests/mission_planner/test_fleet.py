"""Fleet files: read whole, refused by name."""

import pytest

from mission_planner.errors import FleetError
from mission_planner.fleet import find_vehicle, kinds
from mission_planner.vehicles import read_fleet

GOOD = """
[vehicle.crane-2]
kind = "copter"
link = "udpin:0.0.0.0:14550"
cruise_mps = 12
climb_mps = 3.0
descend_mps = 2.0
battery_wh = 400.0
hover_w = 350.0
cruise_w = 380.0
reserve_pct = 25.0
max_wind_mps = 10.0
min_alt_m = 30.0
max_alt_m = 120.0
"""
CAMERA = """
[vehicle.crane-2.camera]
hfov_deg = 60.0
vfov_deg = 36.0
width_px = 1280
height_px = 720
pitch_deg = -30.0
"""


def read(tmp_path, text):
    file = tmp_path / "fleet.toml"
    file.write_text(text)
    return read_fleet(file)


def test_the_built_in_fleet_has_one_copter():
    (heron,) = read_fleet(None).values()
    assert (heron.name, heron.kind, heron.link) == ("heron-1", "copter", "tcp:127.0.0.1:5760")
    assert heron.camera is not None
    assert heron.usable_wh == pytest.approx(448.0)


def test_a_fleet_of_ones_own(tmp_path):
    fleet = read(tmp_path, GOOD + CAMERA)
    assert fleet["crane-2"].camera.pitch_deg == -30.0
    assert find_vehicle(fleet, None).cruise_mps == 12.0
    assert read(tmp_path, GOOD)["crane-2"].camera is None


def test_kinds_are_files():
    assert kinds() == ["copter", "plane", "sub"]


@pytest.mark.parametrize("text, words", [
    (GOOD + "colour = 'red'\n", "vehicle 'crane-2': unknown key 'colour'"),
    (GOOD + CAMERA + "zoom = 2\n", "unknown key 'camera.zoom'"),
    (GOOD + "[pilots]\nname = 'a'\n", "unknown key 'pilots' beside the vehicles"),
    (GOOD.replace("battery_wh = 400.0\n", ""), "key 'battery_wh' is missing"),
    (GOOD.replace("= 12\n", "= -12\n"), "cruise_mps"),
    (GOOD.replace("= 12\n", "= 'fast'\n"), "not 'fast'"),
    (GOOD.replace("= 12\n", "= nan\n"), "cruise_mps"),
    (GOOD.replace("copter", "blimp"), "kind 'blimp'; known kinds: copter, plane"),
    (GOOD.replace("30.0", "130.0"), "min_alt_m 130 is above max_alt_m 120"),
    ("[vehicle", "is not TOML"),
    ("", "holds no vehicle"),
    ("vehicle = 3", "holds no vehicle"),
    ("[vehicle]\nx = 3", "vehicle 'x' is not a table"),
])  # fmt: skip
def test_bad_fleets_are_refused_by_name(tmp_path, text, words):
    with pytest.raises(FleetError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_vehicles_and_missing_files(tmp_path):
    with pytest.raises(FleetError, match="no vehicle is called 'gull'; the fleet has: heron-1"):
        find_vehicle(read_fleet(None), "gull")
    two = read(tmp_path, GOOD + GOOD.replace("crane-2", "crane-3"))
    with pytest.raises(FleetError, match="choose with --vehicle: crane-2, crane-3"):
        find_vehicle(two, None)
    with pytest.raises(FleetError, match="cannot read fleet file"):
        read_fleet(tmp_path / "none.toml")
