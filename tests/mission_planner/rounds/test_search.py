"""Rounds: the exact way against all possibilities, the search against the exact way."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.errors import PlannerError
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.engine import solver
from mission_planner.rounds.exact import best_tours
from mission_planner.rounds.search import cost_s, search
from mission_planner.rounds.tour import Tour


def costs_of(count: int, crews: int, seed: int, power: float) -> Costs:
    """Random targets round home, asymmetric; every one within reach alone, few together."""
    rng = np.random.default_rng(seed)
    places = np.vstack([[0.0, 0.0], rng.uniform(-1.0, 1.0, (count, 2))])
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    speeds = rng.uniform(0.7, 1.0, (crews, 1, 1))
    seconds = 600.0 * apart[None] / speeds * rng.uniform(1.0, 1.2, (crews, count + 1, count + 1))
    looks = np.concatenate([[0.0], rng.uniform(50.0, 300.0, count)])
    seconds = seconds + looks[None, None, :] * ~np.eye(count + 1, dtype=bool)[None]
    energy = seconds / 2600.0 * rng.uniform(0.9, 1.0, (crews, 1, 1))
    fixed = np.full(crews, 90.0)
    return Costs(seconds, energy, fixed, np.full(crews, 0.02), power)


def share(costs: Costs, tour: Tour) -> float:
    ends = itertools.pairwise((0, *tour.places, 0))
    return costs.sortie_energy[tour.crew] + sum(costs.energy[tour.crew, a, b] for a, b in ends)


def all_ways(count: int, crews: int):
    """Every way to cut every order of the targets into sorties of every vehicle."""
    for order in itertools.permutations(range(1, count + 1)):
        for cuts in itertools.product((False, True), repeat=count - 1):
            at = [0, *(k + 1 for k, cut in enumerate(cuts) if cut), count]
            parts = [order[a:b] for a, b in itertools.pairwise(at)]
            for owners in itertools.product(range(crews), repeat=len(parts)):
                yield [Tour(crew, part) for crew, part in zip(owners, parts, strict=True)]


@pytest.mark.parametrize(("count", "crews", "power"), [(4, 1, 1.0), (3, 2, 8.0)])
@pytest.mark.parametrize("seed", range(3))
def test_few_targets_get_the_best_rounds_of_all(count, crews, power, seed):
    costs = costs_of(count, crews, seed, power)
    fitting = (w for w in all_ways(count, crews) if all(share(costs, t) <= 1.0 for t in w))
    least = min(cost_s(costs, way) for way in fitting)
    found = best_tours(costs)
    assert all(share(costs, tour) <= 1.0 for tour in found)
    assert cost_s(costs, found) == pytest.approx(least, rel=1e-9)


def test_the_search_finds_the_best_rounds_of_seven_targets():
    for crews, power in ((1, 1.0), (2, 8.0)):
        for seed in range(3):
            costs = costs_of(7, crews, seed, power)
            best = cost_s(costs, best_tours(costs))
            assert cost_s(costs, search(costs)) == pytest.approx(best, rel=1e-6)


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 20), st.integers(1, 3), st.integers(0, 99))
def test_every_target_is_visited_once_within_every_battery(count, crews, seed):
    costs = costs_of(count, crews, seed, 1.0 if crews == 1 else 8.0)
    found = search(costs)
    assert sorted(place for tour in found for place in tour.places) == [*range(1, count + 1)]
    assert all(share(costs, tour) <= 1.0 + 1e-9 for tour in found)
    assert search(costs) == found  # the same question has the same answer


def test_what_one_vehicle_cannot_fly_goes_to_the_other():
    costs = costs_of(5, 2, 1, 8.0)
    costs.energy[0, :, 3] = costs.seconds[0, :, 3] = 1e9
    for found in (best_tours(costs), search(costs)):
        assert [tour.crew for tour in found if 3 in tour.places] == [1]


def test_pyvrp_is_no_better_on_few_targets_and_keeps_the_batteries():
    pytest.importorskip("pyvrp")
    costs = costs_of(7, 1, 5, 1.0)
    found = solver("pyvrp")(costs, ())
    assert all(share(costs, tour) <= 1.0 for tour in found)
    assert cost_s(costs, found) >= cost_s(costs, best_tours(costs)) - 1e-6
    assert math.isclose(cost_s(costs, found), cost_s(costs, best_tours(costs)), rel_tol=0.01)


def test_an_engine_that_is_not_there():
    with pytest.raises(PlannerError, match="no engine is called 'magic'"):
        solver("magic")


@pytest.mark.areas
@pytest.mark.parametrize("islands", [20, 60])
def test_within_one_percent_of_pyvrp(islands):
    pytest.importorskip("pyvrp")
    from bench import routing

    lengths = routing.lengths_of(islands, seed=11)
    ours, theirs = (routing.total(f(lengths, 3.0), lengths) for f in (routing.ours, routing.pyvrp))
    assert ours <= 1.01 * theirs
