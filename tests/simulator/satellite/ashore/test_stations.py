"""What a receiver ashore hears."""

import numpy as np
import pytest

from simulator.satellite.ashore.stations import Station, draw_station, faded

HILL = Station((0.0, 0.0), 100.0, (90.0, 10.0), ((100.0, 200.0),))


def chance(east: float, north: float, at_s: float = 0.0, is_class_a: bool = True) -> float:
    return float(HILL.chance(np.array([[east, north]]), np.array([at_s]), 9.0, is_class_a)[0])


def test_hearing_ends_at_the_horizon_and_sooner_for_small_sets() -> None:
    assert chance(0.0, 5e3) > 0.85
    assert 0.1 < chance(0.0, 48e3) < 0.9
    assert chance(0.0, 80e3) < 0.01
    assert chance(0.0, 40e3, is_class_a=False) < 0.5 * chance(0.0, 40e3)


def test_nothing_is_heard_from_behind_a_headland_nor_while_it_is_down() -> None:
    assert chance(10e3, 0.0) == 0.0 and chance(0.0, 10e3) > 0.0
    assert chance(0.0, 10e3, 150.0) == 0.0 and chance(0.0, 10e3, 250.0) > 0.0


def test_stations_are_down_at_times() -> None:
    downs = [draw_station(np.random.default_rng(n), 1800.0).downs_s for n in range(100)]
    spans = [
        min(end, 1800.0) - max(begin, -1800.0)
        for one in downs for begin, end in one if begin < 1800.0 and end > -1800.0
    ]  # fmt: skip
    assert sum(spans) / (100 * 3600.0) == pytest.approx(300.0 / 2700.0, abs=0.05)


def test_fading_lasts() -> None:
    drawn = faded(np.array([-10.0, 10.0, 20.0, 700.0]), np.random.default_rng(1))
    assert drawn[1] == drawn[2] and len(set(drawn.tolist())) == 3
