"""`mizugiwa weather --against`, and a plan flown against boats in the sea of a forecast."""

import json

import pytest

from tests.surveillance.cli.test_plan_against import STRAIT

HEAD = "time,wind_mps,wind_from_deg,visibility_m,wave_m"


@pytest.fixture
def file(tmp_path):
    """Night, a fair morning, a gale, a hazy afternoon whose waves are not forecast."""
    file = tmp_path / "f.csv"
    lines = ["2026-04-30T18:00Z,5,300,20000,0.4", "2026-04-30T23:00Z,4,300,20000,0.4",
             "2026-05-01T03:00Z,15,300,20000,2", "2026-05-01T06:00Z,6.7,300,6000,",
             "2026-05-01T07:00Z,6.7,300,6000,"]  # fmt: skip
    file.write_text("\n".join([HEAD, *lines]))
    return file


def test_every_hour_and_window_says_what_is_seen(mizugiwa, file):
    asked = ("weather", file, "--place", "130.1,34.24", "--against", "20@6")
    code, out, err = mizugiwa(*asked, "--json")
    assert code == 0, err
    found = json.loads(out)
    seen = [h["detection"] for h in found["hours"]]
    assert [s["conditions"]["light"] for s in seen] == ["night", *["day"] * 4]
    assert seen[0]["sweep_width_m"] == 0.0 < seen[3]["sweep_width_m"] < seen[1]["sweep_width_m"]
    assert seen[3]["conditions"]["sea_state"] == 3.0 and "Beaufort" in seen[3]["sea_by"]
    assert "3700" in seen[1]["sea_by"]
    assert [w["detection"]["probability"] for w in found["windows"]] == [None, None]
    assert found["best"]["begin"] == found["windows"][0]["begin"]
    assert found["best"]["detection"]["best_at"] == "2026-04-30T23:00:00+00:00"
    table = mizugiwa(*asked)[1]
    assert "best: " in table and "mean sweep width" in table


def test_a_plan_finds_what_the_weather_says_it_finds(mizugiwa, file):
    """Two commands, one figure."""
    asked = ("--against", "20@6", "--json")
    hours = json.loads(mizugiwa("weather", file, "--area", "okinoshima", *asked)[1])["hours"]
    unflown = [h["detection"]["probability"] is None for h in hours]
    assert unflown == [not h["go"] for h in hours] == [False, False, True, False, False]
    for number, at in ((1, "2026-04-30T23:00Z"), (3, "2026-05-01T06:00Z")):
        plan = ("plan", "okinoshima", "--forecast", file, "--at", at)
        code, out, err = mizugiwa(*plan, *asked)
        assert code == 0, err
        found, told = json.loads(out)["detection"], hours[number]["detection"]
        assert found["probability"] == told["probability"] > 0.0
        assert found["conditions"] == told["conditions"]


def test_a_barrier_is_fitted_in_both(mizugiwa, file, tmp_path):
    strait = tmp_path / "strait.geojson"
    strait.write_text(json.dumps(STRAIT))
    asked = ("--against", "20@6", "--json")
    hours = json.loads(mizugiwa("weather", file, "--area", strait, *asked)[1])["hours"]
    plan = ("plan", strait, "--forecast", file, "--at", "2026-04-30T23:00Z")
    found = json.loads(mizugiwa(*plan, *asked)[1])["detection"]
    assert found["barrier"]["altitude_m"] != 100.0
    assert found["probability"] == hours[1]["detection"]["probability"] > 0.0


@pytest.mark.parametrize(("words", "code", "says"), [
    (("--sea-state", "3"), 2, "leave out --sea-state"),
    (("--light", "day"), 2, "leave out --light"),
    (("--sun", "90,20"), 2, "leave out --sun"),
])  # fmt: skip
def test_what_the_forecast_says_cannot_be_said_again(mizugiwa, file, words, code, says):
    plan = ("plan", "okinoshima", "--forecast", file, "--at", "2026-05-01T06:00Z")
    ended, _, err = mizugiwa(*plan, "--against", "20", *words)
    assert (ended, says in err) == (code, True)


@pytest.mark.parametrize(("words", "code", "says"), [
    ((), 2, "give --place LON,LAT or --area AREA"),
    (("--place", "130.1,34.2", "--area", "okinoshima"), 2, "leave out --place"),
    (("--area", "nowhere"), 1, "no area is called 'nowhere'"),
    (("--place", "130.1,34.2", "--against", "fast"), 2, "is not SPEED@LENGTH"),
    (("--place", "130.1,34.2", "--against", "20", "--altitude", "-5"), 2, "it must lie in"),
    (("--place", "130.1,34.2", "--against", "20", "--altitude", "nan"), 2, "it must lie in"),
    (("--place", "130.1,34.2", "--curve", "c.csv"), 2, "give --against"),
])  # fmt: skip
def test_questions_that_cannot_be_answered(mizugiwa, file, words, code, says):
    ended, out, err = mizugiwa("weather", file, *words)
    assert (ended, out) == (code, "")
    assert (says in err, err.count("\n")) == (True, 1), err
