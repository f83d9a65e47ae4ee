"""Planes: every plan is flown as drawn, turns included, and keeps every limit."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from mission_planner import mission as m
from mission_planner.airspace import airspace_of
from mission_planner.checks import Limits, check
from mission_planner.energy import estimate, ground_speeds
from mission_planner.errors import FleetError, PlannerError, PlanRefused
from mission_planner.fleet import read_fleet
from mission_planner.flight import FlightPath
from mission_planner.mission import Flight, Mission, MissionItem, RallyPoint, patrol_items
from mission_planner.mover import Pose, mover_of
from mission_planner.plan import PlanRequest, Wind, draft, plan
from tests.mission_planner.islands import (
    FRAME,
    area_of,
    discs,
    gannet,
    islands,
    least_distance_m,
    place,
)

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=16)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)
TABLE = """
[vehicle.gannet-1]
kind = "plane"
link = "udpin:0.0.0.0:14550"
cruise_mps = 20.0
climb_mps = 4.0
descend_mps = 3.0
battery_wh = 700.0
cruise_w = 260.0
reserve_pct = 20.0
max_wind_mps = 14.0
min_alt_m = 40.0
max_alt_m = 150.0
"""


def sharpest_m(line: LineString, apart_m: float) -> float:
    """The least radius of the circles through three places of a line, apart_m from each other.

    A measure that the planner does not use. Chords up to 2 m off an arc make it a little smaller.
    """
    places = np.array([p.coords[0] for p in line.interpolate(np.arange(0, line.length, apart_m))])
    a, b, c = places[:-2], places[1:-1], places[2:]
    sides = [np.hypot(*(p - q).T) for p, q in ((a, b), (b, c), (a, c))]
    doubled = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    return float((np.prod(sides, axis=0) / np.maximum(2.0 * doubled, 1e-9)).min())


def is_sound(made, standoff_m):
    """Nothing broken; the path turns at the radius; the stand-off holds in another projection."""
    assert made.violations == ()
    radius = made.vehicle.turn_radius_m
    for sortie in made.sorties:
        path = FRAME.geometry_to_metres(sortie.path)
        # the true curve is up to 2 m off: by that much a half chord of the measure may sag
        assert sharpest_m(path, 0.7 * radius) > 0.85 * radius
    assert made.nearest_land_m is None or made.nearest_land_m >= standoff_m


def test_the_sharpest_turn_is_measured():
    ring = Point(0, 0).buffer(100.0, quad_segs=16).exterior
    assert sharpest_m(ring, 70.0) == pytest.approx(100.0, rel=0.02)
    corner = LineString([(0, 0), (500, 0), (500, 500)])
    assert sharpest_m(corner, 70.0) < 75.0


@settings(max_examples=4, deadline=None)
@given(islands(), discs(1), st.floats(60.0, 200.0), st.floats(20.0, 400.0), st.floats(0.0, 8.0))
def test_whatever_the_island_the_plan_can_be_flown(land, zones, radius_m, standoff_m, wind_mps):
    area = area_of(box(-3000, -3000, 3000, 3000), land, (-2300.0, 800.0), nofly_m=tuple(zones))
    request = PlanRequest(standoff_m=standoff_m, wind=Wind(wind_mps, 300.0))
    try:
        made = draft(area, gannet(turn_radius_m=radius_m, battery_wh=50_000.0), request)
    except PlanRefused:
        return  # no room for the circle round home, or shut in by zones: said, not flown
    is_sound(made, standoff_m)
    assert {piece.reason for piece in made.uncovered} <= {"turn", "nofly", "fence", "standoff"}


def test_an_islet_smaller_than_the_turn_gets_a_circle():
    islet = Point(0.0, 0.0).buffer(15.0)
    request = PlanRequest(pattern="loop", standoff_m=20.0, strip_m=60.0)
    made = plan(area_of(ROUND, islet), gannet(), request)
    (ring,) = FRAME.geometry_to_metres(made.survey).geoms
    away = np.hypot(*np.array(ring.coords).T)
    assert away == pytest.approx(102.0, abs=2.5)
    # one for both lines nearer than the turn, and two beyond
    wide = replace(request, strip_m=140.0, swath_m=35.0)
    assert len(plan(area_of(ROUND, islet), gannet(), wide).survey.geoms) == 3
    is_sound(made, 20.0)


def test_a_bay_smaller_than_the_turn_is_cut_off_to_seaward():
    bay = box(-90.0, -10.0, 90.0, 1500.0)
    coast = box(-4000.0, 0.0, 4000.0, 4000.0).difference(bay)
    area = area_of(box(-1800.0, -900.0, 1800.0, 1600.0), coast, home_m=(0.0, -1500.0))
    request = PlanRequest(standoff_m=20.0, strip_m=150.0)
    made = plan(area, gannet(turn_radius_m=150.0), request)
    is_sound(made, 20.0)
    inside = [p for p in made.uncovered if FRAME.geometry_to_metres(p.shape).centroid.y > 300.0]
    assert inside and {piece.reason for piece in inside} == {"turn"}
    assert FRAME.geometry_to_metres(made.path).bounds[3] < 100.0


@pytest.mark.parametrize("home", [(700.0, 0.0), (503.0, 0.0), (400.0, 0.0)])
def test_a_home_near_the_shore_is_left_and_reached_straight(home):
    made = plan(area_of(ROUND, DISC, home_m=home), gannet(), PlanRequest())
    is_sound(made, 300.0)
    near = FRAME.geometry_to_metres(made.path).intersection(DISC.buffer(295.0))
    # out, back, and once round
    assert near.length < 2 * 420.0 + 2 * math.pi * 105.0


@pytest.mark.parametrize("off_m", [20.0, 60.0, 100.0])
def test_a_home_on_the_water_does_not_open_the_land_beside_it(off_m):
    """The circle round such a home would lead over land: no plan, and the check says so."""
    home = (500.0 + off_m, 0.0)
    with pytest.raises(PlanRefused, match=f"on the water {off_m:.0f} m from land; the circle"):
        plan(area_of(ROUND, DISC, home_m=home), gannet(), PlanRequest())
    found = checked((1500.0, 0.0), (1900.0, 0.0), home=home).violations
    assert "land" in {v.kind for v in found}


def test_the_mission_of_a_plane():
    made = plan(area_of(ROUND, DISC), gannet(), PlanRequest(wind=Wind(6.0, 90.0)))
    items = made.mission.items
    assert [i.command for i in items[:4]] == [16, 22, 178, 205]
    assert (items[1].params[0], items[1].alt_m) == (15.0, 30.0)  # pitch; straight ahead till there
    assert items[2].params[:2] == (0.0, 20.0)  # airspeed
    assert items[-1].command == m.CMD_RETURN
    # launched into the wind
    first = FRAME.point(items[4].position)
    assert first[0] - 2000.0 >= -1.0
    # the path ends with the circle round home
    path = np.array(FRAME.geometry_to_metres(made.path).coords)
    last = path[-20:] - np.array([2000.0, 0.0])
    assert np.hypot(*last.T) == pytest.approx(100.0 * 1.3**2 + 2.0, abs=1.0)
    assert path[-1] == pytest.approx(path[-1 - np.argmin(np.hypot(*(path[:-1] - path[-1]).T)[::-1])]
                                     , abs=25.0)  # fmt: skip


@pytest.mark.areas
def test_the_battery_splits_a_plane_s_route_too():
    request = PlanRequest(strip_m=400.0, swath_m=200.0, wind=Wind(5.0, 0.0))
    made = plan(area_of(ROUND, DISC), gannet(battery_wh=80.0), request)
    assert len(made.sorties) > 1
    is_sound(made, 300.0)
    assert all(s.least_left_pct >= made.vehicle.reserve_pct for s in made.sorties)


@pytest.mark.parametrize("home, text", [
    ((3950.0, 0.0), r"home is 50 m from a fence .* radius 102 m, needs 118 m: move home"),
    ((0.0, 2000.0), r"from a fence or no-fly zone; the circle round home"),
])  # fmt: skip
def test_no_room_for_the_circle_round_home(home, text):
    zone = Point(0.0, 2100.0).buffer(40.0)
    with pytest.raises(PlanRefused, match=text):
        plan(area_of(ROUND, DISC, home_m=home, nofly_m=(zone,)), gannet(), PlanRequest())


def test_too_much_wind_for_its_airspeed():
    with pytest.raises(PlanRefused, match="over ground; limit 2 m/s"):
        plan(area_of(ROUND, DISC), gannet(cruise_mps=15.0), PlanRequest(wind=Wind(13.5, 0.0)))


# --- missions of others


def checked(*places, zones=(), wind=Wind(0.0, 0.0), rally=(), home=(2000.0, 0.0), **changes):
    flight = Flight(100.0, 20.0, None, 30.0)
    mission = Mission(patrol_items(place(*home), [place(*p) for p in places], flight), rally=rally)
    area = area_of(ROUND, DISC, home_m=home, nofly_m=zones)
    metres = area.frame.geometry_to_metres(FRAME.geometry_to_lonlat(DISC))
    limits = Limits(area, gannet(**changes), MultiPolygon([metres]), 300.0, wind)
    return check(mission, limits)


def test_a_corner_is_named_with_the_radius_that_it_needs():
    found = checked((2000, 800), (2800, 800), (2800, 0))
    (corner,) = found.violations
    assert (corner.kind, corner.limit) == ("turn", 100.0)
    assert corner.amount == pytest.approx(2.0 / (math.sqrt(2.0) - 1.0), rel=0.02)
    assert FRAME.point(corner.place) == pytest.approx((2800.0, 800.0), abs=1.0)
    assert "gannet-1 turns at 100 m: draw the turn as an arc" in corner.text


def test_an_arc_of_way_points_is_no_corner_however_unevenly_set():
    angles = np.radians([180, 170, 155, 150, 132, 120, 101, 90, 75, 60, 58, 40, 20, 5, 0])
    arc = [(2450 + 150 * math.cos(a), 800 + 150 * math.sin(a)) for a in angles]
    places = [(2300, 300), *arc, (2600, 300)]
    home = (2300.0, 0.0)
    assert checked(*places, home=home).violations == ()
    tight = checked(*places, home=home, turn_radius_m=170.0)
    assert [v.kind for v in tight.violations] == ["turn"]
    assert 140.0 < tight.violations[0].amount < 152.0
    # what holds in still air does not with the wind behind
    blown = checked(*places, home=home, wind=Wind(8.0, 0.0)).violations
    assert [(v.kind, round(v.limit, 6)) for v in blown] == [("turn", 196.0)]


def test_the_circle_of_a_return_is_checked():
    """A straight way home is in order, the circle there is not."""
    zone = box(2000.0, 200.0, 2060.0, 260.0)
    assert checked((2000, -1000), zones=(zone,)).violations == ()
    wide = checked((2000, -1000), zones=(zone,), turn_radius_m=230.0)
    assert "nofly" in {v.kind for v in wide.violations}


def test_rally_points_need_room_for_a_circle():
    rally = (RallyPoint(place(3950.0, 3000.0), 50.0),)
    found = checked((2000, 800), rally=rally).violations
    assert {v.kind for v in found} == {"fence"}
    assert found[0].text.startswith("rally point 1 is 5")


def test_a_wait_of_a_plane_cannot_be_checked():
    flight = Flight(100.0, 20.0, None, 30.0)
    items = patrol_items(place(2000, 0), [place(2000, 800)], flight)
    loiter = MissionItem(3, 3, m.CMD_LOITER_TIME, (60.0, 0, 0, 0), place(2000, 800), 100.0)
    limits = Limits(area_of(ROUND, DISC), gannet(), MultiPolygon(), 0.0)
    with pytest.raises(PlannerError, match="item 3 makes a plane circle for a time"):
        check(Mission((*items[:3], loiter)), limits)


def test_heights_follow_the_climb():
    low = checked((2000, 800), min_alt_m=90.0)
    assert low.violations == ()  # it climbs to 100 m at its own rate, and that is no fault
    high = checked((2000, 800), min_alt_m=120.0)
    assert [v.kind for v in high.violations] == ["floor"]


# --- time and energy


def straight(*places):
    points = np.array(places, np.float64)
    return FlightPath(
        points, np.full(len(points), 100.0), np.zeros(len(points)),
        np.full(len(points) - 1, 20.0),
    )  # fmt: skip


def test_a_plane_rides_the_wind():
    east = np.array([[1.0, 0.0]])
    tail = ground_speeds(east, 20.0, Wind(6.0, 270.0), rides_wind=True)
    assert tail[0] == pytest.approx(26.0)
    out = estimate(straight((0, 0), (6000, 0)), gannet(), Wind(6.0, 270.0))
    back = estimate(straight((6000, 0), (0, 0)), gannet(), Wind(6.0, 270.0))
    assert out.duration_s == pytest.approx(6000 / 26.0)
    assert back.duration_s == pytest.approx(6000 / 14.0)
    assert out.energy_wh == pytest.approx(260.0 * 6000 / 26.0 / 3600.0)


def test_turns_cost_the_power_of_their_bank():
    ring = Point(0, 0).buffer(100.0, quad_segs=32).exterior
    found = estimate(straight(*ring.coords), gannet())
    assert found.duration_s == pytest.approx(2 * math.pi * 100.0 / 20.0, rel=1e-3)
    bank = math.atan(20.0**2 / (9.80665 * 100.0))
    share = 0.5 + 0.5 / math.cos(bank) ** 2
    level = 260.0 * found.duration_s / 3600.0
    assert found.energy_wh == pytest.approx(share * level, rel=0.01)


@settings(max_examples=25)
@given(st.floats(0.0, 12.0), st.floats(0.0, 360.0))
def test_a_round_trip_takes_longest_in_wind(speed, from_deg):
    ring = straight(*Point(0, 0).buffer(1500.0, quad_segs=32).exterior.coords)
    calm, windy = estimate(ring, gannet()), estimate(ring, gannet(), Wind(speed, from_deg))
    assert windy.duration_s >= calm.duration_s - 1e-6


# --- moving


def test_joins_round_obstacles_keep_clear_of_them():
    zone = box(-200.0, -600.0, 200.0, 600.0)
    area = area_of(ROUND, Point(3500, 3500).buffer(10.0), nofly_m=(zone,))
    airspace = airspace_of(area, MultiPolygon(), 0.0)
    mover = mover_of(gannet(), airspace)
    start, end = Pose(np.array([-600.0, 0.0]), 0.0), Pose(np.array([600.0, 0.0]), math.pi / 2)
    way = mover.join(start, end)
    assert way is not None
    line = LineString(way)
    assert line.distance(zone) >= 4.0
    assert sharpest_m(line, 70.0) > 90.0
    assert way[0] == pytest.approx(start.point) and way[-1] == pytest.approx(end.point, abs=1e-6)
    assert 1200.0 < line.length < 4000.0
    shut = replace(area, nofly=())
    walled = airspace_of(
        shut, MultiPolygon([box(-300, -9000, 300, 9000)]), PlanRequest().standoff_m
    )
    assert mover_of(gannet(), walled).join(start, end) is None


# --- fleets


def read(tmp_path, text):
    file = tmp_path / "fleet.toml"
    file.write_text(text)
    return read_fleet(file)


def test_a_plane_of_a_fleet_file(tmp_path):
    (plane,) = read(tmp_path, TABLE + "turn_radius_m = 90\n").values()
    assert (plane.kind, plane.turn_radius_m, plane.is_winged) == ("plane", 90.0, True)
    assert plane.hover_w == 260.0
    (banked,) = read(tmp_path, TABLE + "bank_deg = 35.0\n").values()
    assert banked.turn_radius_m == pytest.approx(20.0**2 / (9.80665 * math.tan(math.radians(35))))


@pytest.mark.parametrize("more, words", [
    ("", "vehicle 'gannet-1' is a plane: give it turn_radius_m, or else bank_deg"),
    ("turn_radius_m = 90\nbank_deg = 30\n", "give it turn_radius_m, or else bank_deg"),
    ("turn_radius_m = 0\n", "turn_radius_m"),
    ("turn_radius_m = 90\ntether_m = 3\n", "unknown key 'tether_m'"),
])  # fmt: skip
def test_bad_planes_are_refused_by_name(tmp_path, more, words):
    with pytest.raises(FleetError, match=words):
        read(tmp_path, TABLE + more)


# --- many


def _of_seed(seed):
    rng = np.random.default_rng(seed)
    angles = np.linspace(0.0, 2.0 * np.pi, int(rng.integers(3, 17)), endpoint=False)
    radii = rng.uniform(20, 1500) * rng.uniform(0.1, 1.0, len(angles))
    land = Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))
    zones = tuple(
        Point(*rng.uniform(-2000, 2000, 2)).buffer(rng.uniform(20, 400), quad_segs=8)
        for _ in range(rng.integers(0, 3))
    )
    home = tuple(rng.uniform(-2500, 2500, 2))
    area = area_of(box(-3000, -3000, 3000, 3000), land, home, nofly_m=zones)
    wind = Wind(float(rng.choice([0.0, 4.0, 8.0])), float(rng.uniform(0, 360)))
    request = PlanRequest(
        pattern=str(rng.choice(["corridor", "loop"])), standoff_m=float(rng.uniform(20, 500)),
        strip_m=float(rng.uniform(20, 400)), wind=wind,
    )  # fmt: skip
    return area, gannet(battery_wh=50_000.0, turn_radius_m=float(rng.uniform(40, 250))), request


@pytest.mark.areas
@pytest.mark.timeout(600)
def test_many_islands_and_homes():
    refused = 0
    for seed in range(1000, 1150):
        area, vehicle, request = _of_seed(seed)
        try:
            made = draft(area, vehicle, request)
        except PlanRefused:
            refused += 1
            continue
        is_sound(made, request.standoff_m)
        land = area.frame.geometry_to_metres(area.land)
        if land.distance(Point(area.frame.point(area.home))) >= request.standoff_m + 800.0:
            assert least_distance_m(made.path, area.land) >= request.standoff_m
    assert refused < 15
