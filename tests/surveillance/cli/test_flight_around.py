"""A launch is reckoned in the wind and on the map that the command line tells."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, mapping

from mission_planner.request import CALM, Wind
from surveillance.patrol.logbook import Logbook, last_page
from surveillance.patrol.order import PatrolOrder
from tests.surveillance.bench import EPOCH

LAUNCH = ("--vehicle", "heron-1", "--realm", "simulated")


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Orders that would be flown at EPOCH."""
    orders: list[Any] = []
    monkeypatch.setenv("MIZUGIWA_CLOCK", f"0.0,{EPOCH.isoformat()},1e-9")
    for place in ("patrol.fly_order", "resume.fly_order"):
        monkeypatch.setattr(f"surveillance.cli.{place}", lambda order, *_: orders.append(order))
    return orders


def forecast(folder: Path, wind_mps: float, first_h: float = -1.0) -> Path:
    """Six hours; the wind is there at the second of them only."""
    file = folder / "forecast.csv"
    lines = ["time,wind_mps,wind_from_deg"]
    for n in range(6):
        at = EPOCH + timedelta(hours=first_h + n)
        lines.append(f"{at.isoformat()},{wind_mps if n == 1 else 0.5},270")
    file.write_text("\n".join(lines))
    return file


def need(orders: list[PatrolOrder]) -> float:
    return orders[-1].need_pct


def test_a_patrol_planned_on_the_spot_knows_the_wind(
    mizugiwa: Any, launched: list[Any], tmp_path: Path
) -> None:
    assert mizugiwa("patrol", "okinoshima", *LAUNCH)[0] == 0
    calm = need(launched)
    assert launched[-1].wind == CALM and launched[-1].wind_text.startswith("in calm:")
    assert mizugiwa("patrol", "okinoshima", *LAUNCH, "--wind", "6@300")[0] == 0
    assert launched[-1].wind == Wind(6.0, 300.0)
    assert launched[-1].wind_text == "in 6.0 m/s from 300 degrees"
    assert need(launched) > 1.05 * calm
    file = forecast(tmp_path, 9.0)
    assert mizugiwa("patrol", "okinoshima", *LAUNCH, "--forecast", file)[0] == 0
    assert launched[-1].wind.speed_mps == pytest.approx(
        9.0, abs=0.02
    )  # the strongest while it lasts
    assert need(launched) > 1.1 * calm


def test_a_plan_file_is_checked_in_the_wind(
    mizugiwa: Any, launched: list[Any], tmp_path: Path
) -> None:
    file = tmp_path / "p.plan"
    assert mizugiwa("plan", "okinoshima", "--vehicle", "heron-1", "--out", file)[0] == 0
    assert mizugiwa("patrol", file, *LAUNCH)[0] == 0
    calm = need(launched)
    assert mizugiwa("patrol", file, *LAUNCH, "--wind", "6@300")[0] == 0
    assert need(launched) > 1.05 * calm
    code, _, err = mizugiwa("patrol", file, *LAUNCH, "--wind", "25@300")
    assert (code, len(launched)) == (3, 2) and "wind" in err


def test_a_forecast_that_is_not_for_now_refuses(
    mizugiwa: Any, launched: list[Any], tmp_path: Path
) -> None:
    file = forecast(tmp_path, 5.0, first_h=1.0)
    code, _, err = mizugiwa("patrol", "okinoshima", *LAUNCH, "--forecast", file)
    assert (code, launched) == (3, []) and "give a later forecast" in err
    wind = ("--wind", "3@90")
    code, _, err = mizugiwa("patrol", "okinoshima", *LAUNCH, "--forecast", file, *wind)
    assert (code, launched) == (2, []) and "leave out --wind" in err


def test_a_zone_of_a_map_layer_stops_a_plan_file(
    mizugiwa: Any, launched: list[Any], tmp_path: Path
) -> None:
    file, layer = tmp_path / "p.plan", tmp_path / "plant.geojson"
    assert mizugiwa("plan", "okinoshima", "--vehicle", "heron-1", "--out", file)[0] == 0
    assert mizugiwa("patrol", file, *LAUNCH)[0] == 0
    legs = [item.position for item in launched[-1].path.waypoints]
    zone = mapping(Point(legs[len(legs) // 4].lon, legs[len(legs) // 4].lat))
    feature = {"type": "Feature", "properties": {"name": "plant"}, "geometry": zone}
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    code, _, err = mizugiwa("patrol", file, *LAUNCH, "--layer", f"facility={layer}")
    assert (code, len(launched)) == (3, 1) and "plant" in err
    code, _, err = mizugiwa("patrol", "okinoshima", *LAUNCH, "--layer", f"facility={layer}")
    assert code == 0, err
    assert launched[-1].mission != launched[0].mission  # planned round it


def test_a_resume_goes_by_the_wind_of_the_launch(
    mizugiwa: Any, launched: list[Any], home: Path
) -> None:
    assert mizugiwa("patrol", "okinoshima", *LAUNCH, "--wind", "6@300")[0] == 0
    book = Logbook(home, launched[-1])
    book.begin()
    book.passed(1)
    assert last_page(home, "heron-1").wind == Wind(6.0, 300.0)
    assert mizugiwa("resume", "--vehicle", "heron-1")[0] == 0
    assert launched[-1].wind == Wind(6.0, 300.0)
    assert mizugiwa("resume", "--vehicle", "heron-1", "--wind", "9@270")[0] == 0
    assert launched[-1].wind == Wind(9.0, 270.0)
    assert need(launched) > launched[-2].need_pct
