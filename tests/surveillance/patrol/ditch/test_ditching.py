"""A copter that cannot come home, against the simulated one: asked, answered, put down."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, Point, box

from geodata.position import LonLat, distance_m
from mission_planner.ditch import SHORE_M
from surveillance.errors import LinkRefused
from surveillance.patrol.ditch.ditching import Ditching
from surveillance.patrol.ditch.offer import Ditches, ditch_checks
from surveillance.patrol.ditch.power import Power
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report
from tests.surveillance.bench import (
    FRAME,
    SimulatedCopter,
    SimulatedPx4,
    circle,
    make_area,
    make_mission,
    make_order,
)
from tests.surveillance.patrol.test_fly import Person, flight
from tests.surveillance.patrol.test_in_flight import Caller
from tests.surveillance.patrol.test_px4 import patrol as px4_patrol

FAST = 40.0
ISLAND = box(-100.0, -60.0, 100.0, 60.0)  # home stands on it
FAR = FRAME.lonlat(400.0, 400.0)


def order(battery_wh: float = 560.0, nofly: Any = ()) -> PatrolOrder:
    """Round an island, with a battery that holds less than the vehicle says, or all of it."""
    land = FRAME.geometry_to_lonlat(ISLAND)
    area = replace(make_area(nofly=nofly), land=MultiPolygon([land]))
    made = make_order(make_mission(legs=6, leg_m=250.0), area)
    return replace(made, vehicle=replace(made.vehicle, battery_wh=battery_wh, reserve_pct=1.0))


def power(level_pct: float, wind: tuple[float, float] = (0.0, 0.0)) -> Power:
    return Power(order(battery_wh=56.0).vehicle, level_pct, 30.0, wind)


def test_nothing_is_offered_while_home_or_a_rally_point_is_in_reach() -> None:
    ditches = Ditches(order())
    home_pct = power(1.0).need_pct(*FRAME.point(FAR))
    assert ditches.offer(FAR, power(home_pct + 0.1)) is None
    assert ditches.offer(FRAME.lonlat(0.0, 40.0), power(0.0)) is None  # it is there


def test_the_offer_is_the_water_nearest_to_home_that_it_reaches() -> None:
    ditches = Ditches(order())
    little = power(9.0)  # 38 s of cruise; home takes 51 s with the descent
    offer = ditches.offer(FAR, little)
    assert offer is not None and offer.is_sure and offer.knows_land
    at = FRAME.point(offer.place)
    assert distance_m(offer.place, FRAME.origin) < distance_m(FAR, FRAME.origin) - 200.0
    assert Point(at).distance(ISLAND) >= SHORE_M
    assert little.need_pct(at[0] - 400.0, at[1] - 400.0) <= 8.0 + 1e-6
    assert offer.text.startswith("neither home nor a rally point is in reach: the way takes")
    assert "m to 2" in offer.text and "s of power left" in offer.text


def test_a_wind_from_home_takes_home_out_of_reach() -> None:
    ditches = Ditches(order())
    calm_pct = power(1.0).need_pct(*FRAME.point(FAR)) + 0.2
    assert ditches.offer(FAR, power(calm_pct)) is None
    assert ditches.offer(FAR, power(calm_pct, (7.0, 7.0))) is not None


def test_with_no_power_for_any_way_it_is_the_water_below() -> None:
    offer = Ditches(order()).offer(FAR, power(1.0))
    assert offer is not None and not offer.is_sure
    assert offer.away_m < 5.0
    assert "which it may not reach" in offer.text


def test_the_check_before_the_flight_tells_of_every_leg() -> None:
    (check,) = ditch_checks(order())
    assert check.is_good and check.text.startswith("7 of 7 legs have open water, at most ")
    (bare,) = ditch_checks(make_order())
    assert bare.is_good and "the area names no land" in bare.text
    dry = replace(order().area, land=MultiPolygon([order().area.fence.buffer(0.01)]))
    (none,) = ditch_checks(make_order(area=dry))
    assert none.is_good is None and "no open water" in none.text


def is_far(view: FlightView) -> bool:
    return view.state.mode == "AUTO" and distance_m(view.state.position, FRAME.origin) > 300.0


class Yes:
    """A person who answers the question when it is put."""

    def __init__(self, person: Person, answer: Wish) -> None:
        self.person, self.answer, self.views = person, answer, 0

    def __call__(self, view: FlightView) -> Wish | None:
        if self.views or not self.person.texts("ditch"):
            return None
        self.views += 1
        return self.answer


def test_a_yes_puts_it_down_on_the_water_that_was_named() -> None:
    person = Person()
    poor = order(battery_wh=2.6)
    with SimulatedCopter(20.0) as copter, flight(copter, person, poor) as flown:
        person.on_view = yes = Yes(person, Wish.DITCH)
        outcome, checks = flown.patrol.fly()
        state = copter.autopilot.state
        true_place = FRAME.lonlat(state.east_m, state.north_m)
    assert [c.text for c in checks if c.name == "ditch points"]
    assert yes.views == 1
    assert outcome.landed
    (asked,) = person.texts("ditch")
    assert "ditch it there? Ctrl-C and d, or mizugiwa ditch --vehicle heron-1" in asked
    told = [t for t in person.texts("notice") if "landing on the water at" in t]
    assert len(told) == 1
    place = told[0].split(" at ")[1]
    assert place in next(t for t in person.texts("notice") if t.startswith("told to ditch"))
    assert Point(FRAME.point(true_place)).distance(ISLAND) >= SHORE_M - 10.0
    assert distance_m(true_place, FRAME.origin) > 50.0  # not at home


def test_a_px4_is_put_down_as_well() -> None:
    person = Person()
    with SimulatedPx4(20.0) as copter, px4_patrol(copter, person, order(battery_wh=2.6)) as flown:
        person.on_view = Yes(person, Wish.DITCH)
        outcome, _ = flown.fly()
        state = copter.autopilot.state
    assert outcome.landed
    (told,) = [t for t in person.texts("notice") if "landing on the water at" in t]
    lat, lon = (float(n) for n in re.findall(r"[\d.]+", told.split(" at ")[1]))
    assert distance_m(FRAME.lonlat(state.east_m, state.north_m), LonLat(lon, lat)) < 15.0
    assert Point(state.east_m, state.north_m).distance(ISLAND) >= SHORE_M - 10.0


def test_nothing_is_ditched_unless_somebody_says_so() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order(battery_wh=2.6)) as flown:
        outcome, _ = flown.patrol.fly()
    assert person.texts("ditch")
    assert outcome.waypoints_reached == outcome.waypoints  # the level was wrong: it came home
    assert {view.state.mode for view in person.views} <= {"AUTO", "RTL", "LAND"}


def call_when(flown: Any, is_time: Callable[[FlightView], bool], *calls: dict[str, Any]) -> Caller:
    caller = Caller(flown, is_time)
    for fields in calls:
        caller.will("ditch", **fields)
    return caller


def test_while_home_is_in_reach_a_call_is_refused() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        person.on_view = caller = call_when(flown, is_far, {}, {"go": True, "by": "sato"})
        outcome, _ = flown.patrol.fly()
    assert [a["error"] for a in caller.answers] == 2 * [
        "home is in reach, or no open water is: it is not put down"
    ]
    assert outcome.waypoints_reached == outcome.waypoints
    assert not person.texts("ditch")


def test_from_another_terminal_it_is_asked_first_and_a_recall_ends_it() -> None:
    person = Person()
    with SimulatedCopter(20.0) as copter, flight(copter, person, order(battery_wh=2.6)) as flown:
        asking = call_when(flown, is_far, {}, {"go": True, "by": "sato"})
        ending = Caller(flown, lambda view: view.state.mode == "GUIDED").will("recall")
        person.on_view = lambda view: asking(view) or ending(view)
        outcome, _ = flown.patrol.fly()
    first, second = (answer["text"] for answer in asking.answers)
    assert first.startswith("heron-1: neither home nor a rally point is in reach")
    assert second.startswith("heron-1 is on its way to be ditched")
    assert any(t.startswith("told to ditch by sato") for t in person.texts("notice"))
    assert ending.answers[0]["text"] == "heron-1 is on its way home (mode RTL)"
    assert not [t for t in person.texts("notice") if "landing on the water" in t]
    assert outcome.landed


def test_a_mode_that_somebody_else_chose_ends_it() -> None:
    person = Person()
    with SimulatedCopter(20.0) as copter, flight(copter, person, order(battery_wh=2.6)) as flown:
        yes = Yes(person, Wish.DITCH)
        returned: list[bool] = []

        def watch(view: FlightView) -> Wish | None:
            if view.state.mode == "GUIDED" and not returned:
                returned.append(True)
                return Wish.RETURN
            return yes(view)

        person.on_view = watch
        outcome, _ = flown.patrol.fly()
    assert any("not on its way to the ditch point any more" in t for t in person.texts("notice"))
    assert outcome.landed and not person.texts("landed")[0].count("NOT at home")


def test_a_closed_zone_is_neither_entered_nor_crossed() -> None:
    zone = circle("port", 330.0, 330.0, 40.0)
    ditches = Ditches(order(nofly=(zone,)))
    offer = ditches.offer(FAR, power(9.0))
    assert offer is not None
    way = FRAME.geometry_to_metres(zone.shape)
    from_here = box(*FRAME.point(FAR), *FRAME.point(FAR)).union(Point(FRAME.point(offer.place)))
    assert not from_here.convex_hull.intersects(way)


def test_a_plane_is_never_ditched() -> None:
    winged = replace(order().vehicle, turn_radius_m=60.0)
    assert ditch_checks(replace(order(), vehicle=winged)) == ()
    plane, person = replace(order(battery_wh=2.6), vehicle=winged), Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, plane) as flown:
        report = Report(flown.values.extend, person.say, "heron-1", plane.realm, copter.clock)
        ditching = Ditching(flown.vehicle, plane, report)
        with pytest.raises(LinkRefused, match="not put down"):
            ditching.begin()
