"""`mizugiwa plan`, `check`, `weather` and `patrol` with an underwater vehicle."""

import json

import pytest

FLEET = """
[vehicle.orca]
kind = "sub"
link = "udpin:0.0.0.0:14550"
cruise_mps = 0.8
climb_mps = 0.4
descend_mps = 0.4
battery_wh = 266.0
hover_w = 80.0
cruise_w = 180.0
reserve_pct = 20.0
min_depth_m = 1.0
max_depth_m = 60.0
tether_m = 150.0
has_bottom_lock = true
"""
FORECAST = """time,wind_mps,wind_from_deg,current_mps,current_to_deg
2026-12-01T00:00Z,11,300,0.9,90
2026-12-01T01:00Z,11,300,0.3,90
2026-12-01T02:00Z,11,300,0.1,270
2026-12-01T03:00Z,11,300,0.8,270
"""
PLAN = ("--pattern", "sweep", "--swath", "20")


def _feature(kind, geometry, coordinates):
    shape = {"type": geometry, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": shape}


@pytest.fixture
def quay(tmp_path):
    """Area and fleet: a harbour basin south of a straight quay."""
    (tmp_path / "fleet.toml").write_text(FLEET)
    basin = [[130, 34], [130.001, 34], [130.001, 34.0008], [130, 34.0008], [130, 34]]
    land = [[129.99, 34.0010], [130.01, 34.0010], [130.01, 34.01], [129.99, 34.01],
            [129.99, 34.0010]]  # fmt: skip
    features = [_feature("area", "Polygon", [basin]), _feature("land", "Polygon", [land]),
                _feature("home", "Point", [130.0005, 34.0006])]  # fmt: skip
    area = tmp_path / "quay.geojson"
    area.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return area, tmp_path / "fleet.toml"


@pytest.mark.parametrize("suffix", [".plan", ".waypoints", ".geojson", ".kml"])
def test_a_dive_is_written_and_found_good(mizugiwa, quay, tmp_path, suffix):
    area, fleet = quay
    file = tmp_path / f"dive{suffix}"
    bed = ("--fleet", fleet, "--bed-depth", "12", "--current", "0.2@90")
    code, out, err = mizugiwa("plan", area, *PLAN, *bed, "--depth", "6", "--json", "--out", file)
    assert code == 0, err
    made = json.loads(out)
    assert made["dive"] == {
        "depth_m": 6.0, "above_bed_m": None, "is_bed_known": True,
        "current": {"speed_mps": 0.2, "to_deg": 90.0},
    }  # fmt: skip
    assert made["coverage"] > 0.9
    assert made["sorties"][0]["deepest_m"] == 6.0
    assert made["sorties"][0]["place_error_m"] > 0.0
    assert "conditions" not in made
    if suffix == ".plan":
        assert json.loads(file.read_text())["mission"]["vehicleType"] == 12
    check = ("check", file, "--area", area, "--fleet", fleet, "--json")
    code, out, _ = mizugiwa(*check, "--bed-depth", "12", "--current", "0.2@90")
    assert (code, json.loads(out)["violations"]) == (0, [])
    code, out, _ = mizugiwa(*check, "--bed-depth", "6.5")
    assert (code, [v["kind"] for v in json.loads(out)["violations"]]) == (3, ["bed"])


@pytest.mark.parametrize("options, code, words", [
    ((), 2, "orca dives: give --depth M, or --above-bed M with the bed"),
    (("--depth", "6", "--above-bed", "3"), 2, "give either --depth or --above-bed"),
    (("--above-bed", "3"), 2, "needs the bed: give --bed FILE or --bed-depth M"),
    (("--bed-depth", "9"), 2, "a sea bed is for a dive: give --depth or --above-bed"),
    (("--depth", "nan"), 2, "depth is nan"),
    (("--depth", "6", "--wind", "3@20"), 2, "--wind is for aircraft"),
    (("--depth", "6", "--altitude", "60"), 2, "give --depth, not --altitude"),
    (("--depth", "6", "--current", "0.9@20"), 3, "current is 0.9 m/s; orca dives in up to 0.64"),
    (("--depth", "6", "--bed-depth", "6.5"), 3, "the sea bed at home is too shallow"),
    (("--depth", "61"), 3, "61.0 m deep; orca may go to 60 m"),
    (("--depth", "6", "--bed", "none.tif"), 1, "cannot read the sea bed from none.tif"),
    (("--depth", "6", "--against", "20@6"), 2, "--against is for cameras in the air"),
    (("--depth", "6", "--deck", "2@60"), 2, "dives from a place that stays"),
    (("--depth", "6", "--window", "06:00-18:00"), 2, "days are planned for aircraft"),
])  # fmt: skip
def test_what_a_dive_cannot_be_asked(mizugiwa, quay, options, code, words):
    area, fleet = quay
    found, _, err = mizugiwa("plan", area, *PLAN, "--fleet", fleet, *options)
    assert (found, words in err, err.count("\n")) == (code, True, 1), err


def test_an_aircraft_does_not_dive(mizugiwa, quay):
    code, _, err = mizugiwa("plan", quay[0], "--depth", "6")
    assert (code, "heron-1 flies: depth and bed are for a sub" in err) == (2, True)


def test_an_unknown_bed_is_told(mizugiwa, quay):
    code, out, err = mizugiwa("plan", quay[0], *PLAN, "--fleet", quay[1], "--depth", "6", "--json")
    assert (code, json.loads(out)["dive"]["is_bed_known"]) == (0, False)
    assert "nothing is known of the sea bed here" in err


def test_the_picture_and_the_table_speak_of_depth_and_current(mizugiwa, quay, tmp_path):
    page = tmp_path / "dive.html"
    dive = ("--depth", "6", "--bed-depth", "12", "--current", "0.2@90", "--preview", page)
    code, out, _ = mizugiwa("plan", quay[0], *PLAN, "--fleet", quay[1], *dive)
    assert code == 0
    assert "to 6 m; at its end it knows its place to" in out
    text = page.read_text(encoding="utf-8")
    assert "深度" in text and "流れ" in text and "風" not in text


def test_go_windows_of_a_dive_are_those_of_slack_water(mizugiwa, quay, tmp_path):
    file = tmp_path / "tide.csv"
    file.write_text(FORECAST)
    place = ("--place", "130.0005,34.0006", "--vehicle", "orca", "--fleet", quay[1])
    code, out, err = mizugiwa("weather", file, *place, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert [hour["go"] for hour in told["hours"]] == [False, True, True, False]
    assert told["hours"][0]["against"] == ["current 0.9 m/s (limit 0.64)"]
    assert told["windows"][0]["begin"].startswith("2026-12-01T01:00")
    at = ("--forecast", file, "--depth", "6", "--at")
    plan = ("plan", quay[0], *PLAN, "--fleet", quay[1], *at)
    assert mizugiwa(*plan, "2026-12-01T01:00Z")[0] == 0
    code, out, err = mizugiwa(*plan, "2026-12-01T02:00Z")
    assert (code, "current is 0.8 m/s" in err) == (3, True)  # before the battery is spent


def test_a_forecast_without_a_current_is_refused(mizugiwa, quay, tmp_path):
    file = tmp_path / "wind.csv"
    file.write_text(
        "time,wind_mps,wind_from_deg\n2026-12-01T00:00Z,5,300\n2026-12-01T01:00Z,5,300\n"
    )
    place = ("--place", "130.0005,34.0006", "--vehicle", "orca", "--fleet", quay[1])
    code, _, err = mizugiwa("weather", file, *place)
    assert (code, "add current_mps and current_to_deg" in err) == (1, True)


def test_a_dive_is_not_launched(mizugiwa, quay):
    area, fleet = quay
    words = ("--fleet", fleet, "--yes", "--confirm", "orca:1")
    code, out, err = mizugiwa("patrol", area, *words)
    assert (code, out) == (3, "")
    assert "its autopilot cannot fly a mission by itself" in err
