"""A drone that is down at sea: the officer is told what to type next."""

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, box

from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.links.mavlink import LinkAge
from surveillance.links.readings import Readings
from surveillance.model import LinkState, PatrolEvent, Realm
from surveillance.patrol.linkwatch import LinkWatch
from surveillance.patrol.lost import airborne_s, is_over_water, search_hint
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.report import Report
from tests.surveillance.bench import (
    EPOCH,
    FRAME,
    SimulatedCopter,
    make_area,
    make_mission,
    make_order,
)
from tests.surveillance.patrol.test_fly import Person, flight

FLYING = Readings(
    armed=True, position=LonLat(129.45, 34.7), alt_home_m=30.0, battery_pct=50.0, heartbeats=9,
    wind_mps=6.2, wind_from_deg=291.0,
)  # fmt: skip
ORDER = make_order(make_mission())


class Silence:
    """A vehicle that is not heard for so long."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.seconds, self.state = 0.0, LinkState.OK
        clock = Clock(time.time(), EPOCH, 1.0)
        self.vehicle: Any = SimpleNamespace(
            name="heron-1", mode="AUTO", readings=FLYING, clock=clock, ask_for_missing=lambda: None,
            link_age=lambda: LinkAge(self.seconds, self.state),
        )  # fmt: skip

        def say(event: PatrolEvent) -> None:
            self.told.append(event.text)

        report = Report(lambda values: None, say, "heron-1", Realm.SIMULATED, clock)
        self.link = LinkWatch(self.vehicle, ORDER, report, "it goes on by itself")

    def lasts(self, seconds: float) -> list[str]:
        known = len(self.told)
        self.seconds = seconds
        self.state = LinkState.LOST if seconds >= 5.0 else LinkState.OK
        self.link.step(0)
        return self.told[known:]


def test_it_must_be_down_when_its_battery_is() -> None:
    silence = Silence()
    longest_s = airborne_s(ORDER, FLYING)
    assert longest_s == pytest.approx(280.0 * 3600.0 / 420.0)  # 50 % of 560 Wh, hovering
    silence.lasts(0.0)
    assert len(silence.lasts(6.0)) == 1  # the link is lost
    assert silence.lasts(longest_s - 1.0) == []
    (told,) = silence.lasts(longest_s + 1.0)
    assert told.startswith("it must be down by now: nothing heard for 40 min, its battery held 40")
    assert "34.70000 N 129.45000 E" in told
    assert told.endswith("mizugiwa drift --lost heron-1 --wind 6@291 --preview lost.html")
    assert silence.lasts(longest_s + 60.0) == []


def test_a_battery_that_nobody_knows_says_nothing() -> None:
    silence = Silence()
    silence.vehicle.readings = replace(FLYING, battery_pct=None)
    silence.lasts(0.0)
    silence.lasts(6.0)
    assert silence.lasts(1e6) == []


def test_the_command_names_the_wind_when_it_is_known() -> None:
    assert "--wind 6@291" in search_hint(ORDER, FLYING)
    assert "--wind SPEED@FROM" in search_hint(ORDER, replace(FLYING, wind_mps=None))


def test_on_land_nobody_searches_the_sea() -> None:
    shore = FRAME.geometry_to_lonlat(box(-50.0, -50.0, 50.0, 50.0))
    order = make_order(area=replace(make_area(), land=MultiPolygon([shore])))
    assert not is_over_water(order, FRAME.lonlat(0.0, 0.0))
    assert is_over_water(order, FRAME.lonlat(100.0, 0.0))
    assert is_over_water(order, None)


def landed_by(wish: Wish) -> list[str]:
    person = Person()
    with SimulatedCopter(40.0) as copter, flight(copter, person) as flown:
        wished: list[Wish] = []

        def want(view: FlightView) -> Wish | None:
            if view.state.waypoint == 1 and not wished:
                wished.append(wish)
                return wish
            return None

        person.on_view = want
        flown.patrol.fly()
    return person.texts("landed")


@pytest.mark.parametrize(("wish", "is_searched"), [(Wish.LAND, True), (Wish.RETURN, False)])
def test_one_that_comes_down_on_the_water_is_to_be_looked_for(
    wish: Wish, is_searched: bool
) -> None:
    (told,) = landed_by(wish)
    assert ("mizugiwa drift --lost heron-1 --wind" in told) is is_searched
