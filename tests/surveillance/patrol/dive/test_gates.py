"""The gates of a dive at made-up moments: warned before, alarmed at the limit, once each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mission_planner.underwater.bed import GridBed, LevelBed
from surveillance.model import Ellipse
from surveillance.patrol.dive.gates import Gates, Level, bearing_deg
from surveillance.patrol.dive.track import Reckoned, Source
from tests.surveillance.bench import EPOCH, FRAME, HOME
from tests.surveillance.patrol.dive.bench import make_dive, orca


def moment(
    depth_m: float = 5.0,
    north_m: float = 0.0,
    over_bed_m: float | None = None,
    error_m: float = 5.0,
) -> Reckoned:
    place, shape = FRAME.lonlat(0.0, north_m), Ellipse(error_m, error_m, 0.0)
    return Reckoned(EPOCH, place, shape, depth_m, over_bed_m, north_m, 10.0, Source.STICKS)


def passed(gates: Gates, at: Reckoned) -> list[tuple[str, Level]]:
    return [(p.name, p.level) for p in gates.look(at)]


def test_each_level_is_told_once_on_the_way_down_and_up() -> None:
    gates = Gates(make_dive(orca(max_depth_m=20.0, tether_m=100.0)))
    steps = [5.0, 17.5, 18.5, 19.0, 20.1, 20.6, 19.9, 19.5, 17.9, 17.5, 5.0]
    told = [passed(gates, moment(depth)) for depth in steps]
    near, beyond, clear = (("depth", level) for level in (Level.NEAR, Level.BEYOND, Level.CLEAR))
    assert told == [[], [], [near], [], [beyond], [], [], [near], [], [clear], []]
    assert (gates.touched["depth"].times, gates.touched["depth"].worst_m) == (
        1,
        pytest.approx(0.6),
    )


def test_the_tether_counts_depth_and_way_and_says_the_way_home() -> None:
    gates = Gates(make_dive(orca(tether_m=50.0, max_depth_m=40.0)))
    assert passed(gates, moment(30.0, 39.0)) == [("tether", Level.NEAR)]  # 49.2 m
    (beyond,) = gates.look(moment(30.0, 41.0))  # 50.8 m
    assert (beyond.name, beyond.level) == ("tether", Level.BEYOND)
    assert "51 m of tether out (± 5 m), it is 50 m long" in beyond.text
    assert "home lies 180 degrees, 41 m away" in beyond.text


def test_the_lower_of_sounder_and_chart_counts() -> None:
    order = make_dive(orca(over_bed_m=1.0), bed=LevelBed(8.0))
    assert passed(Gates(order), moment(6.0, over_bed_m=9.0)) == []
    assert passed(Gates(order), moment(7.5, over_bed_m=9.0)) == [("bed", Level.BEYOND)]
    assert passed(Gates(order), moment(5.0, over_bed_m=0.8)) == [("bed", Level.BEYOND)]
    assert passed(Gates(order), moment(0.3, over_bed_m=0.8)) == []  # afloat at a shallow quay


def test_the_chart_is_looked_at_wherever_it_may_be() -> None:
    """20 m deep but for a bank of 4 m north of 30 m from home."""
    edge = FRAME.lonlat(0.0, 30.0).lat
    depths = np.array([[4.0, 4.0], [20.0, 20.0]])
    bed = GridBed(depths, HOME.lon - 0.01, edge + 0.01, 0.01, 0.01)
    order = make_dive(orca(over_bed_m=1.0), bed=bed)
    assert passed(Gates(order), moment(6.0, 10.0, error_m=15.0)) == []
    assert passed(Gates(order), moment(6.0, 10.0, error_m=25.0)) == [("bed", Level.BEYOND)]


def test_without_a_bed_there_is_no_gate_of_it() -> None:
    gates = Gates(make_dive(orca()))
    gates.look(moment(19.0))
    assert gates.level("bed") is Level.CLEAR


@given(st.lists(st.floats(0.0, 40.0), min_size=1, max_size=30))
def test_beyond_is_never_missed_nor_kept_for_ever(depths: list[float]) -> None:
    gates = Gates(make_dive(orca(max_depth_m=20.0)))
    for depth in depths:
        gates.look(moment(depth))
        if depth > 20.0:
            assert gates.level("depth") is Level.BEYOND
        if depth < 17.0:
            assert gates.level("depth") is Level.CLEAR
    assert ("depth" in gates.touched) == (max(depths) > 20.0)


@pytest.mark.parametrize(
    ("east_m", "north_m", "course"), [(0, -9, 0), (-9, 0, 90), (0, 9, 180), (9, 0, 270)]
)
def test_the_bearing_home(east_m: float, north_m: float, course: float) -> None:
    assert bearing_deg(FRAME.lonlat(east_m, north_m), HOME) == pytest.approx(course, abs=0.1)
