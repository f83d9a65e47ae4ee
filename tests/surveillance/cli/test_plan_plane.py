"""`mizugiwa plan` and `check` with a fleet that has a plane."""

import json

import pytest

FLEET = """
[vehicle.gannet-1]
kind = "plane"
link = "udpin:0.0.0.0:14550"
cruise_mps = 20.0
climb_mps = 4.0
descend_mps = 3.0
battery_wh = 700.0
cruise_w = 260.0
reserve_pct = 20.0
turn_radius_m = 80.0
max_wind_mps = 14.0
min_alt_m = 40.0
max_alt_m = 150.0
"""


@pytest.mark.parametrize("suffix", [".plan", ".waypoints"])
def test_a_plane_s_plan_is_written_and_found_good(mizugiwa, tmp_path, suffix):
    fleet, file = tmp_path / "fleet.toml", tmp_path / f"patrol{suffix}"
    fleet.write_text(FLEET)
    options = ("--fleet", fleet, "--vehicle", "gannet-1", "--wind", "6@300")
    code, out, _ = mizugiwa(
        "plan", "okinoshima", *options, "--swath", "150", "--json", "--out", file
    )
    (sortie,) = json.loads(out)["sorties"]
    assert (code, sortie["vehicle"]) == (0, "gannet-1")
    assert 0 <= sortie["launch_deg"] < 360
    # against the wind, from 300 degrees
    assert abs((sortie["launch_deg"] - 300 + 180) % 360 - 180) <= 91
    code, out, _ = mizugiwa("check", file, "--area", "okinoshima", *options, "--json")
    assert (code, json.loads(out)["violations"]) == (0, [])
    # a plane that needs more room finds its turns in that file too sharp
    fleet.write_text(FLEET.replace("80.0", "400.0"))
    code, out, _ = mizugiwa("check", file, "--area", "okinoshima", *options, "--json")
    found = json.loads(out)["violations"]
    assert code == 3
    assert "turn" in {v["kind"] for v in found}


def test_the_table_tells_where_to_launch_to(mizugiwa, tmp_path):
    fleet = tmp_path / "fleet.toml"
    fleet.write_text(FLEET)
    code, out, _ = mizugiwa("plan", "okinoshima", "--fleet", fleet, "--swath", "150")
    assert code == 0
    assert "sortie 1: launch gannet-1 towards " in out
