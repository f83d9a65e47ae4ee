"""The weather of a flight and of a dive, as a forecast tells it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mission_planner.weather import Forecast
from surveillance.patrol.paperwork import Desk, dive_papers, weather_item
from tests.surveillance.bench import EPOCH, make_order
from tests.surveillance.patrol.dive.bench import make_dive


def forecast(
    wind_mps: float | list[float] = 5.0, rain_mmph: float = 0.0, hours: int = 6, step_h: float = 1.0
) -> Forecast:
    """The first time is two hours, or half a step, before the flight."""
    times = tuple(
        EPOCH + timedelta(hours=n * step_h - min(2.0, 0.5 * step_h)) for n in range(hours)
    )
    flat, wind, rain = (np.full(hours, v) for v in (np.nan, wind_mps, rain_mmph))
    east = np.full(hours, 90.0)
    return Forecast("test", times, wind, east, flat, rain, flat, flat, flat, flat)


def test_weather() -> None:
    good = forecast()
    assert weather_item(good, make_order(), EPOCH).is_good is True
    storm = weather_item(forecast(wind_mps=13.0), make_order(), EPOCH)
    assert (storm.is_good, "wind 13 m/s (limit 12)" in storm.text) == (False, True)
    wet = weather_item(forecast(rain_mmph=3.0), make_order(), EPOCH)
    assert wet.is_good is False
    late = weather_item(good, make_order(), good.times[-1])
    assert (late.is_good, "not for the flight" in late.text) == (False, True)


@pytest.mark.parametrize("step_h", [2.5, 3.0, 6.0])
def test_the_steps_of_a_forecast_on_either_side_are_judged(step_h: float) -> None:
    calm = weather_item(forecast(step_h=step_h), make_order(), EPOCH)
    assert (calm.is_good, "wind up to 5.0 m/s" in calm.text) == (True, True)
    for winds in ([13.0, 5.0, 5.0], [5.0, 13.0, 5.0]):
        windy = weather_item(forecast(winds, hours=3, step_h=step_h), make_order(), EPOCH)
        assert (windy.is_good, "wind 13 m/s (limit 12)" in windy.text) == (False, True)
    later = forecast([5.0, 5.0, 13.0], hours=3, step_h=step_h)
    assert weather_item(later, make_order(), EPOCH).is_good is True


def test_a_forecast_with_a_gap_is_not_believed() -> None:
    check = weather_item(forecast(step_h=7.0), make_order(), EPOCH)
    assert (check.is_good, "at most 6 h" in check.text) == (False, True)


@given(
    step_h=st.floats(0.1, 6.0),
    winds=st.lists(st.floats(0.0, 30.0), min_size=5, max_size=20),
    after_h=st.floats(0.0, 10.0),
)
def test_no_stronger_wind_is_met_than_was_judged(
    step_h: float, winds: list[float], after_h: float
) -> None:
    told, order = forecast(winds, hours=len(winds), step_h=step_h), make_order()
    begin = EPOCH + timedelta(hours=after_h)
    end = begin + timedelta(seconds=order.duration_s)
    check = weather_item(told, order, begin)
    if (
        end > told.times[-1]
        or told.strongest(begin, end).speed_mps > order.vehicle.max_wind_mps + 1e-9
    ):
        assert check.is_good is False


def dived(current_mps: float, wave_m: float = 0.5) -> Forecast:
    flat, wave = np.full(6, current_mps), np.full(6, wave_m)
    return replace(forecast(30.0), current_mps=flat, current_to_deg=np.zeros(6), wave_m=wave)


def test_the_water_of_a_dive_is_judged() -> None:
    order = make_dive().plan
    limit = order.vehicle.max_wind_mps
    calm = weather_item(dived(limit - 0.1), order, EPOCH)
    assert (calm.is_good, calm.text.startswith("current up to")) == (True, True)
    strong = weather_item(dived(limit + 0.1), order, EPOCH)
    assert (strong.is_good, "current" in strong.text) == (False, True)
    unknown = weather_item(forecast(), order, EPOCH)
    assert (unknown.is_good, "without a current" in unknown.text) == (False, True)
    late = weather_item(dived(0.0), order, dived(0.0).times[-1])
    assert (late.is_good, "not for the dive" in late.text) == (False, True)


def test_the_forecast_stands_in_the_list_of_a_dive() -> None:
    order = make_dive().plan
    last = dive_papers(order, Desk(forecast=dived(9.0)), EPOCH)[-1]
    assert (last.name, last.is_good) == ("weather", False)
    assert dive_papers(order, Desk(), EPOCH)[-1].is_good is None
