"""Whole sorties of a PX4 copter: flown, refused, brought home; and its safeguards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, fence_list, mission_list, rally_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import PX4_COPTER
from surveillance.links.params import read_params
from surveillance.links.transfer import store, verify
from surveillance.model import LinkState, Realm
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder, WithoutLink
from surveillance.patrol.preflight import red
from surveillance.patrol.px4_safeguards import Px4Safeguards
from surveillance.patrol.report import Report
from surveillance.patrol.safeguards import Chosen
from tests.surveillance.bench import SimulatedPx4, make_mission, make_order, ring
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.radio import Radio, Weather

FAST = 20.0


@contextmanager
def patrol(
    copter: SimulatedPx4, person: Person, order: PatrolOrder | None = None, link: str = ""
) -> Iterator[Patrol]:
    order = order or make_order()
    with (
        TemporaryDirectory() as home,
        Connection(link or copter.link, copter.clock) as connection,
    ):
        vehicle = MavlinkVehicle(connection, "heron-1", PX4_COPTER)
        report = Report(lambda values: None, person.say, "heron-1", order.realm, copter.clock)
        logbook = Logbook(Path(home), order)
        yield Patrol(vehicle, order, report, person, Switchboard(), logbook)


def test_a_happy_flight() -> None:
    person = Person()
    with SimulatedPx4(FAST) as copter, patrol(copter, person) as flown:
        outcome, checks = flown.fly()
        held = read_params(
            flown._vehicle.connection,
            ["GF_ACTION", "GF_MAX_VER_DIST", "GF_MAX_HOR_DIST"],
            has_bytes=True,
        )
    assert outcome.landed
    assert (outcome.waypoints, outcome.waypoints_reached) == (3, 3)
    assert outcome.breaches == () and outcome.link_losses == 0
    assert not any(check.is_good is False for check in checks)
    assert held == {"GF_ACTION": 3.0, "GF_MAX_VER_DIST": 150.0, "GF_MAX_HOR_DIST": 0.0}
    kinds = [event.kind for event in person.events]
    expected = ["started", "uploaded", "armed", "waypoint", "rtl", "landed", "ended"]
    assert [k for n, k in enumerate(kinds) if k in expected and k not in kinds[:n]] == expected


def test_it_comes_home_when_called() -> None:
    person = Person()
    wishes = [Wish.RETURN]

    def want(view: FlightView) -> Wish | None:
        return wishes.pop() if view.state.waypoint == 1 and wishes else None

    person.on_view = want
    with SimulatedPx4(FAST) as copter, patrol(copter, person) as flown:
        outcome, _ = flown.fly()
    assert outcome.landed and outcome.waypoints_reached < 3
    assert "on the way home (mode RTL)" in person.texts("rtl")


def test_without_confirmation_nothing_is_armed() -> None:
    person = Person("nobody")
    with SimulatedPx4(FAST) as copter:
        with patrol(copter, person) as flown, pytest.raises(LinkRefused, match="not confirmed"):
            flown.fly()
        assert not copter.autopilot.state.armed


def test_a_mission_that_it_will_not_fly_is_refused_in_its_words() -> None:
    """px4.txt: WP 50 km away: ACCEPTED, then 'Geofence violation for waypoint 3'"""
    person = Person()
    mission = make_mission()
    small = replace(mission.fence[0], ring=ring(60.0))
    order = make_order(replace(mission, fence=(small,)))
    with SimulatedPx4(FAST) as copter, patrol(copter, person, order) as flown:
        with pytest.raises(LinkRefused, match="does not fly this plan: Geofence violation"):
            flown.fly()
        assert not copter.autopilot.state.armed


@pytest.mark.parametrize(
    ("wanted", "except_bit"), [(WithoutLink.GO_ON, 1.0), (WithoutLink.RETURN, 0.0)]
)
def test_what_it_does_without_a_link_is_set_as_planned(
    wanted: WithoutLink, except_bit: float
) -> None:
    person = Person("nobody")
    order = replace(make_order(), without_link=wanted)
    with SimulatedPx4(FAST) as copter, patrol(copter, person, order) as flown:
        with pytest.raises(LinkRefused, match="not confirmed"):
            flown.fly()
        names = ["NAV_DLL_ACT", "COM_DLL_EXCEPT", "COM_DL_LOSS_T"]
        held = read_params(flown._vehicle.connection, names, has_bytes=True)
    assert held == {"NAV_DLL_ACT": 2.0, "COM_DLL_EXCEPT": except_bit, "COM_DL_LOSS_T": 5.0}


def test_an_old_mission_is_not_taken_for_the_new_one() -> None:
    """It lies outside the new fence, of which PX4 would speak as soon as it has that fence."""
    person = Person("nobody")
    old = mission_list(make_mission(leg_m=900.0), has_home=False)
    with SimulatedPx4(FAST) as copter, patrol(copter, person) as flown:
        store(flown._vehicle.connection, ListKind.MISSION, old, has_home=False)
        with pytest.raises(LinkRefused, match="not confirmed"):
            flown.fly()


def test_a_mission_without_a_return_is_brought_home() -> None:
    person = Person()
    mission = make_mission()
    order = make_order(replace(mission, items=mission.items[:-1]))
    with SimulatedPx4(FAST) as copter, patrol(copter, person, order) as flown:
        outcome, _ = flown.fly()
    assert outcome.landed and outcome.waypoints_reached == 3
    assert "on the way home (mode RTL)" in person.texts("rtl")


@pytest.mark.long
def test_a_second_sortie_does_not_count_the_first() -> None:
    """px4.txt: MISSION_ITEM_REACHED is told again after the mission that it belongs to"""
    first, second = Person(), Person()
    with SimulatedPx4(FAST) as copter, patrol(copter, first) as flown:
        flown.fly()
        vehicle = flown._vehicle
        assert vehicle.readings.reached_item >= 4
        report = Report(lambda values: None, second.say, "heron-1", Realm.SIMULATED, copter.clock)
        with TemporaryDirectory() as home:
            order = make_order()
            again = Patrol(
                vehicle, order, report, second, Switchboard(), Logbook(Path(home), order)
            )
            again.fly()
    counts = [view.state.waypoint for view in second.views]
    assert counts[0] == 0 and counts[-1] == 3
    assert second.texts("waypoint")[0] == "waypoint 1 of 3 reached"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [(WithoutLink.RETURN, "mode RTL"), (WithoutLink.GO_ON, "mode MISSION")],
)
@pytest.mark.long
def test_what_it_does_without_a_link_is_what_was_told(wanted: WithoutLink, told: str) -> None:
    person = Person()
    far = make_mission(legs=6, leg_m=250.0)
    order = replace(make_order(far), without_link=wanted)
    with (
        SimulatedPx4(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        patrol(copter, person, order, radio.link) as flown,
    ):
        cuts: list[float] = []

        def cut(view: FlightView) -> None:
            if view.state.waypoint == 1 and not cuts:
                cuts.append(0.0)
                radio.is_silent = True
            if view.state.link is LinkState.LOST and view.silent_s > 25.0:
                radio.is_silent = False

        person.on_view = cut
        outcome, _ = flown.fly()
    assert outcome.landed and outcome.link_losses == 1
    assert told in person.texts("link_back")[0]
    expected = 6 if wanted is WithoutLink.GO_ON else 1
    assert outcome.waypoints_reached == expected


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bad_radio_gives_the_right_lists_or_a_refusal(seed: int) -> None:
    mission = make_mission(legs=6)
    lists = {
        ListKind.FENCE: fence_list(mission),
        ListKind.RALLY: rally_list(mission.rally),
        ListKind.MISSION: mission_list(mission, has_home=False),
    }
    bad = Weather(loss=0.2, doubles=0.1, swaps=0.1)
    with (
        SimulatedPx4(40.0) as copter,
        Radio(copter.autopilot.port, bad, seed) as radio,
        Connection(radio.link, copter.clock) as connection,
    ):
        for kind, items in lists.items():
            try:
                store(connection, kind, items, has_home=False)
            except LinkRefused as exc:
                assert "not the planned one" in str(exc)
            else:
                radio.weather = Weather()
                assert verify(connection, kind, items, has_home=False) == ()
                radio.weather = bad


GOOD = {
    "GF_ACTION": 3.0,
    "GF_MAX_VER_DIST": 100.0,
    "GF_MAX_HOR_DIST": 0.0,
    "RTL_RETURN_ALT": 30.0,
    "NAV_DLL_ACT": 2.0,
    "COM_DL_LOSS_T": 5.0,
    "COM_DLL_EXCEPT": 0.0,
    "COM_LOW_BAT_ACT": 3.0,
    "BAT_LOW_THR": 0.15,
    "BAT_CRIT_THR": 0.07,
    "BAT_EMERGEN_THR": 0.05,
}


def test_good_parameters_are_green() -> None:
    assert list(red(tuple(Px4Safeguards(GOOD).checks()))) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("GF_ACTION", 0.0, "set it to 3"),
        ("GF_ACTION", 2.0, "set it to 3"),
        ("GF_ACTION", 4.0, "FALLS"),
        ("GF_ACTION", 5.0, "LANDS"),
        ("GF_ACTION", None, "unknown"),
        ("RTL_RETURN_ALT", 120.0, "lower RTL_RETURN_ALT"),
        ("RTL_RETURN_ALT", None, "unknown"),
        ("GF_MAX_VER_DIST", None, "unknown"),
        ("BAT_CRIT_THR", 0.3, "below the one before"),
        ("COM_DL_LOSS_T", 120.0, "set COM_DL_LOSS_T to 5"),
        ("COM_DL_LOSS_T", None, "set COM_DL_LOSS_T to 5"),
        ("NAV_DLL_ACT", 5.0, "lets it FALL"),
        ("NAV_DLL_ACT", 6.0, "lets it FALL"),
        ("NAV_DLL_ACT", 4.0, "not known"),
        ("NAV_DLL_ACT", None, "not known"),
        ("COM_DLL_EXCEPT", 8.0, "not known"),
        ("COM_LOW_BAT_ACT", 1.0, "COM_LOW_BAT_ACT is 1: what it then does is not known"),
        ("COM_LOW_BAT_ACT", None, "unknown"),
        ("BAT_EMERGEN_THR", None, "BAT_EMERGEN_THR unknown"),
        ("RTL_RETURN_ALT", -5.0, "set RTL_RETURN_ALT"),
    ],
)
def test_bad_parameters_are_red(name: str, value: float | None, words: str) -> None:
    values = {key: held for key, held in GOOD.items() if key != name}
    if value is not None:
        values[name] = value
    (bad,) = red(tuple(Px4Safeguards(values).checks()))
    assert words in bad.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "not known"),
        ({"NAV_DLL_ACT": 0.0}, "goes on with the mission"),
        ({"NAV_DLL_ACT": 2.0, "COM_DLL_EXCEPT": 1.0}, "goes on with the mission"),
        ({"NAV_DLL_ACT": 2.0, "COM_DLL_EXCEPT": 2.0}, "brings it back"),
        ({"NAV_DLL_ACT": 1.0}, "holds it"),
        ({"NAV_DLL_ACT": 3.0}, "LANDS it"),
        ({"NAV_DLL_ACT": 5.0}, "FALL"),
    ],
)
def test_without_a_link(values: dict[str, float], words: str) -> None:
    assert words in Px4Safeguards(values).without_link


def test_a_hold_that_goes_on_without_a_link_does_not_return() -> None:
    assert Px4Safeguards({"NAV_DLL_ACT": 2.0, "COM_DLL_EXCEPT": 1.0}).returns_from_guided
    assert not Px4Safeguards({"NAV_DLL_ACT": 2.0, "COM_DLL_EXCEPT": 2.0}).returns_from_guided


def test_an_older_one_goes_on_everywhere_or_nowhere() -> None:
    old = Px4Safeguards({"NAV_DLL_ACT": 0.0})
    assert old.for_link_loss(WithoutLink.GO_ON) == {"NAV_DLL_ACT": 0.0}
    assert old.for_link_loss(WithoutLink.RETURN)["NAV_DLL_ACT"] == 2.0


def test_one_that_goes_on_holding_without_a_link_is_not_one_that_returns() -> None:
    assert Px4Safeguards(GOOD).returns_from_guided
    held = Px4Safeguards({**GOOD, "COM_DLL_EXCEPT": 2.0})
    assert not held.returns_from_guided
    assert held.for_link_loss(WithoutLink.GO_ON)["COM_DLL_EXCEPT"] == 1.0


def test_other_exceptions_stay() -> None:
    held = Px4Safeguards({"COM_DLL_EXCEPT": 5.0})
    assert held.for_link_loss(WithoutLink.RETURN)["COM_DLL_EXCEPT"] == 4.0
    assert held.for_link_loss(WithoutLink.GO_ON)["COM_DLL_EXCEPT"] == 5.0


def test_the_fence_is_never_above_the_ceiling() -> None:
    assert Px4Safeguards({}).wanted(Chosen(119.7))["GF_MAX_VER_DIST"] == 119.0
