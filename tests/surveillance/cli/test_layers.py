"""Layers, conditions, link and ways back as `mizugiwa plan` and `check` show them."""

import json
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point, box, mapping, shape

from surveillance.cli import main as cli

HEAD = (
    "airport_ident,length_ft,closed,le_ident,le_latitude_deg,le_longitude_deg,le_elevation_ft,"
    "le_heading_degT,he_ident,he_latitude_deg,he_longitude_deg,he_elevation_ft,he_heading_degT\n"
)


@pytest.fixture
def mizugiwa(home, monkeypatch, capsys):
    """Runs a command line; gives exit code, stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["mizugiwa", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def layer(tmp_path: Path, name: str, *shapes) -> Path:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": mapping(s)} for s in shapes
    ]
    file = tmp_path / f"{name}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.fixture
def plan_file(mizugiwa, tmp_path):
    """A plan round the built-in island, and a place in the middle of its way."""
    file, drawn = tmp_path / "patrol.plan", tmp_path / "patrol.geojson"
    assert mizugiwa("plan", "okinoshima", "--out", file)[0] == 0
    assert mizugiwa("plan", "okinoshima", "--out", drawn)[0] == 0
    (path,) = [
        shape(f["geometry"])
        for f in json.loads(drawn.read_text())["features"]
        if f["properties"]["kind"] == "path"
    ]
    return file, path.interpolate(0.4, normalized=True)


def conditions(document):
    return {c["kind"]: c for c in document["conditions"]}


def test_a_facility_is_flown_round_and_a_plan_over_it_is_refused(mizugiwa, tmp_path, plan_file):
    old, place = plan_file
    facility = f"facility={layer(tmp_path, 'plant', place)}"
    code, out, err = mizugiwa("check", old, "--area", "okinoshima", "--layer", facility, "--json")
    found = json.loads(out)
    assert code == 3
    assert {v["kind"] for v in found["violations"]} == {"nofly"}
    assert "inside no-fly zone 'facility: plant'" in err
    assert conditions(found)["facility"]["state"] == "applies"

    new = tmp_path / "new.plan"
    words = ("okinoshima", "--layer", facility, "--out", new, "--json")
    code, out, err = mizugiwa("plan", *words)
    found = json.loads(out)
    assert (code, conditions(found)["facility"]["state"]) == (0, "no")
    assert "nofly" in {piece["reason"] for piece in found["uncovered"]}
    code, out, _ = mizugiwa("check", new, "--area", "okinoshima", "--layer", facility, "--json")
    assert (code, json.loads(out)["violations"]) == (0, [])


def test_districts_and_fish_farms_are_told_not_closed(mizugiwa, tmp_path, plan_file):
    file, place = plan_file
    patch = place.buffer(0.001)
    words = ("--layer", f"did={layer(tmp_path, 'town', patch)}")
    words += ("--layer", f"aquaculture={layer(tmp_path, 'farm', patch)}")
    code, out, _ = mizugiwa("check", file, "--area", "okinoshima", *words, "--json")
    found = conditions(json.loads(out))
    assert code == 0
    assert (found["did"]["state"], found["aquaculture"]["state"]) == ("applies", "no")
    assert Point(found["did"]["lonlat"]).distance(place) < 0.002
    assert all(c["means_en"] and c["means_ja"] and c["name_ja"] for c in found.values())
    out = mizugiwa("check", file, "--area", "okinoshima", *words)[1]
    assert "人口集中地区(DID)の上空" in out.replace("\n", "")


def test_an_airport_next_door(mizugiwa, tmp_path, plan_file):
    file, place = plan_file
    south = LineString([(place.x, place.y - 0.035), (place.x + 0.02, place.y - 0.035)])
    (x0, y0), (x1, y1) = south.coords
    runways = tmp_path / "runways.csv"
    runways.write_text(HEAD + f"RJXX,6000,0,09,{y0},{x0},30,90,27,{y1},{x1},30,270\n")
    words = ("okinoshima", "--airports", runways, "--json")
    code, out, err = mizugiwa("plan", *words)
    assert code == 3
    assert {v["kind"] for v in json.loads(out)["violations"]} == {"airport"}
    assert "over the horizontal surface of RJXX 09/27" in err
    assert "fly lower or move away" in err
    code, out, _ = mizugiwa("plan", *words, "--altitude", "50")
    assert code == 0
    assert "below the" in conditions(json.loads(out))["airport"]["found_en"]
    code, out, _ = mizugiwa("check", file, "--area", "okinoshima", "--airports", runways, "--json")
    assert (code, json.loads(out)["violations"][0]["kind"]) == (3, "airport")


def test_the_greatest_distance_narrows_a_plan_and_is_checked(mizugiwa, tmp_path, plan_file):
    file, _ = plan_file
    code, _, err = mizugiwa("check", file, "--area", "okinoshima", "--max-distance", "1000")
    assert (code, "m from home; limit 1000 m" in err) == (3, True)
    near = tmp_path / "near.plan"
    words = ("okinoshima", "--max-distance", "1000", "--out", near, "--json")
    code, out, err = mizugiwa("plan", *words)
    assert (code, "kept away by: fence" in err) == (0, True)
    found = conditions(json.loads(out))
    assert 500 < found["sight"]["amount"] <= 1000
    assert mizugiwa("check", near, "--area", "okinoshima", "--max-distance", "1000")[0] == 0


def test_the_link_behind_the_island(mizugiwa, tmp_path):
    drawn = tmp_path / "patrol.geojson"
    code, out, _ = mizugiwa("plan", "okinoshima", "--antenna", "3", "--out", drawn, "--json")
    link = json.loads(out)["link"]
    assert code == 0
    assert sum(link["share"].values()) == pytest.approx(1.0, abs=1e-3)
    assert link["share"]["dead"] > 0.2
    dead = [s for s in link["shadows"] if s["state"] == "dead"]
    assert {s["cause"] for s in dead} == {"land"}
    assert {leg["on_loss"] for leg in link["legs"]} == {"return", "go on"}
    features = json.loads(drawn.read_text())["features"]
    drawn_dead = [f for f in features if f["properties"].get("state") == "dead"]
    assert {f["properties"]["kind"] for f in drawn_dead} == {"link_shadow"}
    (land,) = [shape(f["geometry"]) for f in geography("land")]
    assert all(land.distance(Point(s["behind"])) < 1e-4 for s in dead)
    code, out, _ = mizugiwa("plan", "okinoshima", "--antenna", "400", "--json")
    assert json.loads(out)["link"]["share"]["dead"] == 0.0
    assert json.loads(mizugiwa("plan", "okinoshima", "--json")[1])["link"] is None


def geography(kind):
    from geodata import areas

    document = json.loads(areas.path("okinoshima").read_text())
    return [f for f in document["features"] if f["properties"]["kind"] == kind]


def test_ways_back_across_the_island_and_night(mizugiwa):
    code, out, _ = mizugiwa("plan", "okinoshima", "--at", "2026-12-01T06:00+09:00")
    flat = " ".join(out.split())
    assert code == 0
    assert "crosses land: set the return height (RTL_ALT) above the land" in flat
    assert "applies: at night / 夜間(日没から日出まで)" in flat
    code, out, _ = mizugiwa("plan", "okinoshima", "--at", "2026-12-01T12:00+09:00", "--json")
    assert conditions(json.loads(out))["night"]["state"] == "no"


@pytest.mark.parametrize("words, code, line", [
    (("--layer", "did"), 2, "is not KIND=FILE"),
    (("--layer", "park=x.geojson"), 2, "no layer is of kind 'park'"),
    (("--layer", "did=x.geojson"), 1, "cannot read a layer from x.geojson"),
    (("--airports", "x.csv"), 1, "cannot read runways from x.csv"),
    (("--antenna", "0"), 2, "antenna height is 0 m"),
    (("--max-distance", "-5"), 2, "the greatest distance is -5 m"),
    (("--sight", "0"), 2, "line of sight is 0 m"),
    (("--at", "2026-12-01T06:00"), 2, "has no time zone"),
])  # fmt: skip
def test_what_cannot_be_used_is_named(mizugiwa, words, code, line):
    found, out, err = mizugiwa("plan", "okinoshima", *words)
    assert (found, out) == (code, "")
    assert line in err
    assert err.count("\n") == 1


def test_no_layer_is_read_far_from_the_area(mizugiwa, tmp_path):
    far = layer(tmp_path, "far", box(140.0, 40.0, 140.1, 40.1))
    code, out, _ = mizugiwa("plan", "okinoshima", "--layer", f"emergency={far}", "--json")
    assert (code, conditions(json.loads(out))["emergency"]["state"]) == (0, "check")
