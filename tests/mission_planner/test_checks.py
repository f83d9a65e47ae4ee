"""What a mission breaks: kind, place, amount and limit."""

from dataclasses import replace

import pytest
from shapely.geometry import MultiPolygon, Point, box

from mission_planner import mission as m
from mission_planner.checks import Limits, check
from mission_planner.errors import PlannerError
from mission_planner.mission import Flight, Mission, MissionItem, RallyPoint, patrol_items
from mission_planner.request import Wind
from tests.mission_planner.islands import FRAME, area_of, heron, place

LAND = Point(0.0, 0.0).buffer(500.0, quad_segs=32)
ZONE = box(1000.0, 1000.0, 1200.0, 1200.0)
SHAPE = box(-1500.0, -1500.0, 1500.0, 1500.0)
HOME = (2000.0, 0.0)


def mission(*places, altitude_m=100.0, home=HOME, **more):
    flight = Flight(altitude_m, 14.0, None)
    return Mission(patrol_items(place(*home), [place(*p) for p in places], flight), **more)


def violations(flown, home=HOME, land=LAND, **changes):
    area = area_of(SHAPE, LAND, home_m=home, nofly_m=(ZONE,))
    to_area = area.frame.geometry_to_metres(FRAME.geometry_to_lonlat(land))
    limits = Limits(area, heron(), MultiPolygon([to_area]), 300.0)
    return check(flown, replace(limits, **changes))


def kinds(report):
    return [found.kind for found in report.violations]


def test_a_good_mission():
    report = violations(mission((2000, 1500), HOME))
    assert report.violations == ()
    assert report.nearest_m == pytest.approx(1500.0, abs=2.0)
    assert report.estimate.length_m == pytest.approx(3000.0, rel=1e-3)


@pytest.mark.parametrize("through, kind, amount", [
    ((5000, 0), "fence", 1000.0),
    ((1100, 1100), "nofly", 100.0),
    ((0, 600), "standoff", None),
    ((-2000, 50), "land", None),
])  # fmt: skip
def test_each_limit_is_measured_where_it_is_worst(through, kind, amount):
    report = violations(mission(through, HOME))
    assert kind in kinds(report)
    worst = next(found for found in report.violations if found.kind == kind)
    if amount is not None:
        assert worst.amount == pytest.approx(amount, rel=0.35)
    if kind == "fence":
        assert FRAME.point(worst.place)[0] == pytest.approx(5000.0, abs=3.0)
    if kind == "standoff":
        assert worst.limit == 300.0
        assert worst.amount < 100.0
        assert f"{worst.amount:.1f} m from land" in worst.text


def test_a_corner_between_two_samples_is_seen():
    """The return leg counts as well: last way point beyond the zone, home before it."""
    report = violations(mission((1100, 2500), (1100, 1100.5), home=(1100, 3000)), home=(1100, 3000))
    assert "nofly" in kinds(report)


def test_heights_above_the_sea_and_above_home():
    assert kinds(violations(mission((2000, 500), altitude_m=151.0))) == ["ceiling", "ceiling"]
    assert kinds(violations(mission((2000, 500), altitude_m=10.0))) == ["floor"]
    high_home = mission((2000, 500), altitude_m=140.0)
    items = (m.home_item(place(*HOME), 30.0), *high_home.items[1:])
    (found,) = violations(Mission(items)).violations
    assert (found.kind, found.amount, found.limit) == ("ceiling", 170.0, 150.0)


def test_battery_and_wind():
    far = mission(*[(2000, 3000), (2000, -3000)] * 5)
    (found,) = violations(far).violations
    assert (found.kind, found.limit) == ("battery", 20.0)
    assert "with 20 % reserve: shrink the area or add a battery" in found.text
    blown = violations(mission((2000, 500)), wind=Wind(13.5, 0.0))
    assert kinds(blown) == ["wind", "wind"]


def test_only_the_way_to_home_may_be_near_land():
    near = (600.0, 0.0)
    good = mission((2000, 0), (2000, 1000), (2000, 0), near, home=near)
    assert violations(good, home=near).violations == ()
    hugging = mission((600, 100), (500, 330), (330, 500), (100, 600), (330, 500), near, home=near)
    assert "standoff" in kinds(violations(hugging, home=near))
    long_way = mission(
        (550, -250), (0, -610), (-600, 0), (-2000, 0), (-2000, -2000), (2000, 0), near, home=near
    )
    assert "standoff" in kinds(violations(long_way, home=near))


def test_rally_points_must_be_safe_too():
    bad = (RallyPoint(place(9000, 0), 50.0), RallyPoint(place(1100, 1100), 50.0))
    report = violations(mission((2000, 500), rally=bad))
    named = [found.text.split(" is ")[0] for found in report.violations]
    assert named == ["rally point 1", "rally point 2"]


def test_a_return_to_a_rally_point_must_be_safe_too():
    """The autopilot flies to the nearest of home and the rally points."""
    flown = mission((2000, 500), (1100, 990))
    assert violations(flown).violations == ()
    behind = (RallyPoint(place(1100, 1210), 50.0),)
    (found,) = violations(replace(flown, rally=behind)).violations
    assert found.kind == "nofly"
    assert found.text.startswith("the return to rally point 1 is ")
    far = (RallyPoint(place(1100, 4000), 50.0),)
    assert [f.kind for f in violations(replace(flown, rally=far)).violations] == ["fence"]


@pytest.mark.parametrize("command", [176, 177, 179, 185, 186, 189, 192, 207, 208, 222, 42702])
def test_commands_that_move_home_or_open_the_fence_are_refused(command):
    good = mission((2000, 500))
    bad = MissionItem(4, 2, command, m.NO_PARAMS, None, 0.0)
    with pytest.raises(PlannerError, match=f"item 4 is MAVLink command {command}"):
        violations(Mission((*good.items[:4], bad)))


def test_commands_and_frames_that_cannot_be_followed_are_refused():
    good = mission((2000, 500))
    spline = replace(good.items[3], command=82)
    with pytest.raises(PlannerError, match="item 3 is MAVLink command 82"):
        violations(Mission((*good.items[:3], spline)))
    terrain = replace(good.items[3], frame=10)
    with pytest.raises(PlannerError, match="frame 10"):
        violations(Mission((*good.items[:3], terrain)))


def test_speed_landing_and_waiting_are_followed():
    good = mission((2000, 500))
    slow = replace(good.items[2], params=(1.0, 5.0, -1.0, 0.0))
    land = MissionItem(5, 3, m.CMD_LAND, m.NO_PARAMS, place(2000, 900), 0.0)
    flown = Mission((*good.items[:2], slow, good.items[3], land))
    report = violations(flown)
    assert report.estimate.length_m == pytest.approx(900.0, abs=2.0)
    assert report.estimate.duration_s > 900.0 / 5.0
    assert report.violations == ()


def test_the_same_place_twice_is_no_path():
    hover = Mission(patrol_items(place(*HOME), [], Flight(50.0, 14.0, None)))
    report = violations(hover)
    assert report.violations == ()
    assert report.estimate.length_m == 0.0
