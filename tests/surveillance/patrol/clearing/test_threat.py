"""How near an aircraft comes: told in time, not told of what passes far off or high above."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.aircraft.sky import Aircraft
from surveillance.patrol.clearing.threat import WELL_CLEAR_M, Own, Stage, threat_of

HERE = LonLat(129.45, 34.70)
NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
OWN = Own(HERE, 60.0, 0.0)


def aircraft(
    east_m: float, north_m: float, velocity: tuple[float, float] | None, height_m: float | None
) -> Aircraft:
    place = LocalFrame(HERE).lonlat(east_m, north_m)
    return Aircraft(1, "JA1", place, NOW, height_m, 50.0, velocity)


@pytest.mark.parametrize(
    ("east_m", "velocity", "height_m", "stage"),
    [
        (-4_000.0, (50.0, 0.0), 150.0, Stage.WARNING),  # overhead in 80 s
        (-4_000.0, (50.0, 0.0), None, Stage.WARNING),  # a height that nobody told is a low one
        (-4_000.0, (50.0, 0.0), 600.0, Stage.FAR),  # surely far above
        (-4_000.0, (50.0, 0.0), 250.0, Stage.NOTICE),
        (-8_000.0, (50.0, 0.0), 150.0, Stage.NOTICE),  # overhead in 160 s
        (-20_000.0, (50.0, 0.0), 150.0, Stage.FAR),
        (-4_000.0, (-50.0, 0.0), 150.0, Stage.FAR),  # it goes away
        (-1_500.0, None, 150.0, Stage.NOTICE),  # how it flies is not told
        (-500.0, None, 150.0, Stage.WARNING),
        (-500.0, (-50.0, 0.0), 150.0, Stage.WARNING),  # still too near
    ],
)
def test_stages(
    east_m: float, velocity: tuple[float, float] | None, height_m: float | None, stage: Stage
) -> None:
    assert threat_of(aircraft(east_m, 0.0, velocity, height_m), OWN, NOW).stage is stage


def test_one_that_comes_down_is_not_above() -> None:
    high = aircraft(-4_000.0, 0.0, (50.0, 0.0), 600.0)
    assert threat_of(replace(high, climb_mps=-8.0), OWN, NOW).stage is Stage.WARNING


def test_a_pressure_height_counts_as_low_as_it_may_be() -> None:
    one = replace(aircraft(-4_000.0, 0.0, (50.0, 0.0), 380.0), height_error_m=250.0)
    assert threat_of(one, OWN, NOW).stage is Stage.WARNING


def test_an_old_place_is_carried_on() -> None:
    one = replace(aircraft(-6_000.0, 0.0, (50.0, 0.0), 150.0), at=NOW - timedelta(seconds=40))
    threat = threat_of(one, OWN, NOW)
    assert threat.stage is Stage.WARNING
    assert threat.nearest_s == pytest.approx(80.0, abs=0.5)


@given(
    bearing=st.floats(0.0, 359.0),
    speed_mps=st.floats(20.0, 120.0),
    aside_m=st.floats(-600.0, 600.0),
    ahead_s=st.floats(1.0, 85.0),
)
def test_whoever_will_be_too_near_is_warned_of(
    bearing: float, speed_mps: float, aside_m: float, ahead_s: float
) -> None:
    """Flown on in a straight line, as an independent check of the nearest approach."""
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    back_m = speed_mps * ahead_s
    start = (-east * back_m + north * aside_m, -north * back_m - east * aside_m)
    one = aircraft(*start, (speed_mps * east, speed_mps * north), 100.0)
    threat = threat_of(one, OWN, NOW)
    flown = [
        math.hypot(start[0] + speed_mps * east * t, start[1] + speed_mps * north * t)
        for t in range(200)
    ]
    assert threat.nearest_m <= min(flown) + 1.0
    assert threat.stage is Stage.WARNING
    assert abs(threat.nearest_m - abs(aside_m)) < 2.0 < WELL_CLEAR_M


def test_what_the_officer_is_told() -> None:
    text = threat_of(aircraft(0.0, -4_000.0, (0.0, 50.0), 150.0), OWN, NOW).text
    assert text == "aircraft JA1: 4.0 km away to 180°, 150 m high, 0 m in 80 s"
    away = threat_of(aircraft(0.0, -500.0, (0.0, -50.0), None), OWN, NOW).text
    assert away == "aircraft JA1: 0.5 km away to 180°, height unknown, it goes away"
