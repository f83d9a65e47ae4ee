"""Two vehicles that would meet are kept apart by height, or else by time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.endurance import Endurance
from mission_planner.request import CALM, PlanRequest, Wind
from mission_planner.traffic.apart import (
    BESIDE_M,
    HEIGHT_STEP_M,
    HOME_ZONE_M,
    LAUNCH_GAP_S,
    Airborne,
    Traffic,
    heights_of,
)
from mission_planner.traffic.track import STEP_S, track_of
from tests.mission_planner.islands import heron

# both ways pass the same place, one coming and one going, at about the same time
THERE = np.array([[0.0, 0.0], [0.0, 2000.0], [2000.0, 2000.0], [2000.0, 0.0], [0.0, 0.0]])
SAME_PLACES = (THERE, THERE[::-1])


def aloft(crew: int, points: np.ndarray, height: float, start_s: float = 0.0) -> Airborne:
    return Airborne(crew, (), start_s, height, track_of(points, Endurance(heron(), height, CALM)))


def nearest_m(a: Airborne, b: Airborne) -> float:
    """The least distance in place of two sorties at the same moment, away from home."""
    moments = np.arange(0.0, max(a.end_s, b.end_s), STEP_S)
    places = []
    for one in (a, b):
        since = moments - one.start_s
        east, north = (np.interp(since, one.track.at_s, one.track.points[:, k]) for k in (0, 1))
        aloft = (since > 0) & (since < one.track.duration_s) & (np.hypot(east, north) > HOME_ZONE_M)
        places.append((np.column_stack([east, north]), aloft))
    both = places[0][1] & places[1][1]
    return float(np.hypot(*(places[0][0] - places[1][0])[both].T).min(initial=np.inf))


def test_height_comes_first():
    traffic = Traffic(600.0)
    made = [
        traffic.place([100.0, 120.0], lambda h, k=k, p=p: aloft(k, p, h), 7200.0)
        for k, p in enumerate(SAME_PLACES)
    ]
    assert [one.altitude_m for one in made] == [100.0, 120.0]
    assert made[1].start_s - made[0].start_s == pytest.approx(LAUNCH_GAP_S)


def test_time_where_no_other_height_is_allowed():
    traffic = Traffic(600.0)
    first, second = (
        traffic.place([100.0], lambda h, k=k, p=p: aloft(k, p, h), 7200.0)
        for k, p in enumerate(SAME_PLACES)
    )
    assert nearest_m(first, replace(second, start_s=LAUNCH_GAP_S)) < BESIDE_M  # they would meet
    assert second.start_s > LAUNCH_GAP_S
    assert nearest_m(first, second) >= BESIDE_M


def test_a_height_that_is_not_allowed_is_not_taken():
    traffic = Traffic(600.0)
    traffic.place([100.0], lambda h: aloft(0, THERE, h), 7200.0)
    made = traffic.place(
        [100.0, 120.0], lambda h: aloft(1, THERE[::-1], h) if h < 110.0 else None, 7200.0
    )
    assert made is not None
    assert made.altitude_m == 100.0


def test_no_place_in_the_time_there_is():
    traffic = Traffic(600.0)
    traffic.place([100.0], lambda h: aloft(0, THERE, h), 7200.0)
    assert traffic.place([100.0], lambda h: aloft(0, THERE, h), 60.0) is None


corners = st.tuples(st.floats(-3000.0, 3000.0), st.floats(-3000.0, 3000.0))
ways = st.lists(corners, min_size=2, max_size=5).map(
    lambda inner: np.array([(0.0, 0.0), *inner, (0.0, 0.0)])
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), ways), min_size=2, max_size=4))
def test_any_sorties_are_kept_apart(flights):
    traffic = Traffic(600.0)
    for crew, points in flights:

        def made(height: float, crew: int = crew, points: np.ndarray = points) -> Airborne:
            return aloft(crew, points, height)

        assert traffic.place([100.0, 120.0], made, 20_000.0) is not None
    for number, one in enumerate(traffic.sorties):
        for other in traffic.sorties[:number]:
            if one.crew == other.crew:
                gap = max(one.start_s - other.end_s, other.start_s - one.end_s)
                assert gap >= 600.0
            elif abs(one.altitude_m - other.altitude_m) < HEIGHT_STEP_M:
                assert nearest_m(one, other) >= BESIDE_M - 20.0  # between samples


def test_heights_stay_under_the_lowest_limit():
    request = PlanRequest(altitude_m=100.0)
    assert heights_of(heron(max_alt_m=145.0), 150.0, request) == [100.0, 120.0, 140.0]
    assert heights_of(heron(max_alt_m=145.0), 110.0, request) == [100.0]


def test_the_clock_of_a_track_ends_with_the_landing():
    for speed in (0.0, 6.0):
        endurance = Endurance(heron(), 100.0, Wind(speed, 40.0))
        track = track_of(THERE, endurance)
        assert track.duration_s == endurance.flight(THERE, endurance.wind).duration_s
        assert (np.diff(track.at_s) > 0.0).all()
        assert 100.0 / heron().climb_mps == pytest.approx(track.at_s[0])
        assert track.at_s[-1] < track.duration_s
