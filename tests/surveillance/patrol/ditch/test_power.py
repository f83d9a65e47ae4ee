"""What a way takes of the battery in a wind."""

import math

import pytest

from mission_planner.fleet import read_fleet
from surveillance.links.readings import Readings
from surveillance.patrol.ditch.power import Power, power_of

COPTER = read_fleet(None)["heron-1"]  # 14 m/s, 480 W in cruise, 420 W hovering, 560 Wh


def power(wind: tuple[float, float] | None) -> Power:
    return Power(COPTER, 10.0, 25.0, wind)


def test_against_a_wind_it_takes_longer_and_with_it_no_less() -> None:
    assert power((0.0, 0.0)).flight_s(1_400.0, 0.0) == pytest.approx(100.0)
    assert power((-7.0, 0.0)).flight_s(1_400.0, 0.0) == pytest.approx(200.0)
    assert power((7.0, 0.0)).flight_s(1_400.0, 0.0) == pytest.approx(100.0)
    assert power((0.0, 7.0)).flight_s(1_400.0, 0.0) == pytest.approx(1_400.0 / math.sqrt(147.0))
    assert power(None).flight_s(1_400.0, 0.0) == pytest.approx(130.0)


def test_a_wind_as_fast_as_itself_forbids_the_way() -> None:
    for wind in ((-14.0, 0.0), (0.0, 14.0), (-20.0, 3.0)):
        assert power(wind).flight_s(100.0, 0.0) == math.inf
        assert power(wind).need_pct(100.0, 0.0) == math.inf


def test_the_way_down_counts() -> None:
    down_only = power(None).need_pct(0.0, 0.0)
    assert down_only == pytest.approx(100.0 * 10.0 * 420.0 / 3600.0 / 560.0)
    assert power(None).left_s == pytest.approx(56.0 * 3600.0 / 480.0)


def test_without_a_level_nothing_is_known() -> None:
    assert power_of(COPTER, Readings()) is None
    told = power_of(COPTER, Readings(battery_pct=40.0, wind_mps=5.0, wind_from_deg=90.0))
    assert told is not None and told.wind == pytest.approx((-5.0, 0.0))
