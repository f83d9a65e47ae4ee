"""What is left of an interrupted mission: from the beginning of its leg, by a way that is open."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from geodata.area import Area, Zone
from geodata.position import LocalFrame, LonLat
from mission_planner.checks import Limits, check
from mission_planner.errors import PlanRefused
from mission_planner.fleet import read_fleet
from mission_planner.mission import (
    CMD_CHANGE_SPEED,
    CMD_MOUNT_CONTROL,
    CMD_RETURN,
    CMD_TAKEOFF,
    CMD_WAYPOINT,
    Flight,
    Mission,
    patrol_items,
)
from mission_planner.rest import rest_of

HOME = LonLat(129.45, 34.7)
FRAME = LocalFrame(HOME)
HERON = read_fleet(None)["heron-1"]
PLACES_M = ((0, 300), (300, 300), (300, 0), (300, -300), (0, -300), (-300, -300))


def square(reach_m: float) -> Polygon:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return Polygon([tuple(_degrees(reach_m * x, reach_m * y)) for x, y in corners])


def _degrees(east_m: float, north_m: float) -> tuple[float, float]:
    place = FRAME.lonlat(east_m, north_m)
    return place.lon, place.lat


def area(*zones: Polygon) -> Area:
    closed = tuple(Zone(f"Z{n}", zone) for n, zone in enumerate(zones))
    return Area("bench", square(600.0), square(600.0), nofly=closed, home=HOME)


def mission(speeds: tuple[float, ...] = (14.0,) * 6) -> Mission:
    places = [FRAME.lonlat(*place) for place in PLACES_M]
    return Mission(patrol_items(HOME, places, Flight(60.0, 14.0, -25.0, leg_speeds_mps=speeds)))


def flown(made: Mission) -> list[tuple[int, int]]:
    """Way points in metres, rounded."""
    points = [FRAME.point(i.position) for i in made.items if i.command == CMD_WAYPOINT]
    return [(round(east), round(north)) for east, north in points[1:]]  # without home


@given(st.integers(1, 5))
def test_only_the_interrupted_leg_is_flown_twice(passed: int) -> None:
    rest = rest_of(mission(), passed, area())
    assert flown(rest) == list(PLACES_M[passed - 1 :])
    assert [item.seq for item in rest.items] == list(range(len(rest.items)))
    assert rest.items[1].command == CMD_TAKEOFF
    assert rest.items[-1].command == CMD_RETURN
    assert rest.home == mission().home


def test_nothing_flown_is_the_whole_mission_and_all_flown_is_none() -> None:
    assert rest_of(mission(), 0, area()) == mission()
    with pytest.raises(PlanRefused, match="nothing is left to fly: all 6 way points"):
        rest_of(mission(), 6, area())


def test_camera_and_speed_are_set_as_they_were_on_that_leg() -> None:
    rest = rest_of(mission((14.0, 10.0, 8.0, 8.0, 12.0, 14.0)), 3, area())
    before = rest.items[: next(i.seq for i in rest.items[1:] if i.command == CMD_WAYPOINT)]
    speeds = [item.params[1] for item in before if item.command == CMD_CHANGE_SPEED]
    pitches = [item.params[0] for item in before if item.command == CMD_MOUNT_CONTROL]
    assert (speeds, pitches) == ([8.0], [-25.0])
    later = [item.params[1] for item in rest.items if item.command == CMD_CHANGE_SPEED]
    assert later == [8.0, 12.0, 14.0]


def test_the_way_there_goes_round_what_is_closed() -> None:
    wall = Polygon([_degrees(*c) for c in ((100, -200), (200, -200), (200, 400), (100, 400))])
    closed = area(wall)
    rest = rest_of(mission(), 3, closed)  # to 300 m east, straight through the wall
    assert flown(rest)[-4:] == list(PLACES_M[2:])
    ways = np.array([(0, 0), *flown(rest)[:-3]])
    assert LineString(ways).distance(FRAME.geometry_to_metres(wall)) > 1.0
    straight = replace(closed, nofly=())
    assert len(rest.items) > len(rest_of(mission(), 3, straight).items)
    assert not check(rest, Limits(closed, HERON, shapely.MultiPolygon())).violations


def test_a_leg_that_nobody_can_reach_is_refused_with_its_place() -> None:
    ring = FRAME.geometry_to_lonlat(shapely.Point(0, 0).buffer(150.0).exterior.buffer(20.0))
    assert isinstance(ring, Polygon)
    with pytest.raises(PlanRefused, match=r"no way leads from home to 129\.45\d+,34\.7"):
        rest_of(mission(), 3, area(ring))
