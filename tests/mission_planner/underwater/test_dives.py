"""Plans of dives: depth, bed, tether and dead reckoning, each looked at from outside."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from mission_planner.checks import Limits, check
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.focus import Focus
from mission_planner.formats import read_mission
from mission_planner.formats.qgc_plan import write_plan
from mission_planner.mission import TYPE_SUBMARINE
from mission_planner.plan import Plan, PlanRequest, Wind, plan
from mission_planner.underwater.bed import LevelBed
from mission_planner.underwater.dive import Dive
from mission_planner.vehicle import RADIUS_95
from tests.mission_planner.islands import FRAME
from tests.mission_planner.underwater.harbours import QUAY, Harbour, basin, harbours, orca, sloping

OPEN = basin(box(-60.0, -80.0, 60.0, 40.0), (0.0, 0.0))


def asked(dive: Dive, **changes) -> PlanRequest:
    values = {"pattern": "sweep", "swath_m": 8.0, "standoff_m": 10.0, "dive": dive, **changes}
    return PlanRequest(**values)


def dived(made: Plan) -> list[np.ndarray]:
    """Each dive as (N, 3) places at most a metre apart: local metres and depth."""
    found = []
    for sortie in made.sorties:
        stops = [
            (*FRAME.point(item.position), -item.alt_m)
            for item in sortie.mission.items
            if item.position is not None
        ]
        corners = np.array(stops)
        steps = np.ceil(np.hypot(*np.diff(corners[:, :2], axis=0).T)).astype(int) + 1
        parts = [
            np.linspace(a, b, count)
            for a, b, count in zip(corners[:-1], corners[1:], steps, strict=True)
        ]
        found.append(np.vstack(parts))
    return found


def test_it_goes_down_at_home_and_comes_up_there():
    made = plan(OPEN, orca(), asked(Dive(8.0)))
    items = made.mission.items
    assert made.coverage > 0.999
    assert made.mission.vehicle_type == TYPE_SUBMARINE
    places = [item for item in items[1:] if item.position is not None]
    assert places[0].position == places[-1].position == items[0].position
    assert [places[0].alt_m, places[-1].alt_m] == [-8.0, 0.0]
    assert {item.alt_m for item in places[:-1]} == {-8.0}


def test_time_and_energy_of_a_calm_dive_by_hand():
    """Down and up at 0.4 m/s on 80 W, along the way at 0.8 m/s on 180 W, corners apart."""
    vehicle = orca()
    made = plan(OPEN, vehicle, asked(Dive(8.0), swath_m=40.0))
    along_s, vertical_s = made.length_m / 0.8, 2.0 * 8.0 / 0.4
    assert made.duration_s == pytest.approx(along_s + vertical_s, rel=0.05)
    least_wh = (180.0 * along_s + 80.0 * 20.0 + 180.0 * 20.0) / 3600.0
    assert made.energy_wh == pytest.approx(least_wh, rel=0.05)


def test_the_error_of_place_by_hand():
    """2 % of 300 m is 6 m, 2 degrees 10.5 m; a tenth of a metre per second in 400 s is 40 m."""
    blind, locked = orca().submersible, orca(has_bottom_lock=True).submersible
    assert math.exp(-0.5 * RADIUS_95**2) == pytest.approx(0.05, abs=1e-5)
    heading_m = math.radians(2.0) * 300.0
    assert locked.error_m(300.0, 400.0) == pytest.approx(RADIUS_95 * heading_m)
    assert blind.error_m(300.0, 400.0) == pytest.approx(RADIUS_95 * math.hypot(heading_m, 40.0))


def test_a_dive_is_cut_where_it_would_lose_its_place():
    vehicle = orca(has_bottom_lock=True, most_error_m=40.0)
    made = plan(OPEN, vehicle, asked(Dive(8.0)))
    whole = plan(OPEN, orca(has_bottom_lock=True), asked(Dive(8.0)))
    assert len(whole.sorties) < len(made.sorties)
    assert all(sortie.error_m <= 40.0 for sortie in made.sorties)
    assert max(sortie.error_m for sortie in whole.sorties) > 40.0


def test_a_current_costs_and_too_strong_a_one_is_refused():
    calm = plan(OPEN, orca(), asked(Dive(8.0)))
    flowing = plan(OPEN, orca(), asked(Dive(8.0), wind=Wind(0.3, 270.0)))
    assert flowing.energy_wh > 1.05 * calm.energy_wh
    with pytest.raises(PlanRefused, match=r"current is 0.7 m/s; orca dives in up to 0.64 m/s"):
        plan(OPEN, orca(), asked(Dive(8.0), wind=Wind(0.7, 270.0)))


ENDS = (FRAME.lonlat(-40.0, -40.0), FRAME.lonlat(40.0, -40.0))
REFUSED = [
    (asked(Dive(70.0)), r"70.0 m deep; orca may go to 60 m"),
    (asked(Dive(0.5)), r"0.5 m deep; orca moves no shallower than 1 m"),
    (asked(Dive(8.0, bed=LevelBed(8.5))), "the sea bed at home is too shallow"),
    (asked(Dive(8.0), swath_m=None), "give --swath M"),
    (asked(Dive(8.0), pattern="barrier", focus=Focus(places=ENDS)), "barrier is for aircraft"),
    (PlanRequest(swath_m=8.0), "orca dives: give --depth M"),
]


@pytest.mark.parametrize(("request_", "words"), REFUSED)
def test_what_cannot_be_dived_is_said_in_one_line(request_, words):
    with pytest.raises(PlannerError, match=words) as caught:
        plan(OPEN, orca(), request_)
    assert "\n" not in str(caught.value)


def test_a_home_on_the_quay_is_refused():
    with pytest.raises(PlanRefused, match="home lies on land"):
        plan(basin(box(-60.0, -80.0, 60.0, 40.0), (0.0, 80.0)), orca(), asked(Dive(8.0)))


def test_a_dive_needs_one_depth_and_a_known_bed():
    for values in ({}, {"depth_m": 3.0, "above_bed_m": 2.0}, {"above_bed_m": 2.0}, {"depth_m": -1}):
        with pytest.raises(PlannerError):
            Dive(**values)


def test_the_checks_find_each_fault_of_a_foreign_plan(tmp_path):
    file = tmp_path / "dive.plan"
    write_plan(plan(OPEN, orca(), asked(Dive(8.0))).mission, file)
    mission = read_mission(file)
    assert mission.vehicle_type == TYPE_SUBMARINE
    land = FRAME.geometry_to_metres(OPEN.land)

    def kinds(vehicle, bed=None):
        return {v.kind for v in check(mission, Limits(OPEN, vehicle, land, bed=bed)).violations}

    assert kinds(orca(), LevelBed(9.5)) == set()
    assert kinds(orca(), LevelBed(8.5)) == {"bed"}
    assert kinds(orca(max_depth_m=7.0)) == {"depth"}
    assert kinds(orca(min_depth_m=9.0)) == {"depth"}
    assert kinds(orca(tether_m=50.0)) == {"tether"}
    assert kinds(orca(most_error_m=10.0)) == {"drift"}
    assert kinds(orca(battery_wh=50.0)) == {"battery"}


def look_at(made: Plan, harbour: Harbour, tether_m: float, standoff_m: float) -> None:
    """Nothing of the checks is used here."""
    home = np.array(FRAME.point(harbour.area.home))
    land = shapely.union_all([QUAY, *harbour.piles])
    closed = shapely.union_all([land, *harbour.zones])
    shapely.prepare(closed)
    for way in dived(made):
        points = shapely.points(way[:, :2])
        assert shapely.distance(land, points).min() >= min(standoff_m, land.distance(points[0]))
        assert np.hypot(*(way - [*home, 0.0])[:, :2].T).max() <= tether_m
        assert np.sqrt(((way - [*home, 0.0]) ** 2).sum(axis=1)).max() <= tether_m + 0.01
        lines = shapely.linestrings(np.stack([np.broadcast_to(home, (len(way), 2)), way[:, :2]], 1))
        assert not shapely.intersects(closed, lines).any()
        below = way[:, 2] > 0.01
        assert way[below, 2].max() <= 60.01
        if harbour.bed is not None:
            lon, lat = FRAME.to_lonlat(*way[below, :2].T)
            assert (harbour.bed.depths_m(lon, lat) - way[below, 2]).min() >= 1.0 - 0.02


def dives_in(harbour: Harbour, depth_m: float, follows: bool, tether_m: float) -> bool:
    """Plans in a harbour and looks at the plan; False: there is none."""
    follows = follows and harbour.bed is not None
    dive = Dive(None, 2.0, harbour.bed) if follows else Dive(depth_m, None, harbour.bed)
    vehicle = orca(tether_m=tether_m, battery_wh=900.0)
    try:
        made = plan(harbour.area, vehicle, asked(dive, standoff_m=6.0))
    except PlannerError as exc:
        assert not getattr(exc, "violations", ()), str(exc)
        return False
    look_at(made, harbour, tether_m, 6.0)
    return True


ARGUMENTS = (harbours(), st.floats(1.5, 12.0), st.booleans(), st.floats(70.0, 200.0))


@settings(max_examples=8, deadline=None)
@given(*ARGUMENTS)
def test_generated_harbours(harbour, depth_m, follows, tether_m):
    dives_in(harbour, depth_m, follows, tether_m)


@pytest.mark.areas
@pytest.mark.parametrize("block", range(4))
def test_a_thousand_generated_harbours(block):
    flown = []

    @seed(block)
    @settings(max_examples=250, deadline=None)
    @given(*ARGUMENTS)
    def each(harbour, depth_m, follows, tether_m):
        flown.append(dives_in(harbour, depth_m, follows, tether_m))

    each()
    assert np.mean(flown) > 0.4


def test_over_a_bed_it_keeps_its_height():
    bed = sloping(3, 20.0)
    made = plan(OPEN, orca(), asked(Dive(None, 2.0, bed)))
    (way,) = dived(made)[:1]
    below = way[:, 2] > 1.01
    lon, lat = FRAME.to_lonlat(*way[below, :2].T)
    over = bed.depths_m(lon, lat) - way[below, 2]
    assert over.min() >= 2.0
    assert np.median(over) < 5.0


def test_a_pile_throws_a_shadow_that_is_told():
    pile = box(20.0, -10.0, 30.0, 10.0)
    made = plan(basin(box(-60.0, -80.0, 60.0, 40.0), (0.0, 0.0), (pile,)), orca(), asked(Dive(8.0)))
    assert "tether" in {piece.reason for piece in made.uncovered}
    assert not any(
        LineString([(0.0, 0.0), tuple(place[:2])]).intersects(pile)
        for way in dived(made)
        for place in way
    )
