"""`mizugiwa plan --against` as a shell sees it."""

import json

import pytest

STRAIT = {
    "type": "FeatureCollection",
    "name": "strait",
    "features": [
        {
            "type": "Feature",
            "properties": {"kind": "area"},
            "geometry": {"type": "LineString", "coordinates": [[130.0, 34.0], [130.03, 34.01]]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "home"},
            "geometry": {"type": "Point", "coordinates": [130.02, 33.995]},
        },
    ],
}


@pytest.fixture
def strait(tmp_path):
    file = tmp_path / "strait.geojson"
    file.write_text(json.dumps(STRAIT))
    return file


def detection(mizugiwa, *words):
    code, out, err = mizugiwa("plan", *words, "--json")
    assert code == 0, err
    return json.loads(out)["detection"]


def test_nothing_is_told_of_detection_unless_it_is_asked(mizugiwa):
    code, out, _ = mizugiwa("plan", "okinoshima", "--json")
    assert (code, "detection" in json.loads(out)) == (0, False)


def test_what_a_loop_finds(mizugiwa):
    found = detection(mizugiwa, "okinoshima", "--against", "20@6")
    assert {"probability", "per_battery_hour", "sweep_width_m", "glint_share", "blind_share",
            "curve"} <= set(found)  # fmt: skip
    assert 0.05 < found["probability"] < 0.5
    assert found["curve"]["source"].startswith("model")
    formulas = found["by_formula"]  # of boats that stand: the strip is swept several times
    assert 0.9 < formulas["random_search"] < formulas["perfect_sweep"] == 1.0
    assert found["curve"]["points"][0] == [0.0, 1.0]
    small = detection(mizugiwa, "okinoshima", "--against", "20@3", "--sea-state", "4")
    assert small["sweep_width_m"] < found["sweep_width_m"]
    assert small["probability"] < found["probability"]
    _, out, _ = mizugiwa("plan", "okinoshima", "--against", "20")
    assert "boats of 20 kn and 6 m, sea state 2.0, day: found" in out


def test_the_sun_by_time_and_by_hand(mizugiwa):
    words = ("okinoshima", "--against", "10")
    low = detection(mizugiwa, *words, "--sun", "90,20", "--light", "dusk")
    assert low["glint_share"] > 0.0
    night = detection(mizugiwa, *words, "--at", "2026-06-01T23:00+09:00")
    assert (night["probability"], night["glint_share"]) == (0.0, 0.0)


def test_a_curve_file_of_a_trial(mizugiwa, tmp_path):
    file = tmp_path / "trial.csv"
    file.write_text(
        "length_m,altitude_m,sea_state,light,speed_mps,lateral_m,probability\n"
        "6,100,2,day,14,0,0.5\n6,100,2,day,14,100,0.5\n6,100,2,day,14,200,0\n"
    )
    found = detection(mizugiwa, "okinoshima", "--against", "20@6", "--curve", file)
    assert found["sweep_width_m"] == 150.0
    assert found["curve"]["source"] == "curve file trial.csv"
    code, _, err = mizugiwa("plan", "okinoshima", "--against", "20@9", "--curve", file)
    assert (code, "length_m 6 to 6, not 9" in err) == (1, True)


def test_a_barrier_is_fitted_to_the_boats(mizugiwa, strait):
    plain = detection(mizugiwa, strait, "--pattern", "barrier", "--altitude", "100", "--against",
                      "20")  # fmt: skip
    assert plain["barrier"]["altitude_m"] == 100.0
    assert plain["barrier"]["kind"] == "back-and-forth"
    assert plain["barrier"]["inset_m"] > 0.0
    assert plain["blind_share"] < 0.05
    # the closed form knows no picture ahead: the order of magnitude is all that it checks
    assert plain["probability"] == pytest.approx(plain["by_formula"]["back_and_forth"], rel=0.5)


@pytest.mark.parametrize(("words", "code", "says"), [
    (("--against", "fast"), 2, "is not SPEED@LENGTH in knots"),
    (("--against", "200"), 2, "target speed is 102.889 m/s; it must lie in 0..50"),
    (("--against", "20", "--sun", "x"), 2, "is not AZIMUTH,ELEVATION"),
    (("--against", "20", "--sea-state", "8"), 2, "sea state is 8"),
    (("--against", "20", "--light", "noon"), 2, "light is 'noon'"),
])  # fmt: skip
def test_words_that_mean_nothing(mizugiwa, words, code, says):
    ended, _, err = mizugiwa("plan", "okinoshima", *words)
    assert ended == code
    assert (says in err, err.count("\n")) == (True, 1), err
