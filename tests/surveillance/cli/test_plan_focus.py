"""Searches and places from the command line: options, refusals, why, coverage factor."""

import json

import pytest

AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"kind": "area", "name": "open"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[130, 34], [130.03, 34], [130.03, 34.015], [130, 34.015], [130, 34]]
                ],
            },
        },
        {
            "type": "Feature",
            "properties": {"kind": "home"},
            "geometry": {"type": "Point", "coordinates": [130.0, 34.0]},
        },
    ],
}
DATUM = ("--datum", "130.015,34.008", "--extent", "400")
PLACES = ("--place", "130.01,34.008", "--place", "130.02,34.004")


@pytest.fixture
def area(tmp_path):
    file = tmp_path / "open.geojson"
    file.write_text(json.dumps(AREA))
    return file


def planned(mizugiwa, *words):
    code, out, err = mizugiwa("plan", *words, "--json")
    assert code == 0, err
    return json.loads(out), err


@pytest.mark.parametrize("words, pattern, why", [
    ((*DATUM, "--swath", "100"), "square", "400 m round the datum"),
    ((), "sweep", "no land is known"),
    (PLACES, "places", "2 places are given"),
])  # fmt: skip
def test_auto_says_why_on_stderr_and_in_json(mizugiwa, area, words, pattern, why):
    found, err = planned(mizugiwa, area, *words)
    assert found["pattern"] == pattern
    assert why in found["why"]
    assert f"{pattern}: {found['why']}" in err


def test_a_search_tells_its_coverage_factor(mizugiwa, area):
    found, err = planned(mizugiwa, area, "--pattern", "parallel", "--swath", "420")
    assert found["coverage_factor"] == pytest.approx(
        found["sweep_width_m"] / found["spacing_m"], abs=2e-3
    )
    assert found["coverage_factor"] < 0.7
    assert found["spacing_advice"] in err
    assert "--swath 273" in err
    code, out, _ = mizugiwa("plan", area, "--pattern", "sector", *DATUM, "--passes", "2")
    assert (code, "coverage factor" in out) == (0, True)


def test_a_watch_and_a_barrier_tell_time_and_passes(mizugiwa, area):
    found, _ = planned(mizugiwa, area, *PLACES[:2], "--minutes", "12")
    assert (found["pattern"], found["on_station_s"]) == ("watch", 720.0)
    found, _ = planned(mizugiwa, area, "--pattern", "barrier", *PLACES)
    assert found["passes"] > 5
    code, out, _ = mizugiwa("plan", area, "--pattern", "barrier", *PLACES)
    assert (code, f"passes along the line: {found['passes']}" in out) == (0, True)


def test_places_left_out_are_named(mizugiwa, area):
    found, err = planned(mizugiwa, area, *PLACES, "--place", "130.2,34.004")
    assert found["visited"] in ([1, 2], [2, 1])
    assert [left["place"] for left in found["left_out"]] == [3]
    assert "left out: place 3 at 130.20000,34.00400" in err
    assert found["coverage"] == pytest.approx(2 / 3, abs=1e-4)


@pytest.mark.parametrize("words, text", [
    (("--pattern", "corridor", *DATUM), "--datum means nothing to the pattern corridor"),
    (("--pattern", "square", "--extent", "400"), "--extent needs --datum"),
    (("--bearing", "30"), "--bearing alone does not say what to fly"),
    (("--pattern", "watch", *PLACES), "watch needs 1 --place LON,LAT; 2 are given"),
    ((*DATUM, *PLACES), "--datum and --place together mean nothing"),
    (("--pattern", "watch", "--place", "230.0,34.0"), "'--place': 230.0,34.0: longitude"),
])  # fmt: skip
def test_meaningless_combinations_are_refused_in_one_line(mizugiwa, area, words, text):
    code, out, err = mizugiwa("plan", area, *words)
    assert (code, out) == (2, "")
    assert text in err
    assert err.count("\n") == 1
