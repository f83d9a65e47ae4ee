"""Ditch points: on open water, in reach, inside the limits, on home's side."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geodata.area import Area, Zone
from geodata.position import LocalFrame, LonLat, distance_m
from mission_planner.ditch import SHORE_M, DitchPoint, OpenWater, ditch_points, reserve_reach_m
from mission_planner.fleet import read_fleet

HOME = LonLat(129.45, 34.7)
FRAME = LocalFrame(HOME)
COPTER = read_fleet(None)["heron-1"]


def lonlat(shape: Polygon) -> Polygon:
    made = FRAME.geometry_to_lonlat(shape)
    assert isinstance(made, Polygon)
    return made


def area(land: Polygon | None = None, nofly: Polygon | None = None) -> Area:
    """10 km of sea each way."""
    zones = () if nofly is None else (Zone("port", lonlat(nofly)),)
    shores = None if land is None else MultiPolygon([lonlat(land)])
    square = lonlat(box(-5_000.0, -5_000.0, 5_000.0, 5_000.0))
    return Area("bay", square, square, nofly=zones, land=shores, home=HOME)


def places(*points: tuple[float, float]) -> list[LonLat]:
    return [FRAME.lonlat(*point) for point in points]


def metres(point: DitchPoint) -> np.ndarray:
    return np.array(FRAME.point(point.place))


def test_half_the_reserve_reaches_so_far() -> None:
    # 10 % of 560 Wh at 480 W: 420 s of cruise at 14 m/s, 1.3 times as long in some wind
    assert reserve_reach_m(COPTER) == pytest.approx(420.0 * 14.0 / 1.3)


def test_on_open_sea_it_lies_on_homes_side_within_reach_of_both_ends() -> None:
    reach_m = reserve_reach_m(COPTER)
    far = replace(COPTER, battery_wh=100.0)  # 808 m
    water = OpenWater(area())
    (found,) = ditch_points(water, far, places((3000.0, 0.0), (3000.0, 300.0)), HOME)
    assert found is not None
    assert metres(found)[0] < 2_400.0  # towards home
    assert found.away_m <= reach_m * 100.0 / 560.0
    assert not water.knows_land


def test_it_keeps_off_the_shore_and_does_not_cross_land() -> None:
    """Home lies behind a spit: on this side of it, not beyond."""
    spit = box(1_000.0, -4_000.0, 1_300.0, 4_000.0)
    water = OpenWater(area(land=spit))
    legs = places((2_000.0, 0.0), (2_000.0, 400.0))
    (found,) = ditch_points(water, COPTER, legs, HOME)
    assert found is not None and water.knows_land
    east_m = metres(found)[0]
    assert 1_300.0 + SHORE_M <= east_m < 2_000.0


def test_from_the_land_it_may_fly_over_land() -> None:
    island = box(-300.0, -300.0, 300.0, 300.0)
    water = OpenWater(area(land=island))
    (found,) = ditch_points(water, COPTER, places((0.0, 0.0), (600.0, 0.0)), HOME)
    assert found is not None
    assert Point(metres(found)).distance(island) >= SHORE_M


def test_no_way_through_a_closed_zone() -> None:
    zone = box(-200.0, -4_900.0, 200.0, 4_900.0)
    water = OpenWater(area(nofly=zone))
    legs = places((1_000.0, 0.0), (1_000.0, 500.0))
    (found,) = ditch_points(water, COPTER, legs, FRAME.lonlat(-1_000.0, 0.0))
    assert found is not None
    assert metres(found)[0] > 200.0


def test_where_there_is_no_water_there_is_none() -> None:
    water = OpenWater(area(land=box(-6_000.0, -6_000.0, 6_000.0, 6_000.0)))
    assert ditch_points(water, COPTER, places((0.0, 0.0), (600.0, 0.0)), HOME) == (None,)


coordinates = st.floats(-4_000.0, 4_000.0).map(round)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=4, unique=True))
def test_every_ditch_point_can_be_flown_to_from_both_ends(corners: list[tuple[int, int]]) -> None:
    island, port = box(500.0, 500.0, 1_500.0, 1_500.0), box(-2_000.0, -2_000.0, -1_000.0, -500.0)
    legs = places(*corners)
    found = ditch_points(OpenWater(area(island, port)), COPTER, legs, HOME)
    assert len(found) == len(legs) - 1
    for leg, point in zip(pairwise(legs), found, strict=True):
        if point is None:
            continue
        there = Point(metres(point))
        assert there.distance(island) >= SHORE_M and there.distance(port) > 0.0
        assert point.away_m == pytest.approx(max(distance_m(e, point.place) for e in leg), rel=0.01)
        for end in leg:
            start = Point(FRAME.point(end))
            way = LineString([start, there])
            assert not way.crosses(port)
            assert start.intersects(island) or not way.intersects(island)
