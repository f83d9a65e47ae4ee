"""Exposure along a path: against exact geometry, closed forms, and what must always hold."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box

from mission_planner.detection.curve import LateralCurve, model_curve
from mission_planner.detection.exposure import found
from mission_planner.detection.flown import TimedPath, timed
from mission_planner.detection.looking import look_rate
from mission_planner.detection.sensor import camera_field, definite_field, even_field
from mission_planner.detection.target import USUAL, Target
from mission_planner.detection.theory import inverse_cube_sweep, perfect_sweep, random_search
from mission_planner.detection.traffic import crossing, even, in_strip, places_in, through
from mission_planner.energy import estimate
from mission_planner.flight import level_flight
from tests.mission_planner.islands import heron

RANGE_M = 300.0
DISC = definite_field(RANGE_M)
CELL_M = 0.02 * RANGE_M  # the disc is drawn in cells of this size


def seen(path, traffic, field=DISC):
    return found(path, traffic, lambda course: field)


def legs(corners, speed_mps=14.0):
    """A path without climb or stops."""
    points = np.asarray(corners, np.float64)
    steps = np.diff(points, axis=0)
    times = np.concatenate([[0.0], np.cumsum(np.hypot(*steps.T) / speed_mps)])
    courses = np.arctan2(steps[:, 1], steps[:, 0])
    return TimedPath(points[:-1], points[1:], times[:-1], times[1:], courses, float(times[-1]))


def one_after_another(paths):
    """Paths, each beginning when the one before has ended."""
    lasted = [p.duration_s for p in paths]
    shifts = np.concatenate([[0.0], np.cumsum(lasted)])[:-1]
    return TimedPath(
        np.concatenate([p.start for p in paths]),
        np.concatenate([p.end for p in paths]),
        np.concatenate([p.began_s + s for p, s in zip(paths, shifts, strict=True)]),
        np.concatenate([p.ended_s + s for p, s in zip(paths, shifts, strict=True)]),
        np.concatenate([p.course_rad for p in paths]),
        sum(lasted),
    )


def standing(places):
    zeros = np.zeros(len(places))
    return through(np.asarray(places, np.float64), 0.0, zeros, zeros)


corners = st.lists(
    st.tuples(st.floats(-3000.0, 3000.0), st.floats(-3000.0, 3000.0)),
    min_size=2, max_size=6, unique_by=(lambda p: round(p[0]), lambda p: round(p[1])),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(corners, st.floats(0.0, 20.0))
def test_a_definite_range_finds_what_comes_within_it(points, speed_mps):
    path = legs(points)
    place, course, time = even(60, 4)[:, :2], even(60, 4)[:, 2], even(60, 4)[:, 3]
    boats = through(
        6000.0 * place - 3000.0, speed_mps, 2.0 * math.pi * course, time * path.duration_s
    )
    chances = seen(path, boats)
    times = np.append(path.began_s, path.ended_s[-1])
    drone = np.vstack([path.start, path.end[-1:]])
    for chance, start, velocity in zip(chances, boats.start, boats.velocity, strict=True):
        nearest = LineString(start + velocity * times[:, None] - drone).distance(Point(0.0, 0.0))
        if nearest < RANGE_M - CELL_M:
            # a chord shorter than a step may be stepped over only at the very rim
            assert chance > 0.999 or nearest > 0.97 * RANGE_M
        if nearest > RANGE_M + CELL_M:
            assert chance == 0.0


def test_a_pass_gives_the_lateral_range_curve_back():
    vehicle = heron()
    rate = look_rate(vehicle.camera, 100.0, Target(10.0), USUAL)
    curve = model_curve(rate, vehicle.cruise_mps, "model")
    lateral = np.linspace(-500.0, 500.0, 201)
    boats = standing(np.column_stack([np.zeros(201), lateral]))
    chances = seen(legs([(-3000.0, 0.0), (3000.0, 0.0)]), boats, camera_field(rate))
    assert chances == pytest.approx(curve.at(lateral), abs=0.03)
    # the sweep width: what a pass finds of boats spread evenly over a wide strip
    assert chances.mean() * 1005.0 == pytest.approx(curve.sweep_width_m, rel=0.01)


@pytest.mark.parametrize("spacing_m", [450.0, 600.0, 900.0])
def test_parallel_tracks_of_a_definite_range_are_a_perfect_sweep(spacing_m):
    lines = [[(-4000.0, n * spacing_m), (4000.0, n * spacing_m)] for n in range(-3, 4)]
    path = one_after_another([legs(line) for line in lines])
    places = even(2000, 2) * [2000.0, 4.0 * spacing_m] - [1000.0, 2.0 * spacing_m]
    share = seen(path, standing(places)).mean()
    assert share == pytest.approx(perfect_sweep(2.0 * RANGE_M / spacing_m), abs=0.01)


def test_tracks_at_random_are_a_random_search():
    dice = np.random.default_rng(3)
    size, long, count = 20_000.0, 2_000.0, 400
    start = dice.uniform(-size / 2.0, size / 2.0, (count, 2))
    angle = dice.uniform(0.0, 2.0 * math.pi, count)
    step = long * np.column_stack([np.cos(angle), np.sin(angle)])
    path = one_after_another([legs([a, a + b]) for a, b in zip(start, step, strict=True)])
    places = even(1500, 2) * (size - 6_000.0) - (size / 2.0 - 3_000.0)
    coverage = count * (2.0 * RANGE_M * long + math.pi * RANGE_M**2) / size**2
    share = seen(path, standing(places)).mean()
    assert share == pytest.approx(random_search(coverage), abs=0.04)
    assert share < perfect_sweep(coverage) - 0.1


@pytest.mark.parametrize("coverage", [0.5, 1.0])
def test_parallel_tracks_of_an_inverse_cube_sensor(coverage):
    """Washburn, ch. 2.4: erf(sqrt(pi) / 2 x C) for 1 - exp(-k / x^2) and W = 2 sqrt(pi k)."""
    scale = 100.0
    lateral = np.concatenate([[0.0], np.geomspace(1.0, 60.0 * scale, 4000)])
    chances = 1.0 - np.exp(-((scale / np.maximum(lateral, 1e-3)) ** 2))
    curve = LateralCurve(lateral, chances, 14.0, "inverse cube")
    width = 2.0 * math.sqrt(math.pi) * scale
    assert curve.sweep_width_m == pytest.approx(width, rel=0.02)  # its tail is cut off
    near = replace(curve, lateral_m=lateral[lateral < 15.0 * scale],
                   probability=chances[lateral < 15.0 * scale])  # fmt: skip
    spacing = width / coverage
    lines = [[(-4e3, n * spacing), (4e3, n * spacing)] for n in range(-8, 9)]
    path = one_after_another([legs(line) for line in lines])
    places = np.column_stack([np.zeros(400), (np.arange(400) + 0.5) / 400.0 * spacing])
    share = seen(path, standing(places), even_field(near)).mean()
    assert share == pytest.approx(inverse_cube_sweep(coverage), abs=0.02)


def test_boats_that_stand_on_a_barrier_are_found():
    line = LineString([(0.0, 0.0), (4000.0, 1000.0)])
    path = legs([line.coords[0], line.coords[1], line.coords[0]])
    boats = crossing(line, 0.0, path.duration_s, 500)
    assert seen(path, boats).min() > 0.999


@settings(max_examples=10, deadline=None)
@given(corners, st.floats(0.0, 20.0), st.floats(1.0, 2.5))
def test_more_never_finds_less(points, speed_mps, wider):
    """More passes and a wider sensor; probabilities stay probabilities."""
    path = legs(points)
    boats = crossing(LineString([(-2000.0, 0.0), (2000.0, 500.0)]), speed_mps, 600.0, 200)
    rate = look_rate(heron().camera, 100.0, Target(10.0), USUAL)
    field = camera_field(rate)
    once = seen(path, boats, field)
    back = legs([*points, *points[::-1][1:]])
    assert (seen(back, boats, field) >= once - 1e-12).all()
    brighter = replace(field, rates=wider * field.rates)
    assert (seen(path, boats, brighter) >= once - 1e-12).all()
    assert 0.0 <= once.min() <= once.max() <= 1.0


def test_a_timed_path_lasts_as_long_as_its_estimate():
    vehicle = heron()
    points = np.array([[0.0, 0.0], [3000.0, 0.0], [3000.0, 400.0], [0.0, 0.0]])
    way = level_flight(points, 100.0, 14.0)
    path = timed(way, vehicle)
    assert path.duration_s == estimate(way, vehicle).duration_s
    assert (path.ended_s > path.began_s).all()
    assert path.began_s[1:] == pytest.approx(path.ended_s[:-1])
    assert path.began_s[0] >= 100.0 / vehicle.climb_mps  # it looks once it is up
    assert path.duration_s > path.ended_s[-1] + 100.0 / vehicle.descend_mps


def test_traffic_is_spread_as_it_is_said():
    line = LineString([(0.0, 0.0), (1000.0, 0.0)])
    boats = crossing(line, 10.0, 3600.0, 1000, is_one_way=True)
    assert (boats.velocity[:, 1] < 0.0).all()  # left to right of the line
    assert np.hypot(*boats.velocity.T) == pytest.approx(10.0)
    times = -boats.start[:, 1] / boats.velocity[:, 1]
    places = boats.start[:, 0] + boats.velocity[:, 0] * times
    for values, high in ((times, 3600.0), (places, 1000.0)):
        counts, _ = np.histogram(values, 10, (0.0, high))
        assert counts.min() > 90
        assert counts.sum() == 1000
    both = crossing(line, 10.0, 3600.0, 1000)
    assert (both.velocity[:, 1] > 0.0).mean() == pytest.approx(0.5, abs=0.01)


def test_boats_in_a_strip_make_for_land_and_end_there():
    strip, land = box(0.0, 300.0, 1000.0, 800.0), MultiPolygon([box(0.0, -500.0, 1000.0, 0.0)])
    boats = in_strip(strip, land, 10.0, 600.0, 400)
    assert (boats.velocity[:, 1] < 0.0).all()
    ends = boats.start + boats.velocity * boats.until_s[:, None]
    assert np.abs(ends[:, 1]).max() < 150.0  # courses spread by 30 degrees
    nowhere = in_strip(strip, MultiPolygon(), 10.0, 600.0, 400)
    assert np.isinf(nowhere.until_s).all()
    assert np.abs(nowhere.velocity.mean(axis=0)).max() < 0.5


def test_places_lie_in_their_shape():
    ring = Point(0.0, 0.0).buffer(100.0).difference(Point(0.0, 0.0).buffer(95.0))
    places = places_in(ring, 500)
    assert len(places) == 500
    assert shapely.contains_xy(ring, *places.T).all()
