"""`mizugiwa plan --deck` as a shell sees it: table, JSON, files, refusals."""

import json

import pytest

from geodata import areas
from geodata.position import LonLat, distance_m

HOME = "130.06,34.20"


@pytest.fixture
def wide(tmp_path):
    """The built-in island with sea enough for a ship."""
    document = json.loads(areas.path("okinoshima").read_text())
    ring = [[129.95, 34.1], [130.3, 34.1], [130.3, 34.4], [129.95, 34.4], [129.95, 34.1]]
    kept = [f for f in document["features"] if f["properties"]["kind"] in ("area", "land")]
    fence = {
        "type": "Feature",
        "properties": {"kind": "fence"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "wide.geojson"
    file.write_text(json.dumps({**document, "features": [*kept, fence]}))
    return file


def test_a_plan_from_a_ship_as_json_with_its_files(mizugiwa, wide, tmp_path):
    asked = ("plan", wide, "--home", HOME, "--deck", "2@60", "--wind", "4@300", "--json")
    out = tmp_path / "ship.geojson"
    code, told, err = mizugiwa(*asked, "--out", out, "--preview", tmp_path / "ship.html")
    assert code == 0, err
    document = json.loads(told)
    assert document["deck"] == {
        "speed_mps": 2.0, "course_deg": 60.0, "error_m": 50.0, "error_growth_mps": 0.2,
    }  # fmt: skip
    (sortie,) = document["sorties"]
    deck = sortie["deck"]
    assert sortie["home"] == [130.06, 34.2]
    steamed_m = distance_m(LonLat(*sortie["home"]), LonLat(*deck["lonlat"]))
    assert steamed_m == pytest.approx(2.0 * deck["at_s"], abs=1.0)
    assert deck["error_m"] == pytest.approx(50.0 + 0.1 * steamed_m, abs=0.5)
    assert 20.0 <= sortie["least_left_pct"] < sortie["battery_left_pct"]
    features = json.loads(out.read_text())["features"]
    kinds = {f["properties"]["kind"]: f for f in features}
    assert kinds["home"]["geometry"]["coordinates"] == [130.06, 34.2]
    assert kinds["deck"]["geometry"]["coordinates"] == deck["lonlat"]
    assert kinds["deck"]["properties"]["at_s"] == deck["at_s"]
    page = (tmp_path / "ship.html").read_text(encoding="utf-8")
    assert 'class="ship"' in page
    assert f"{deck['at_s'] / 60:.0f} min" in page
    assert err.count("return to launch (RTL) knows nothing of the ship") == 1


def test_table_picture_check_and_no_launch(mizugiwa, wide, tmp_path):
    file = tmp_path / "ship.plan"
    asked = ("--deck", "2@60", "--deck-error", "80", "--out", file)
    code, told, _ = mizugiwa(
        "plan", wide, "--home", HOME, *asked, "--preview", tmp_path / "ship.png"
    )
    assert code == 0
    assert "sortie 1: off the deck after 0.0 min at 130.06000,34.20000; back after" in told
    assert "it waits at 100 m, the pilot lands it" in told
    assert (tmp_path / "ship.png").read_bytes().startswith(b"\x89PNG")
    code, told, err = mizugiwa("check", file, "--area", wide, "--standoff", 300)
    assert (code, told.startswith("0 violations")) == (0, True)
    assert "ends in a wait for its pilot, 120 s of it are counted" in err
    code, _, err = mizugiwa("patrol", file, "--area", wide, "--realm", "simulated")
    assert code == 3
    assert "ends in a wait for its pilot" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("words, code, text", [
    (("--deck", "fast"), 2, "SPEED@COURSE"),
    (("--deck", "3@400"), 2, "deck course is 400 deg"),
    (("--deck", "3@90", "--deck-error", "-1"), 2, "deck error is -1 m"),
    (("--deck-error", "40"), 2, "--deck-error is for"),
    (("--deck", "3@90", "--altitude", "30"), 2, "for masts"),
    (("--deck", "3@90", "--antenna", "4"), 2, "--antenna maps"),
    (("--deck", "3@90", "--window", "06:00-18:00"), 2, "one AREA"),
    (("--deck", "12@60"), 3, "the ship makes 12 m/s"),
    (("--deck", "8@240"), 3, "the deck leaves the fence"),
])  # fmt: skip
def test_bad_input_and_unsafe_ships(mizugiwa, wide, words, code, text):
    ended, out, err = mizugiwa("plan", wide, "--home", HOME, *words)
    assert (ended, out) == (code, "")
    assert (text in err, err.count("\n")) == (True, 1), err
