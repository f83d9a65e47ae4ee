"""Straight ways back: what they cross, and that rally points make them safe."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box

from mission_planner.flight import level_flight
from mission_planner.layers.flown import fly
from mission_planner.layers.returns import Barriers, return_warnings, way_back
from tests.mission_planner.islands import FRAME, discs, islands

FENCE = box(-5000.0, -5000.0, 5000.0, 5000.0)
ISLAND = MultiPolygon([Point(0.0, 0.0).buffer(500.0)])
HOME = (2000.0, 0.0)
ROUND = [HOME, (1000, 1000), (-1000, 1000), (-1000, -1000), (1000, -1000), HOME]


def flown(*corners):
    return fly(level_flight(np.array(corners, np.float64), 60.0, 14.0), 0.0, 25.0)


def warnings(flight, barriers, *rally):
    back = way_back(flight, [np.array(r, np.float64) for r in rally], barriers)
    return return_warnings(flight, back, barriers, FRAME)


def test_behind_an_island_the_way_home_crosses_it():
    barriers = Barriers(ISLAND, FENCE, (), ())
    (found,) = warnings(flown(*ROUND), barriers)
    assert (found.crosses, found.target) == (("land",), "home")
    assert "RTL_ALT" in found.remedy
    # the tangent from home to the circle rises 1 in sqrt(15): 775 m high at x = -1000
    begin, end = FRAME.point(found.begin), FRAME.point(found.end)
    assert begin == pytest.approx((-1000.0, 3000.0 / 15**0.5), abs=26.0)
    assert end == pytest.approx((-1000.0, -3000.0 / 15**0.5), abs=26.0)


def test_a_rally_point_on_that_side_makes_it_safe():
    barriers = Barriers(ISLAND, FENCE, (), ())
    assert warnings(flown(*ROUND), barriers, (-1500, 0)) == []


def test_zones_and_fence_are_named():
    zone = box(0.0, 200.0, 400.0, 900.0)
    bay = FENCE.difference(box(-200.0, -5000.0, 200.0, -500.0))
    barriers = Barriers(MultiPolygon(), bay, (zone,), ("facility: plant",))
    found = warnings(flown(HOME, (-1000, 1000), (-1000, -1000), (-1000, 1000), HOME), barriers)
    crossed = {name for warning in found for name in warning.crosses}
    assert crossed == {"no-fly zone 'facility: plant'", "fence"}
    assert "rally point on this side" in found[0].remedy


def test_a_home_on_land_does_not_block_its_own_way():
    quay = MultiPolygon([box(-100.0, -100.0, 100.0, 100.0)])
    assert warnings(flown((0, 0), (1000, 0), (0, 0)), Barriers(quay, FENCE, (), ())) == []


@settings(max_examples=40)
@given(islands(), discs(3), st.lists(st.tuples(st.floats(-4000, 4000), st.floats(-4000, 4000)),
                                     min_size=1, max_size=4))  # fmt: skip
def test_every_place_without_a_warning_has_a_clear_way(island, zones, corners):
    barriers = Barriers(MultiPolygon([island]), FENCE, tuple(zones), ("z",) * len(zones))
    flight = flown((4500, 4500), *corners, (4500, 4500))
    back = way_back(flight, [], barriers)
    closed = shapely.union_all(zones)
    for place, safe in zip(flight.places[::7], back.is_safe[::7], strict=True):
        way = LineString([place, flight.home])
        is_clear = way.intersection(island).length <= 1.0 and not way.intersects(closed)
        assert safe == is_clear
