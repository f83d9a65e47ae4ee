"""What a forecast lets a camera find."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LonLat
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.curve_file import read_curves
from mission_planner.detection.looking import look_rate
from mission_planner.detection.outlook import (
    BY_WAVES,
    BY_WIND,
    Lookout,
    best_window,
    conditions_at,
    window_outlook,
)
from mission_planner.detection.target import Conditions, Sun, Target, sun_at
from mission_planner.errors import PlannerError
from mission_planner.weather import Forecast, WeatherLimits, windows
from tests.mission_planner.islands import heron

HERE = LonLat(130.1, 34.24)
NOON = datetime(2026, 5, 1, 3, tzinfo=UTC)
BOAT = Target(10.0)


def forecast(count=2, begin=NOON, **columns) -> Forecast:
    nothing = np.full(count, np.nan)
    names = ("gust_mps", "rain_mmph", "visibility_m", "wave_m", "current_mps", "current_to_deg")
    values = {"wind_mps": 5.0, "wind_from_deg": 300.0} | dict.fromkeys(names, nothing) | columns
    times = tuple(begin + timedelta(hours=n) for n in range(count))
    arrays = {name: np.broadcast_to(np.array(v, float), count) for name, v in values.items()}
    return Forecast("made", times, **arrays)


def width_m(conditions: Conditions, sun=None, altitude_m=100.0) -> float:
    return Eye(heron(), altitude_m, 0.0, Against(BOAT, conditions, sun)).any_course()[0]


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 60_000.0), st.floats(0.0, 60_000.0))
def test_haze_lets_nothing_be_found_farther_than_it_lets_see(one, other):
    low, high = sorted((one, other))
    hazy, clear = (width_m(Conditions(visibility_m=v)) for v in (low, high))
    assert 0.0 <= hazy <= clear + 1e-6 <= width_m(Conditions()) + 2e-6
    assert hazy <= 2.0 * math.sqrt(max(low**2 - 100.0**2, 0.0)) + 1e-6


def test_half_of_the_contrast_asks_for_twice_the_pixels():
    """Rose: a boat of the double length in air that halves the contrast is as good as clear air.

    Contrast is halved at r where 0.05^(r / V) = 0.5, so at V = r ln 20 / ln 2.
    """
    altitude, ahead = 100.0, 500.0
    slant = math.hypot(altitude, ahead)
    hazy = Conditions(0.0, visibility_m=slant * math.log(20.0) / math.log(2.0))
    camera = heron().camera
    there = np.array([0.0]), np.array([ahead])
    clear = look_rate(camera, altitude, Target(10.0, 4.0), Conditions(0.0))(*there)
    dim = look_rate(camera, altitude, Target(10.0, 8.0), hazy)(*there)
    assert dim == pytest.approx(clear, rel=1e-9)
    assert clear[0] > 0.0


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 360.0), st.floats(-90.0, 90.0), st.floats(0.0, 16.0))
def test_the_sun_takes_and_never_gives(azimuth, elevation, wind):
    conditions = Conditions(2.0, blowing_mps=wind)
    eye = Eye(heron(), 100.0, 0.0, Against(BOAT, conditions, Sun(azimuth, elevation)))
    width, share = eye.any_course()
    assert width <= width_m(conditions) + 1e-9
    assert 0.0 <= share <= 1.0
    if elevation <= 0.0:
        assert (width, share) == (width_m(conditions), 0.0)


def test_a_low_sun_blinds_some_courses():
    eye = Eye(heron(), 100.0, 0.0, Against(BOAT, Conditions(4.0), Sun(90.0, 12.0)))
    width, share = eye.any_course()
    assert share > 0.03
    assert width < 0.99 * eye.curve.sweep_width_m


def test_a_trial_in_clear_air_is_cut_where_sight_ends(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(
        "length_m,altitude_m,sea_state,light,speed_mps,lateral_m,probability\n"
        "6,100,2,day,14,0,1\n6,100,2,day,14,1000,1\n"
    )
    asked = Against(BOAT, Conditions(visibility_m=500.0), None, read_curves(file))
    sees_m = math.sqrt(500.0**2 - 100.0**2)
    assert Eye(heron(), 100.0, 0.0, asked).curve.sweep_width_m == pytest.approx(2 * sees_m)


def test_waves_say_the_sea_and_wind_only_where_there_are_none():
    waves = conditions_at(forecast(wave_m=2.0, wind_mps=2.0, visibility_m=7000.0), HERE, NOON)
    assert (round(waves.sea_state), waves.visibility_m, waves.wind_mps) == (4, 7000.0, 2.0)
    wind = conditions_at(forecast(wind_mps=9.4), HERE, NOON)
    assert (wind.sea_state, wind.visibility_m, wind.light) == (4.0, math.inf, "day")
    lookout = Lookout(heron(), 100.0, HERE, BOAT)
    assert lookout.outlook(forecast(wave_m=2.0), NOON).sea_by == BY_WAVES
    assert lookout.outlook(forecast(), NOON).sea_by == BY_WIND


def test_between_two_times_one_of_which_says_nothing_nothing_is_known():
    read = forecast(3, wave_m=[1.0, np.nan, 3.0])
    assert read.value_at(read.wave_m, NOON) == 1.0
    assert read.value_at(read.wave_m, NOON + timedelta(minutes=30)) is None
    assert read.value_at(read.wave_m, NOON + timedelta(hours=2)) == 3.0


def test_a_day_of_hours_is_dark_at_night_and_best_in_the_calm_of_the_day():
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    calm = begin + timedelta(hours=5)
    waves = [0.2 if n == 5 else 1.0 for n in range(24)]
    read = forecast(24, begin, wave_m=waves)
    lookout = Lookout(heron(), 100.0, HERE, BOAT)
    told = [lookout.outlook(read, at) for at in read.times]
    for outlook in told:
        assert (outlook.sweep_width_m == 0.0) == (sun_at(HERE, outlook.at).light == "night")
    (window,) = windows(read, WeatherLimits.of(heron()), timedelta(minutes=30))
    promise = window_outlook(window, told)
    assert promise.best.at == calm
    assert promise.sweep_width_m == pytest.approx(np.mean([o.sweep_width_m for o in told]))
    assert best_window([promise]) is promise
    dark = [o for o in told if o.sweep_width_m == 0.0]
    assert len(dark) > 5
    blind = window_outlook(window, [replace(o, sweep_width_m=0.0) for o in told])
    assert best_window([blind]) is None


def test_a_sea_that_nobody_knows_is_told_and_not_guessed():
    outlook = Lookout(heron(), 100.0, HERE, BOAT).outlook(forecast(wave_m=7.0), NOON)
    assert (outlook.sweep_width_m, outlook.conditions) == (None, None)
    assert outlook.why.startswith("waves are 7 m high")


def test_without_a_camera_nothing_can_be_expected():
    with pytest.raises(PlannerError, match="has no camera"):
        Lookout(replace(heron(), camera=None), 100.0, HERE, BOAT)
