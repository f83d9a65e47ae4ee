"""Ways back into a mission: the straight one is open, or named by what closes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon

from geodata.position import LonLat
from surveillance.patrol.open_ways import CLEARANCE_M, next_place, way_on_fault
from surveillance.patrol.order import PatrolOrder
from tests.surveillance.bench import FRAME, HOME, circle, make_area, make_mission, make_order

SECOND = 5  # item of the second place, 200 m east and north of home
inside = st.floats(-590.0, 590.0)


def order(
    fence_m: float = 600.0, leg_m: float = 200.0, **zone: tuple[float, float, float]
) -> PatrolOrder:
    zones = tuple(circle(name, *where) for name, where in zone.items())
    return make_order(make_mission(6, leg_m), make_area(fence_m, zones))


def at(east_m: float, north_m: float) -> LonLat:
    return FRAME.lonlat(east_m, north_m)


@given(inside, inside, inside, inside)
def test_an_open_way_breaks_no_limit(east: float, north: float, x: float, y: float) -> None:
    wanted = order(zone=(x, y, 60.0))
    here = at(east, north)
    if way_on_fault(wanted, here, SECOND) is not None:
        return
    limits = wanted.limits
    way = LineString([limits.frame.point(here), limits.frame.point(next_place(wanted, SECOND))])
    assert limits.fence.covers(way)
    assert not limits.nofly[0][1].intersects(way)


def test_it_names_what_is_in_the_way() -> None:
    wanted = order(farm=(200.0, -50.0, 30.0))
    assert way_on_fault(wanted, at(200.0, -150.0), SECOND) == "farm"
    assert way_on_fault(wanted, at(100.0, 100.0), SECOND) is None
    assert way_on_fault(wanted, at(700.0, 200.0), SECOND) == "fence"


def test_an_unknown_item_is_a_fault() -> None:
    assert way_on_fault(order(), at(0.0, 0.0), None) is not None


def test_the_missions_own_leg_is_as_near_to_a_limit_as_it_was_planned() -> None:
    near = order(fence_m=205.0)
    assert way_on_fault(near, at(50.0, 200.0), SECOND) is None  # along the leg
    assert way_on_fault(near, at(197.0, -100.0), SECOND) is None
    # near the fence and beside the leg is too near: the fence leaves less than it swings out
    beside = order(fence_m=600.0)
    assert way_on_fault(beside, at(600.0 - CLEARANCE_M / 2.0, 300.0), SECOND) == "fence"


def test_land_closes_a_way_but_not_that_of_the_mission() -> None:
    ashore = Polygon([(-30, -30), (30, -30), (30, 60), (-30, 60)])
    shape = FRAME.geometry_to_lonlat(MultiPolygon([ashore]))
    wanted = order()
    wanted = replace(wanted, area=replace(wanted.area, land=shape))
    assert way_on_fault(wanted, at(-150.0, -150.0), SECOND) == "land"
    assert way_on_fault(wanted, HOME, 4) is None  # to the first place, as it was planned


def test_a_plane_needs_room_to_turn() -> None:
    wanted = order(farm=(150.0, 60.0, 30.0))
    assert way_on_fault(wanted, at(60.0, 60.0), SECOND) is None
    assert way_on_fault(wanted, at(60.0, 60.0), SECOND, room_m=100.0) == "farm"


@pytest.mark.parametrize(
    ("item", "place"), [(1, (0.0, 200.0)), (5, (200.0, 200.0)), (10, (0.0, 0.0))]
)
def test_the_next_place_is_that_of_the_item_or_home(item: int, place: tuple[float, float]) -> None:
    assert FRAME.point(next_place(order(), item)) == pytest.approx(place, abs=0.01)
