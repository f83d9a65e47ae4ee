"""`mizugiwa plan --areas`: rounds, a day's schedule, and its one usage error."""

import json

import pytest
from typer.testing import CliRunner

from geodata.area import area_to_geojson
from mission_planner.errors import OptionError
from surveillance.cli.day_options import parse_hours, parse_window
from surveillance.cli.main import app
from tests.mission_planner.archipelago import archipelago


@pytest.fixture
def islands(tmp_path, home):
    """One file with three areas, and their names."""
    features = []
    for number, area in enumerate(archipelago(3, 2, 10_000.0)):
        wanted = ("area", "land", "home") if number == 0 else ("area", "land")
        made = area_to_geojson(area)["features"]
        features += [f for f in made if f["properties"]["kind"] in wanted]
    file = tmp_path / "islands.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def run(*words):
    return CliRunner().invoke(app, ["plan", *map(str, words)])


def test_a_day_as_json_with_files_and_a_page(islands, tmp_path):
    risk = tmp_path / "risk.json"
    risk.write_text('{"isle2": 4}')
    done = run(
        "--areas", islands, "--standoff", 100, "--window", "06:00-18:00", "--revisit", "4h",
        "--risk", risk, "--json",
        "--out", tmp_path / "day.plan", "--preview", tmp_path / "day.html",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [area["area"] for area in told["areas"]] == ["isle1", "isle2", "isle3"]
    assert told["window"] == ["06:00", "18:00"]
    looks = {target["target"]: target["looks"] for target in told["targets"]}
    assert looks["isle2"] > looks["isle1"] >= 3
    assert all(target["longest_gap_s"] <= 4 * 3600.0 for target in told["targets"])
    assert {flight["sortie"] for flight in told["flights"]} == {
        sortie["sortie"] for sortie in told["sorties"]
    }
    page = (tmp_path / "day.html").read_text(encoding="utf-8")
    assert "06:00" in page
    assert "isle2" in page


def test_one_round_as_a_table(islands):
    done = run("--areas", islands, "--standoff", 100)
    assert done.exit_code == 0, done.output
    assert "+00:00" in done.stdout
    assert "1 round of" in done.stdout


@pytest.mark.parametrize("words", [
    (), ("--window", "06:00-18:00"), ("okinoshima", "--areas", "okinoshima"),
    ("--areas", "okinoshima", "--window", "6-18"),
])  # fmt: skip
def test_wrong_usage_is_one_clear_error(words, home):
    done = run(*words)
    assert done.exit_code == 2
    assert "AREA" in done.stderr or "HH:MM" in done.stderr


def test_an_engine_or_a_vehicle_that_is_not_there(islands):
    assert isinstance(run("--areas", islands, "--engine", "magic").exception, OptionError)
    twice = ("--vehicle", "heron-1", "--vehicle", "heron-1")
    assert isinstance(run("--areas", islands, *twice).exception, OptionError)


def test_times_as_people_type_them():
    assert parse_hours("4h") == 4 * 3600.0
    assert parse_hours("2h30min") == parse_hours("150min") == 9000.0
    assert parse_window("06:00-18:00").length_s == 12 * 3600.0
    assert parse_window("22:00-04:00").length_s == 6 * 3600.0
    assert parse_window("00:00-24:00").length_s == 24 * 3600.0
