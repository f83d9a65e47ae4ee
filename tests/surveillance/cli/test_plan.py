"""`mizugiwa area`, `plan` and `check` as a shell sees them: stdout, stderr, exit code."""

import json
from pathlib import Path

import pytest

from geodata import areas
from mission_planner import formats


def changed(tmp_path: Path, **properties) -> Path:
    """The built-in area with another geometry for one of its features."""
    document = json.loads(areas.path("okinoshima").read_text())
    for feature in document["features"]:
        if feature["properties"]["kind"] in properties:
            feature["geometry"]["coordinates"] = properties[feature["properties"]["kind"]]
    file = tmp_path / "changed.geojson"
    file.write_text(json.dumps(document))
    return file


def test_areas_are_kept_by_name(mizugiwa, home, tmp_path):
    assert json.loads(mizugiwa("area", "list", "--json")[1])[0]["name"] == "okinoshima"
    file = changed(tmp_path)
    code, _, err = mizugiwa("area", "import", file)
    assert (code, "comes with the product" in err) == (1, True)
    code, out, _ = mizugiwa("area", "import", file, "--name", "nishi", "--json")
    assert (code, json.loads(out)["name"]) == (0, "nishi")
    assert (home / "areas" / "nishi.geojson").is_file()
    code, out, _ = mizugiwa("area", "show", "nishi")
    assert {f["properties"]["kind"] for f in json.loads(out)["features"]} > {"area", "fence"}
    assert "nishi" in mizugiwa("area", "list")[1]
    assert mizugiwa("plan", "nishi", "--json")[0] == 0
    assert mizugiwa("area", "import", file, "--name", "../x")[0] == 2


def test_a_damaged_kept_area_hides_no_other(mizugiwa, home):
    (home / "areas").mkdir()
    (home / "areas" / "bad.geojson").write_text("{")
    code, out, err = mizugiwa("area", "list", "--json")
    assert (code, [a["name"] for a in json.loads(out)]) == (0, ["okinoshima"])
    assert "left out" in err


def test_a_plan_as_table_and_as_json(mizugiwa, tmp_path):
    code, out, err = mizugiwa("plan", "okinoshima", "--wind", "7@300")
    assert (code, err) == (0, "loop: all land in the area is islands (1)\n")
    assert "coverage 100.0 %" in out
    file = tmp_path / "patrol.plan"
    code, out, err = mizugiwa("plan", "okinoshima", "--json", "--out", file)
    found = json.loads(out)
    assert (code, found["violations"], found["pattern"]) == (0, [], "loop")
    assert found["nearest_land_m"] >= 300.0
    assert str(file) in err
    assert len(formats.read_mission(file).items) == found["sorties"][0]["items"]


def test_home_and_pattern_options(mizugiwa):
    code, out, _ = mizugiwa(
        "plan", "okinoshima", "--pattern", "corridor", "--home", "130.1185,34.2475",
        "--standoff", "250", "--strip", "120", "--swath", "130", "--direction", "ccw", "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert (code, found["pattern"], found["swath_m"]) == (0, "corridor", 130.0)


def test_a_plan_that_sees_less_than_asked_says_so(mizugiwa):
    code, _, err = mizugiwa("plan", "okinoshima", "--standoff", "1000")
    assert code == 0
    assert "% of the strip, not 100 %; kept away by: fence" in err


@pytest.mark.parametrize("options, line", [
    (["--wind", "12.5@300"], "wind is 12.5 m/s; heron-1 flies in up to 12 m/s"),
    (["--altitude", "151"], "151 m above the sea; ceiling of the area 150 m"),
    (["--home", "131,34.2"], "outside the fence"),
])  # fmt: skip
def test_unsafe_plans_exit_with_3(mizugiwa, options, line):
    code, out, err = mizugiwa("plan", "okinoshima", *options, "--json")
    assert code == 3
    assert err.startswith("mizugiwa: ")
    assert line in err
    assert err.count("\n") == 1
    assert json.loads(out)["refused"] in err


def test_bad_input_exits_with_one_line(mizugiwa, tmp_path):
    crossing = changed(tmp_path, area=[[[130.08, 34.23], [130.12, 34.25], [130.12, 34.23],
                                        [130.08, 34.25], [130.08, 34.23]]])  # fmt: skip
    fleet = tmp_path / "fleet.toml"
    fleet.write_text('[vehicle.a]\nkind = "copter"\nwings = 2\n')
    for wanted, words, line in [
        (1, (crossing,), "not a simple ring"),
        (1, ("nowhere",), "no area is called 'nowhere'"),
        (1, ("okinoshima", "--vehicle", "gull"), "no vehicle is called 'gull'"),
        (1, ("okinoshima", "--fleet", fleet), "vehicle 'a'"),
        (2, ("okinoshima", "--out", "x.gpx"), "plans are written as"),
        (1, ("okinoshima", "--land", fleet), "cannot read land"),
        (2, ("okinoshima", "--pattern", "zigzag"), "no pattern is called 'zigzag'"),
    ]:
        code, out, err = mizugiwa("plan", *words)
        assert (code, out) == (wanted, "")
        assert line in err
        assert err.count("\n") == 1


def test_swapped_coordinates_are_named(mizugiwa, tmp_path):
    file = changed(tmp_path, home=[34.23823, 130.10683])
    code, _, err = mizugiwa("plan", file)
    assert code == 1  # a word that is swapped is another matter, see test_exit_codes
    assert "swapped" in err


@pytest.mark.parametrize("options", [
    ["--wind", "7"], ["--wind", "-1@20"], ["--home", "130.1"],
    ["--standoff", "far"],
])  # fmt: skip
def test_wrong_usage_exits_with_2(mizugiwa, options):
    assert mizugiwa("plan", "okinoshima", *options)[0] == 2


def test_check_lists_what_a_plan_breaks(mizugiwa, tmp_path):
    file = tmp_path / "patrol.waypoints"
    mizugiwa("plan", "okinoshima", "--out", file)
    good = ("check", file, "--area", "okinoshima", "--vehicle", "heron-1")
    code, out, _ = mizugiwa(*good, "--standoff", "300")
    assert (code, out.startswith("0 violations")) == (0, True)
    code, out, err = mizugiwa(*good, "--standoff", "390", "--json")
    found = json.loads(out)["violations"]
    assert code == 3
    assert {v["kind"] for v in found} == {"standoff"}
    assert all(300 < v["amount"] < v["limit"] == 390 and len(v["lonlat"]) == 2 for v in found)
    assert f"{len(found)} violations" in err
    assert "standoff" in mizugiwa(*good, "--standoff", "390")[1]


def test_check_of_a_file_that_is_no_plan(mizugiwa, tmp_path):
    file = tmp_path / "x.plan"
    file.write_text("{}")
    code, _, err = mizugiwa("check", file, "--area", "okinoshima")
    assert code == 1
    assert "fileType" in err
