"""Which program searches for the rounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mission_planner.errors import OptionError, PlannerError
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.plan import Solver, own_search
from mission_planner.rounds.search import search
from mission_planner.rounds.tour import Tour

UNITS = 1_000_000  # of a battery, as whole numbers
STEPS = 2_000  # without a better solution


def solver(name: str) -> Solver:
    """The engine of a name. Raises PlannerError for an unknown one and for one that is missing."""
    engines: dict[str, Solver] = {"own": own_search, "pyvrp": with_pyvrp}
    if name not in engines:
        raise OptionError(f"no engine is called {name!r}; there are: {', '.join(engines)}")
    if name == "pyvrp":
        _check_pyvrp()
    return engines[name]


def with_pyvrp(costs: Costs, start: Sequence[Tour]) -> list[Tour]:
    """Rounds by PyVRP (Wouda, Lan and Kool 2024): the least sum of all times.

    It does not share rounds out among several vehicles so that the last one is done early: for
    more than one our own search goes on from its rounds.
    """
    from pyvrp import Model
    from pyvrp.stop import NoImprovement

    crews, places, _ = costs.seconds.shape
    model = Model()
    spots = [model.add_location(0, 0) for _ in range(places)]
    depot = model.add_depot(spots[0])
    for spot in spots[1:]:
        model.add_client(spot)
    for crew in range(crews):
        profile = model.add_profile()
        room = int(UNITS * (1.0 - costs.sortie_energy[crew]))
        model.add_vehicle_type(
            places,
            start_depot=depot,
            end_depot=depot,
            fixed_cost=round(costs.sortie_seconds[crew]),
            max_distance=max(room, 0),
            unit_distance_cost=0,
            unit_duration_cost=1,
            profile=profile,
        )
        for i, here in enumerate(spots):
            for j, there in enumerate(spots):
                if i != j:
                    share = int(np.ceil(UNITS * min(costs.energy[crew, i, j], 10.0)))
                    seconds = round(min(costs.seconds[crew, i, j], 1e7))
                    model.add_edge(here, there, share, seconds, profile)
    result = model.solve(NoImprovement(STEPS), seed=1, collect_stats=False, display=False)
    if not result.is_feasible():
        return own_search(costs, start)
    found = [
        Tour(route.vehicle_type(), tuple(stop.idx + 1 for stop in route if stop.is_client()))
        for route in result.best.routes()
    ]
    return found if crews == 1 else search(costs, found)


def _check_pyvrp() -> None:
    try:
        import pyvrp  # noqa: F401
    except ModuleNotFoundError as exc:
        raise PlannerError(
            "engine pyvrp is not installed: pip install 'mizugiwa[routing]', or --engine own"
        ) from exc
