"""Routes by the net: allowed everywhere, and hardly longer than the shortest of all."""

from unittest.mock import patch

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from mission_planner import routing
from mission_planner.airspace import Airspace
from mission_planner.roadmap import Roadmap
from mission_planner.routing import Router, length_of


def jagged(seed: int, middle: tuple[float, float], size: float) -> Polygon:
    """An island with fjords."""
    rng = np.random.default_rng(seed)
    angles = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    radii = size * rng.uniform(0.35, 1.0, 40)
    return Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None] + middle)


@pytest.fixture(scope="module")
def airspace() -> Airspace:
    places = [(x, y) for x in (-4000, 4000) for y in (-4000, 4000)]
    land = shapely.union_all([jagged(n, p, 3600.0) for n, p in enumerate(places)])
    fence = box(-12_000.0, -12_000.0, 12_000.0, 12_000.0)
    zone = box(-200.0, -12_000.0, 200.0, 4000.0)
    return Airspace(MultiPolygon(shapely.get_parts(land).tolist()), fence, (zone,), 100.0)


def test_a_route_keeps_all_limits_and_is_nearly_the_shortest(airspace):
    net, exact = Roadmap(airspace), Router(airspace)
    rng = np.random.default_rng(3)
    shares, tried = [], 0
    while tried < 6:
        start, goal = rng.uniform(-11_000.0, 11_000.0, (2, 2))
        if not airspace.clear(start, start[None])[0] or not airspace.clear(goal, goal[None])[0]:
            continue
        tried += 1
        found = net.route(start, goal)
        with patch.object(routing, "MANY_CORNERS", 10**9):
            shortest = exact.route(start, goal[None])
        assert (found is None) == (shortest is None)
        if found is None or shortest is None:
            continue
        assert np.array_equal(found[[0, -1]], np.array([start, goal]))
        legs = shapely.linestrings(np.stack([found[:-1], found[1:]], axis=1))
        assert airspace.keeps(legs).all()
        shares.append(length_of(found) / length_of(shortest))
    assert max(shares) < 1.03 and np.mean(shares) < 1.01


def test_what_is_shut_off_cannot_be_reached(airspace):
    wall = box(-12_000.0, 2900.0, 12_000.0, 3100.0)
    shut = Airspace(airspace.land, airspace.fence, (wall,), 100.0)
    assert (
        Roadmap(shut).route(np.array([-11_000.0, -11_000.0]), np.array([-11_000.0, 11_000.0]))
        is None
    )


def test_no_corners_no_way():
    nothing = Airspace(MultiPolygon(), box(0.0, 0.0, 5.0, 5.0), (), 0.0)
    assert Roadmap(nothing).route(np.array([1.0, 1.0]), np.array([2.0, 2.0])) is None
