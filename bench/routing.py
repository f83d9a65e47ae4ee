"""Rounds over many islands beside PyVRP and OR-Tools: same costs, same seconds, one run.

Islands with loops of 0.8 to 4 km in 30 x 30 km, home in the middle, 80 km per sortie, the least
total length. Half of a loop belongs to the way to it and half to the way from it, so that all
three minimise the same numbers, in whole metres.
"""

from dataclasses import replace

import numpy as np
from shapely.geometry import MultiPolygon, Point

from bench.rows import Row, best_each_s, peer_module
from geodata.area import Area
from geodata.position import LocalFrame, LonLat
from mission_planner.fleet import read_fleet
from mission_planner.request import PlanRequest
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.search import search
from mission_planner.rounds.tour import Tour
from mission_planner.schedule.asked import DayRequest
from mission_planner.schedule.day import plan_day

SIDE_M, LOOP_M, REACH_M = 30_000.0, (800.0, 4_000.0), 80_000
SIZES = {20: (2.0, 3), 60: (6.0, 2), 150: (10.0, 2)}  # islands: solver seconds, seeds


def measure():
    """Total kilometres beside the better of the two peers; the mean of some seeds."""
    search(_costs(lengths_of(5, 0)), seconds=0.1)  # compiled before the clock runs
    rows = []
    for islands, (seconds, seeds) in SIZES.items():
        found = [_each(lengths_of(islands, seed), seconds) for seed in range(seeds)]
        peers = [min(p for p in f[1:] if p is not None) if any(f[1:]) else None for f in found]
        is_whole = None not in peers
        mine, theirs = [f[0] for f in found], peers if is_whole else None
        gap = max(o / t - 1.0 for o, t in zip(mine, theirs, strict=True)) if is_whole else None
        note = f"{seconds:g} s each, {seeds} seeds; {_named(found)}"
        rows.append(
            Row(f"{islands} islands, all sorties", _mean_km(mine), "km",
                "better of PyVRP, OR-Tools", _mean_km(theirs), note=note)
        )  # fmt: skip
        rows.append(Row(f"{islands} islands, largest gap", _percent(gap), "%", note="0: as good"))
    areas, vehicle = _areas(20), replace(read_fleet(None)["heron-1"], battery_wh=1_600.0)
    asked = DayRequest(areas, (vehicle,), PlanRequest(standoff_m=100.0))
    (seconds,) = best_each_s(lambda: plan_day(asked), repeats=2)
    note = "areas read, missions checked every 2 m; limit: what was asked"
    return [*rows, Row("20 islands, planned in all", seconds, "s", "limit", 5.0, note=note)]


def _areas(count):
    """Round islands of 60 to 350 m in 30 x 30 km, home in the middle at sea."""
    frame, rng = LocalFrame(LonLat(130.0, 34.0)), np.random.default_rng(1)
    home, found = LonLat(130.0, 34.0), []
    while len(found) < count:
        middle = rng.uniform(-SIDE_M / 2, SIDE_M / 2, 2)
        if min(np.hypot(*(middle - m)) for m in [np.zeros(2), *(m for m, _ in found)]) < 1_500.0:
            continue
        land = MultiPolygon([Point(middle).buffer(rng.uniform(60.0, 350.0))])
        shape = frame.geometry_to_lonlat(Point(middle).buffer(600.0, quad_segs=2))
        area = Area(f"isle-{len(found) + 1}", shape, shape.buffer(0.005),
                    land=frame.geometry_to_lonlat(land), home=home)  # fmt: skip
        found.append((middle, area))
    return tuple(area for _, area in found)


def _percent(gap):
    return None if gap is None else round(max(100.0 * gap, 0.0), 3)


def _mean_km(lengths):
    return None if lengths is None else float(np.mean(lengths)) / 1000.0


def _named(found):
    names = ("ours", "PyVRP", "OR-Tools")
    columns = zip(names, zip(*found, strict=True), strict=True)
    return ", ".join(f"{n} {_mean_km(v):.1f}" for n, v in columns if None not in v)


def _each(lengths, seconds):
    """Total metres of ours, of PyVRP and of OR-Tools; None for one that is not installed."""
    solvers = (ours, pyvrp, ortools)
    return [total(solve(lengths, seconds), lengths) for solve in solvers]


def lengths_of(islands, seed):
    """(n, n) whole metres between home (0) and the islands, loops included."""
    rng = np.random.default_rng(seed)
    places = np.vstack([[SIDE_M / 2, SIDE_M / 2], rng.uniform(0.0, SIDE_M, (islands, 2))])
    loops = np.concatenate([[0.0], rng.uniform(*LOOP_M, islands)])
    apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    lengths = np.rint(apart + 0.5 * (loops[:, None] + loops[None, :])).astype(np.int64)
    np.fill_diagonal(lengths, 0)
    return lengths


def total(tours, lengths):
    if tours is None:
        return None
    closed = [[0, *tour, 0] for tour in tours]
    each = [int(lengths[tour[:-1], tour[1:]].sum()) for tour in closed]
    assert max(each) <= REACH_M
    assert sorted(p for tour in tours for p in tour) == list(range(1, len(lengths)))
    return sum(each)


def _costs(lengths):
    metres = lengths.astype(np.float64)[None]
    return Costs(metres, metres / REACH_M, np.zeros(1), np.zeros(1), 1.0)


def ours(lengths, seconds):
    found: list[Tour] = search(_costs(lengths), seconds=seconds)
    return [list(tour.places) for tour in found]


def pyvrp(lengths, seconds):
    if peer_module("pyvrp") is None:
        return None
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    model = Model()
    places = [model.add_location(0, 0) for _ in lengths]
    depot = model.add_depot(places[0])
    for place in places[1:]:
        model.add_client(place)
    model.add_vehicle_type(len(lengths), start_depot=depot, end_depot=depot, max_distance=REACH_M)
    for i, here in enumerate(places):
        for j, there in enumerate(places):
            model.add_edge(here, there, int(lengths[i, j]))
    result = model.solve(MaxRuntime(seconds), seed=1, display=False, collect_stats=False)
    assert result.is_feasible()
    # activities other than clients are the ends at the depot
    return [[a.idx + 1 for a in route if a.is_client()] for route in result.best.routes()]


def ortools(lengths, seconds):
    if peer_module("ortools") is None:
        return None
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(lengths), len(lengths), 0)
    routing = pywrapcp.RoutingModel(manager)
    table = lengths.tolist()
    transit = routing.RegisterTransitMatrix(table)
    routing.SetArcCostEvaluatorOfAllVehicles(transit)
    routing.AddDimension(transit, 0, REACH_M, True, "way")
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(int(1000 * seconds))
    found = routing.SolveWithParameters(asked)
    tours = []
    for vehicle in range(len(lengths)):
        tour, here = [], routing.Start(vehicle)
        while not routing.IsEnd(here):
            if node := manager.IndexToNode(here):
                tour.append(node)
            here = found.Value(routing.NextVar(here))
        if tour:
            tours.append(tour)
    return tours
