"""Sea states against the tables of the World Meteorological Organization."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mission_planner.detection.seas import (
    sea_state_of_waves,
    sea_state_of_wind,
    wind_of_sea_state,
)
from mission_planner.detection.target import Conditions
from mission_planner.errors import PlannerError

# WMO code table 3700: degree, wave heights from and to
TABLE_3700 = [(1, 0.04, 0.1), (2, 0.1, 0.5), (3, 0.5, 1.25), (4, 1.25, 2.5), (5, 2.5, 4.0),
              (6, 4.0, 6.0)]  # fmt: skip


@pytest.mark.parametrize(("degree", "low", "high"), TABLE_3700)
@given(share=st.floats(0.001, 0.999))
def test_waves_have_the_degree_of_the_table(degree, low, high, share):
    assert round(sea_state_of_waves(low + share * (high - low))) == degree


@given(st.floats(0.0, 6.0), st.floats(0.0, 6.0))
def test_higher_waves_are_no_calmer_sea(one, other):
    low, high = sorted((one, other))
    assert 0.0 <= sea_state_of_waves(low) <= sea_state_of_waves(high) <= 6.0


@given(st.floats(0.0, 6.0))
def test_wind_to_sea_and_back(sea_state):
    wind = wind_of_sea_state(sea_state)
    assert sea_state_of_wind(wind) == pytest.approx(sea_state, abs=1e-9)
    assert Conditions(sea_state).wind_mps == wind


# middle of Beaufort's forces 2 to 7 in m/s, probable wave height in m (WMO)
BEAUFORT = [(2.45, 0.2), (4.4, 0.6), (6.75, 1.0), (9.35, 2.0), (12.3, 3.0), (15.5, 4.0)]


@pytest.mark.parametrize(("wind_mps", "wave_m"), BEAUFORT)
def test_a_wind_raises_about_the_sea_of_its_probable_waves(wind_mps, wave_m):
    """Half a degree is what the tables differ by among themselves; one is the most allowed."""
    assert sea_state_of_wind(wind_mps) == pytest.approx(sea_state_of_waves(wave_m), abs=1.0)


@pytest.mark.parametrize(("ask", "text"), [
    (lambda: sea_state_of_waves(6.1), "waves are 6.1 m high; what is seen is known in 0..6 m"),
    (lambda: sea_state_of_waves(float("nan")), "waves are nan"),
    (lambda: sea_state_of_wind(18.0), "the wind is 18 m/s; what is seen is known in 0..17.1"),
    (lambda: Conditions(visibility_m=-1.0), "visibility is -1 m"),
])  # fmt: skip
def test_what_nobody_knows_is_said(ask, text):
    with pytest.raises(PlannerError, match=text):
        ask()
