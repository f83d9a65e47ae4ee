"""`mizugiwa drift` and `weather` as a shell sees them."""

import json

import pytest

DRIFT = ("--wind", "6@300", "--current", "0.3@90", "--sigma", "100")
START = ("130.1,34.24", "--at", "2026-05-01T06:00+09:00", "--hours")


def test_a_drift_gives_the_next_search_which_can_be_planned(mizugiwa, tmp_path):
    regions, area = tmp_path / "d.geojson", tmp_path / "next.geojson"
    code, out, _ = mizugiwa(
        "drift", *START, "1", "--wind", "6@300", "--current", "0.3@90", "--sigma", "100",
        "--own-speed", "5", "--out", regions, "--search-out", area, "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert found["stand_in"] == "oil drum of 220 l" and found["farthest_on_m"] > 18_000
    assert found["area_km2"]["50"] < found["area_km2"]["95"]
    kinds = [f["properties"]["kind"] for f in json.loads(regions.read_text())["features"]]
    assert kinds == ["start", "track", "likely", "likely", "likely", "farthest_on"]
    plan = tmp_path / "p.geojson"
    code, _, err = mizugiwa(
        "plan",
        area,
        "--pattern",
        "sweep",
        "--home",
        "130.11,34.238",
        "--swath",
        "150",
        "--out",
        plan,
    )
    assert code == 0, err
    searched = f"{plan}@2026-05-01T06:30+09:00"
    again = (*DRIFT, "--searched", searched, "--json")
    code, out, err = mizugiwa("drift", *START, "2", *again, "--sweep-width", "150")
    assert code == 0, err
    found = json.loads(out)
    assert 0.0 < found["left"] < 0.9
    assert found["searches"][0]["sweep_width_m"] == pytest.approx(150.0, rel=0.01)
    code, out, err = mizugiwa("drift", *START, "0.6", *again)
    assert (code, out, "p.geojson was flown" in err) == (1, "", True)


def test_a_search_finds_what_its_plan_was_made_to_find(mizugiwa, tmp_path):
    """The sweep width is the plan's, and what is left is what that width leaves."""
    area, plan = tmp_path / "next.geojson", tmp_path / "p.geojson"
    assert mizugiwa("drift", *START, "1", *DRIFT, "--search-out", area)[0] == 0
    code, out, err = mizugiwa(
        "plan", area, "--pattern", "sweep", "--home", "130.11,34.238", "--swath", "300",
        "--against", "0@2", "--sea-state", "4", "--out", plan, "--json",
    )  # fmt: skip
    assert code == 0, err
    width = json.loads(out)["detection"]["sweep_width_m"]
    again = (*START, "2", *DRIFT, "--searched", f"{plan}@2026-05-01T06:30+09:00", "--json")
    own = json.loads(mizugiwa("drift", *again)[1])
    assert own["searches"][0]["sweep_width_m"] == pytest.approx(width, abs=0.2)
    assert own["searches"][0]["curve"].startswith("model: pixels of the camera")
    other = json.loads(mizugiwa("drift", *again, "--sweep-width", "20")[1])
    assert 0.0 < own["left"] < other["left"] < 1.0
    document = json.loads(plan.read_text())
    document["features"][0]["properties"]["lateral_range"]["probability"][3] = 7.0
    plan.write_text(json.dumps(document))
    code, _, err = mizugiwa("drift", *again)
    assert (code, "with a probability in 0..1" in err) == (1, True)


def test_where_it_came_from_lies_upwind(mizugiwa):
    code, out, _ = mizugiwa("drift", *START, "-4", "--wind", "8@270", "--object", "skiff", "--json")
    assert (code, json.loads(out)["middle"][0] < 130.095) == (0, True)


@pytest.mark.parametrize("hours", ["2", "-2"])
def test_the_map_is_drawn(mizugiwa, tmp_path, hours):
    for name in ("d.html", "d.png"):
        code, _, err = mizugiwa("drift", *START, hours, *DRIFT, "--preview", tmp_path / name)
        assert (code, f"written: {tmp_path / name}" in err) == (0, True)
        assert (tmp_path / name).stat().st_size > 5_000
    code, out, err = mizugiwa("drift", *START, hours, *DRIFT, "--preview", tmp_path / "d.pdf")
    assert (code, out, "written as .html or .png" in err) == (2, "", True)


WRONG = [
    (("130.1,34.24", "--at", "2026-05-01T06:00", "--hours", "1"), 2, "no time zone"),
    ((*START, "nan", "--wind", "5@0"), 2, "hours of drift is nan h; it must lie in -240..240 h"),
    ((*START, "300", "--wind", "5@0"), 2, "hours of drift is 300 h"),
    ((*START, "0", "--wind", "5@0"), 2, "it must be more than 0"),
    ((*START, "1", "--wind", "5@0", "--own-speed", "inf"), 2, "own speed is inf m/s"),
    ((*START, "1"), 2, "needs the wind: give --wind SPEED@FROM or --forecast FILE"),
    ((*START, "1", "--wind", "5@0", "--object", "duck"), 2, "nothing that drifts is called 'duck'"),
    ((*START, "1", "--wind", "5@0", "--searched", "x.geojson@2026-05-01T06:00Z"), 1, "cannot read"),
]  # fmt: skip


@pytest.mark.parametrize("words, expected, text", WRONG)
def test_wrong_questions_get_one_clear_line(mizugiwa, words, expected, text):
    code, out, err = mizugiwa("drift", *words)
    assert (code, out) == (expected, "")
    assert (text in err, err.count("\n")) == (True, 1), err


def test_go_windows_of_a_forecast(mizugiwa, tmp_path):
    file = tmp_path / "f.csv"
    lines = ["time,wind_mps,wind_from_deg"]
    lines += [f"2026-05-01T{h:02d}:00Z,{v},300" for h, v in enumerate((5, 6, 14, 7, 7, 8))]
    file.write_text("\n".join(lines))
    code, out, _ = mizugiwa("weather", file, "--place", "130.1,34.2", "--json")
    found = json.loads(out)
    assert code == 0
    assert [h["go"] for h in found["hours"]] == [True, True, False, True, True, True]
    assert [w["strongest_mps"] for w in found["windows"]] == [6.0, 8.0]
    assert "wind 14 m/s (limit 12)" in mizugiwa("weather", file, "--place", "130.1,34.2")[1]


def test_a_plan_takes_the_strongest_wind_of_the_forecast(mizugiwa, tmp_path):
    file = tmp_path / "f.csv"
    lines = ["time,wind_mps,wind_from_deg,rain_mmph"]
    lines += [f"2026-05-01T{h:02d}:00Z,{v},300,{v - 5}" for h, v in enumerate((5, 6, 14, 5))]
    file.write_text("\n".join(lines))
    options = ("plan", "okinoshima", "--forecast", file, "--json")
    code, out, err = mizugiwa(*options, "--at", "2026-05-01T00:00Z")
    blown = mizugiwa("plan", "okinoshima", "--wind", "5@300", "--json")[1]
    assert code == 0 and "rain 1 mm/h" in err
    assert json.loads(out)["energy_wh"] > json.loads(blown)["energy_wh"]
    assert mizugiwa(*options, "--at", "2026-05-01T01:30Z")[0] == 3
    for wanted, more, text in [
        (2, (), "give --at TIME"),
        (2, ("--at", "2026-05-01T00:00Z", "--wind", "5@0"), "leave out --wind"),
        (1, ("--at", "2026-05-02T00:00Z"), "covers 2026-05-01T00:00Z to"),
    ]:
        code, _, err = mizugiwa(*options, *more)
        assert code == wanted and text in err
