"""Waypoints by item number, what is left, where the drone is bound."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from geodata.position import distance_m
from surveillance.patrol.path import path_of
from tests.surveillance.bench import FRAME, HOME, make_mission

PATH = path_of(make_mission(legs=3, leg_m=120.0))


def test_take_off_speed_camera_and_return_are_no_waypoints() -> None:
    assert [item.seq for item in PATH.waypoints] == [4, 5, 6]
    assert PATH.starts_with_take_off
    assert PATH.return_seq == 7
    assert PATH.highest_m == 30.0


def test_heights_above_the_sea_become_heights_above_home() -> None:
    """Else a climb to the first waypoint would end as high above home as that is above the sea."""
    mission = make_mission(height_m=30.0)
    home, *rest = mission.items
    high = replace(home, alt_m=100.0)
    items = [replace(i, frame=0, alt_m=130.0) if i.command == 16 else i for i in rest]
    path = path_of(replace(mission, items=(high, *items)))
    assert path.has_sea_heights and not PATH.has_sea_heights
    assert path.highest_m == 30.0
    assert path.waypoints[0].alt_m == 30.0


def test_a_later_number_implies_the_earlier_ones() -> None:
    assert [PATH.passed(seq) for seq in (-1, 3, 4, 6, 7)] == [0, 0, 1, 3, 3]


def test_what_is_left_shrinks_to_the_way_home() -> None:
    assert round(PATH.left_m(HOME, -1)) == 480  # 120 north, 120 east, 120 south, 120 home
    assert round(PATH.left_m(HOME, 6)) == 0
    assert round(PATH.left_m(FRAME.lonlat(120.0, 0.0), 6)) == 120


@given(st.floats(0.0, 480.0))
def test_the_predicted_place_lies_on_the_way(flown_m: float) -> None:
    place = PATH.predicted(HOME, -1, flown_m)
    assert distance_m(HOME, place) <= flown_m + 0.01
    east, north = FRAME.point(place)
    on_a_side = min(abs(east), abs(east - 120.0), abs(north), abs(north - 120.0))
    assert on_a_side < 0.01


def test_beyond_the_end_it_is_home() -> None:
    assert distance_m(PATH.predicted(HOME, -1, 10_000.0), HOME) < 0.01
