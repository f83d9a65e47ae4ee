"""The closed forms against areas drawn out in the boats' frame, and against published values."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from mission_planner.detection.theory import (
    back_and_forth,
    crossover,
    crossover_spacing_m,
    inverse_cube_sweep,
    perfect_sweep,
    random_search,
)

LENGTH_M = 10_000.0
widths = st.floats(10.0, 20_000.0)
speeds = st.floats(0.5, 40.0)


def swept(corners, width_m, length_m, low_m, high_m):
    """Share of a piece of the sea in the boats' frame within half a width of a track."""
    sea = box(0.0, low_m, length_m, high_m)
    track = LineString(corners).buffer(width_m / 2.0, cap_style="flat", join_style="mitre")
    return track.intersection(sea).area / sea.area


@pytest.mark.parametrize(("coverage", "published"), [(0.5, 0.47), (1.0, 0.79), (1.5, 0.94)])
def test_parallel_sweeps_of_an_inverse_cube_sensor(coverage, published):
    """Koopman's curve, as IAMSAR prints it for ideal conditions."""
    assert inverse_cube_sweep(coverage) == pytest.approx(published, abs=0.01)
    assert random_search(coverage) < inverse_cube_sweep(coverage) < max(perfect_sweep(coverage), 1)


@pytest.mark.parametrize("width_m", [500.0, 2_000.0, 4_000.0])
@pytest.mark.parametrize("ratio", [0.5, 1.36, 3.0])
def test_back_and_forth_against_the_area_its_saw_sweeps(width_m, ratio):
    rise = LENGTH_M / ratio  # of a boat during one crossing
    teeth = np.arange(-6, 15)
    saw = [(LENGTH_M * (n % 2), n * rise) for n in teeth]
    parts = [LineString(pair) for pair in pairwise(saw)]
    # each stroke in full width to the walls: what a turn sees beyond them is nobody's
    strokes = [shapely.affinity.scale(p, 3.0, 3.0).buffer(width_m / 2.0) for p in parts]
    walls = [box(0.0, p.bounds[1] - 1e5, LENGTH_M, p.bounds[3] + 1e5) for p in parts]
    clear = shapely.union_all([
        s.intersection(w) for s, w in zip(strokes, walls, strict=True)
    ])  # fmt: skip
    sea = box(0.0, 0.0, LENGTH_M, 2.0 * rise)
    drawn = clear.intersection(sea).area / sea.area
    assert back_and_forth(width_m, LENGTH_M, ratio, 1.0) == pytest.approx(drawn, abs=1e-4)


def test_a_crossover_draws_parallel_tracks_in_the_boats_frame():
    """Followed in time: crossing, up the side, crossing back, up the side."""
    patrol, boats = 20.0, 10.0
    cross_s = LENGTH_M / math.sqrt(patrol**2 - boats**2)
    up_s = boats * cross_s / patrol  # the leg that wins the drift back
    across = np.array([0.0, LENGTH_M, LENGTH_M, 0.0, 0.0])
    over_ground = np.array([0.0, boats * cross_s, 0.0, boats * cross_s, 0.0])
    seconds = np.cumsum([0.0, cross_s, up_s, cross_s, up_s])
    relative = over_ground - boats * seconds
    assert relative[1] == pytest.approx(relative[0])  # square to the boats
    spacing = relative[1] - relative[2]
    assert crossover_spacing_m(LENGTH_M, patrol, boats) == pytest.approx(spacing)
    corners = [(x, y + n * 2.0 * -spacing) for n in range(-3, 4)
               for x, y in zip(across[:4], relative[:4], strict=True)]  # fmt: skip
    drawn = swept(corners, 2_000.0, LENGTH_M, -4.0 * spacing, 0.0)
    assert crossover(2_000.0, LENGTH_M, patrol, boats) == pytest.approx(drawn, abs=0.1)
    assert crossover(2_000.0, LENGTH_M, patrol, boats) <= drawn


@settings(max_examples=40, deadline=None)
@given(widths, speeds, speeds, st.floats(1.0, 3.0))
def test_probabilities_rise_with_the_sweep_width(width_m, patrol, boats, more):
    for formula in (back_and_forth, crossover):
        less = formula(width_m, LENGTH_M, patrol, boats)
        assert 0.0 <= less <= formula(more * width_m, LENGTH_M, patrol, boats) <= 1.0


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 20.0))
def test_random_search_is_never_better_than_a_perfect_sweep(coverage):
    assert 0.0 <= random_search(coverage) <= perfect_sweep(coverage) <= 1.0


@pytest.mark.parametrize("formula", [back_and_forth, crossover])
def test_boats_that_stand_are_all_found(formula):
    assert formula(1.0, LENGTH_M, 14.0, 0.0) == 1.0
    assert formula(100.0, LENGTH_M, 14.0, 1e-6) == pytest.approx(1.0)
