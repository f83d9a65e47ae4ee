"""Drift: what nothing disturbs goes with the water; the cloud spreads as the experiments did."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from mission_planner.detection.curve import definite_curve, inverse_cube_curve
from mission_planner.detection.theory import inverse_cube_sweep, perfect_sweep
from mission_planner.drift import (
    OBJECTS,
    Cloud,
    Search,
    Start,
    Water,
    after_search,
    drift,
    farthest_on_m,
    find_object,
    likely_map,
    mean_track,
)
from mission_planner.errors import PlannerError

HOUR = 3600.0
ORIGIN = Start(0.0, 0.0, 0.0, 0.0)


def steady(east: float, north: float):
    return lambda seconds: np.tile([east, north], (len(seconds), 1))


def water(wind=(0.0, 0.0), current=(0.0, 0.0), land=None, errors=0.0) -> Water:
    return Water(steady(*wind), steady(*current), land or MultiPolygon(), errors, errors)


def still_cloud(places: np.ndarray) -> Cloud:
    times = np.array([0.0, 10 * HOUR])
    weights = np.full(len(places), 1.0 / len(places))
    return Cloud(times, np.stack([places, places]), weights, np.zeros(len(places), bool))


@settings(max_examples=10, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-24, 24).filter(lambda h: abs(h) > 0.05))
def test_what_has_no_leeway_goes_where_the_water_goes(east, north, hours):
    cloud = drift(OBJECTS["water"], ORIGIN, hours * HOUR, water((9, 9), (east, north)))
    expected = np.array([east, north]) * hours * HOUR
    assert np.allclose(cloud.last, expected, atol=1e-6 * (1 + np.abs(expected).max()))


def test_forward_and_back_again_ends_where_it_began():
    there = drift(OBJECTS["water"], ORIGIN, 5 * HOUR, water(current=(0.4, -0.3)))
    end = Start(*there.last[0], 0.0, 5 * HOUR)
    back = drift(OBJECTS["water"], end, 0.0, water(current=(0.4, -0.3)))
    assert np.allclose(back.last, 0.0, atol=1e-6)


def test_the_leeway_of_a_person_is_that_of_the_experiments():
    """CG-D-08-99, person in water, mean values: downwind 0.96 % of the wind, sigma 12 cm/s."""
    cloud = drift(find_object("person"), ORIGIN, HOUR, water(wind=(0.0, 10.0)))
    down = cloud.last[:, 1] / HOUR * 100.0
    right = cloud.last[:, 0] / HOUR * 100.0
    assert down.mean() == pytest.approx(9.6, abs=0.6)
    assert down.std() == pytest.approx(12.0, rel=0.05)
    assert right.mean() == pytest.approx(0.0, abs=0.6)  # to either side alike
    assert np.abs(right).mean() > 5.4


@pytest.mark.parametrize("name", list(OBJECTS))
def test_the_same_seed_gives_the_same_cloud_and_a_calm_moves_nothing(name):
    one = drift(OBJECTS[name], ORIGIN, HOUR, water(wind=(6.0, 2.0)), seed=4)
    two = drift(OBJECTS[name], ORIGIN, HOUR, water(wind=(6.0, 2.0)), seed=4)
    assert np.array_equal(one.last, two.last)
    assert not drift(OBJECTS[name], ORIGIN, HOUR, water()).last.any()


def test_what_reaches_land_stays_there():
    shore = MultiPolygon([box(-50_000, 2_000, 50_000, 9_000)])
    cloud = drift(OBJECTS["skiff"], ORIGIN, 24 * HOUR, water((0, 8), (0, 0.3), shore, 0.2))
    assert cloud.is_stranded.mean() > 0.95
    assert cloud.last[cloud.is_stranded, 1].max() < 3_000.0


def test_forecasts_that_are_wrong_spread_the_cloud():
    sharp = drift(OBJECTS["package"], ORIGIN, 6 * HOUR, water((5, 0)))
    vague = drift(OBJECTS["package"], ORIGIN, 6 * HOUR, water((5, 0), errors=0.3))
    assert vague.last.std() > 1.5 * sharp.last.std()


def test_too_long_a_drift_is_refused():
    with pytest.raises(PlannerError, match=r"at most 240 h"):
        drift(OBJECTS["package"], ORIGIN, 11 * 86_400.0, water())


@pytest.fixture(scope="module")
def spread() -> Cloud:
    return drift(
        OBJECTS["drone"], Start(0, 0, 200, 0), 3 * HOUR, water((7, 2), (0.2, 0), errors=0.3)
    )


def test_regions_hold_their_share_and_lie_in_each_other(spread):
    found = likely_map(spread)
    inner, outer = found.region(0.5), found.region(0.95)
    assert inner.area < outer.area
    assert inner.difference(outer.buffer(0.1)).area < 1.0
    inside = shapely.contains_xy(outer.buffer(0.5), spread.last)
    assert 0.94 <= inside.mean() <= 0.97
    assert found.search_area(0.5).contains(inner)


@pytest.mark.parametrize("pct", [50, 80, 95])
def test_regions_hold_their_share_of_another_draw(spread, pct):
    """The next package is none of those that made the map."""
    other = drift(
        OBJECTS["drone"], Start(0, 0, 200, 0), 3 * HOUR, water((7, 2), (0.2, 0), errors=0.3), seed=9
    )
    region = likely_map(spread).region(pct / 100.0)
    inside = shapely.contains_xy(region.buffer(0.5), other.last).mean()
    assert pct / 100.0 - 0.015 <= inside <= pct / 100.0 + 0.04
    assert shapely.get_num_geometries(region) < 10  # and no seams nor crumbs


def test_the_middle_goes_with_wind_and_water(spread):
    track = mean_track(spread)
    assert np.hypot(*track[0]) < 30.0
    assert track[-1][0] > 0.2 * 3 * HOUR  # the current alone, and leeway on top


def test_an_unsuccessful_search_moves_the_probability_elsewhere(spread):
    hot = likely_map(spread).search_area(0.3).centroid
    way = np.array([[hot.x - 2000, hot.y], [hot.x + 2000, hot.y]])
    search = Search(way, np.array([2.5 * HOUR, 2.6 * HOUR]), inverse_cube_curve(400.0, 14.0))
    after = after_search(spread, search)
    assert 0.0 < after.weights.sum() < 1.0
    assert (after.weights <= spread.weights).all()
    near = np.hypot(*(spread.at(2.55 * HOUR) - (hot.x, hot.y)).T) < 100.0
    assert after.weights[near].mean() < 0.5 * spread.weights.mean()
    assert likely_map(after).left == pytest.approx(after.weights.sum())


def test_many_random_passes_come_to_the_random_search():
    """Koopman: coverage C from passes laid at random finds 1 - exp(-C)."""
    rng = np.random.default_rng(5)
    side, width = 10_000.0, 150.0
    cloud = still_cloud(rng.uniform(0.3 * side, 0.7 * side, (1500, 2)))
    covered = 0.0
    for _ in range(60):
        y = rng.uniform(0.0, side)
        way = np.array([[0.0, y], [side, y]])
        cloud = after_search(
            cloud, Search(way, np.array([0.0, 600.0]), inverse_cube_curve(width, 14.0))
        )
        covered += width * side / side**2
    assert cloud.weights.sum() == pytest.approx(math.exp(-covered), abs=0.05)


COVERAGES = (0.5, 0.8, 1.0, 1.6)


@pytest.mark.parametrize("coverage", COVERAGES)
@pytest.mark.parametrize(("curve_of", "theory"), [
    (lambda width: inverse_cube_curve(width, 14.0), inverse_cube_sweep),
    (lambda width: definite_curve(width / 2.0, 14.0, "all or nothing"), perfect_sweep),
])  # fmt: skip
def test_parallel_sweeps_leave_what_theory_leaves(coverage, curve_of, theory):
    """Koopman: erf(sqrt(pi) / 2 C), 0.79 at C = 1, or min(1, C) if definite."""
    spacing, lines = 400.0, 41  # passes from far outside on: the theory has no ends
    middle = spacing * np.linspace(-0.5, 0.5, 800, endpoint=False)
    places = np.column_stack([np.zeros(800), middle + 0.3])
    cloud = still_cloud(places)
    for n in range(-(lines // 2), lines // 2 + 1):
        way = np.array([[-5000.0, n * spacing], [5000.0, n * spacing]])
        cloud = after_search(
            cloud, Search(way, np.array([0.0, 700.0]), curve_of(coverage * spacing))
        )
    assert 1.0 - cloud.weights.sum() == pytest.approx(theory(coverage), abs=0.01)


def test_a_search_at_another_time_than_the_drift_is_refused():
    way = np.array([[0.0, 0.0], [100.0, 0.0]])
    late = Search(way, np.array([9.9, 10.1]) * HOUR, definite_curve(50.0, 14.0, ""), "p.geojson")
    with pytest.raises(PlannerError, match=r"p.geojson was flown .* give other --hours"):
        after_search(still_cloud(np.zeros((3, 2))), late)


def test_farthest_on_circle():
    """15 m/s for two hours, place known to the metre: 108 km."""
    assert farthest_on_m(15.0, 2.0, 0.0) == pytest.approx(108_000.0)
    assert farthest_on_m(15.0, 2.0, 100.0) > 108_200.0
