"""Whole sorties against the simulated copter: flown, refused, interrupted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from mission_planner.mission import CMD_RETURN, CMD_TAKEOFF
from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, mission_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.params import read_params
from surveillance.links.transfer import upload
from surveillance.model import LinkState, PatrolEvent, SourceHealth, SourceState, Telemetry, Value
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.preflight import Check
from surveillance.patrol.report import Report
from tests.surveillance.bench import (
    SimulatedCopter,
    circle,
    make_area,
    make_mission,
    make_order,
)
from tests.surveillance.radio import Radio, Weather

FAST = 40.0


class Person:
    """An operator who confirms (or not) and may wish for something at some moment."""

    def __init__(self, answers: str = "heron-1") -> None:
        self.answers = answers
        self.events: list[PatrolEvent] = []
        self.checks: list[Sequence[Check]] = []
        self.views: list[FlightView] = []
        self.questions: list[str] = []
        self.on_view: Callable[[FlightView], Wish | None] = lambda view: None
        self.while_asked: Callable[[], None] = lambda: None
        self.is_calling_off: Callable[[], bool] = lambda: False
        self._wish: Wish | None = None

    def say(self, event: PatrolEvent) -> None:
        self.events.append(event)

    def show_checks(self, checks: Sequence[Check]) -> None:
        self.checks.append(checks)

    def show_flight(self, view: FlightView) -> None:
        self.views.append(view)
        self._wish = self.on_view(view)

    def confirm(self, question: str, answer: str, pulse: Callable[[], None]) -> bool:
        self.questions.append(question)
        self.while_asked()
        return self.answers == answer

    def launching(self) -> None:
        pass

    def has_called_off(self) -> bool:
        return self.is_calling_off()

    def wish(self) -> Wish | None:
        wish, self._wish = self._wish, None
        return wish

    def texts(self, kind: str) -> list[str]:
        return [event.text for event in self.events if event.kind == kind]


class Flight:
    """A patrol on the bench with everything it handed over."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, person: Person, home: Path
    ) -> None:
        self.values: list[Value] = []
        report = Report(self.values.extend, person.say, vehicle.name, order.realm, vehicle.clock)
        self.vehicle = vehicle
        self.board = Switchboard()
        self.patrol = Patrol(vehicle, order, report, person, self.board, Logbook(home, order))

    @property
    def telemetry(self) -> list[Telemetry]:
        return [value for value in self.values if isinstance(value, Telemetry)]


@contextmanager
def flight(
    copter: SimulatedCopter, person: Person, order: PatrolOrder | None = None, link: str = ""
) -> Iterator[Flight]:
    with (
        TemporaryDirectory() as home,
        Connection(link or copter.link, copter.clock) as connection,
    ):
        vehicle = MavlinkVehicle(connection, "heron-1")
        yield Flight(vehicle, order or make_order(), person, Path(home))


def test_a_happy_flight() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        outcome, checks = flown.patrol.fly()
    assert outcome.landed
    assert (outcome.waypoints, outcome.waypoints_reached) == (3, 3)
    assert outcome.breaches == ()
    assert outcome.link_losses == 0
    assert 40.0 < outcome.duration_s < 240.0
    assert not any(check.is_good is False for check in checks)
    assert len(person.questions) == 1
    assert "heron-1" in person.questions[0] and "fence F-" in person.questions[0]
    kinds = [event.kind for event in person.events]
    expected = ["started", "uploaded", "armed", "waypoint", "rtl", "landed", "ended"]
    assert [k for n, k in enumerate(kinds) if k in expected and k not in kinds[:n]] == expected
    heights = [state.alt_home_m for state in flown.telemetry]
    assert max(heights) == pytest.approx(30.0, abs=2.0)
    assert heights[-1] < 1.0
    times = [state.at for state in flown.telemetry]
    assert times == sorted(times)


def test_without_confirmation_nothing_is_armed() -> None:
    person = Person(answers="heron-2")
    with SimulatedCopter() as copter:
        with flight(copter, person) as flown, pytest.raises(LinkRefused, match="not confirmed"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
    assert person.texts("refused")


def test_a_refused_arming_is_said_in_the_vehicles_words() -> None:
    person = Person()
    with SimulatedCopter() as copter, flight(copter, person) as flown:
        person.while_asked = lambda: copter.autopilot._board.set_param("BATT_LOW_VOLT", 99.0)
        with pytest.raises(LinkRefused, match=r"heron-1 .*Battery 1 low voltage"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
    assert "low voltage" in person.texts("refused")[0]


def test_a_vehicle_just_switched_on_is_waited_for() -> None:
    person = Person(answers="")
    with (
        SimulatedCopter(FAST, booted_s=5.0) as copter,
        flight(copter, person) as flown,
        pytest.raises(LinkRefused, match="not confirmed"),
    ):
        flown.patrol.fly()
    first, last = person.checks[0], person.checks[-1]
    assert any(check.is_good is False for check in first)
    assert not any(check.is_good is False for check in last)


def test_a_battery_too_low_for_the_plan_is_refused_at_once() -> None:
    person = Person()
    order = replace(make_order(), need_pct=85.0)
    with (
        SimulatedCopter(FAST) as copter,
        flight(copter, person, order) as flown,
        pytest.raises(LinkRefused, match=r"battery: .* the flight takes 85 %, reserve 20 %"),
    ):
        flown.patrol.fly()
    assert person.questions == []


def test_the_fence_is_switched_on_without_its_circle() -> None:
    person = Person(answers="")
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        with pytest.raises(LinkRefused):
            flown.patrol.fly()
        names = ["FENCE_ENABLE", "FENCE_TYPE", "FENCE_ALT_MAX"]
        held = read_params(flown.vehicle.connection, names)
    assert held == {"FENCE_ENABLE": 1.0, "FENCE_TYPE": 5.0, "FENCE_ALT_MAX": 150.0}
    assert any("FENCE_TYPE was 7, set to 5" in text for text in person.texts("check"))


def test_a_mission_changed_while_the_person_thinks_is_refused() -> None:
    person = Person()
    other = mission_list(make_mission(height_m=50.0))
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        person.while_asked = lambda: (
            upload(flown.vehicle.connection, ListKind.MISSION, other) and None
        )
        with pytest.raises(LinkRefused, match="mission in the vehicle was changed"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed


def test_a_failsafe_changed_while_the_person_thinks_is_refused() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        person.while_asked = lambda: copter.autopilot._board.set_param("FENCE_ENABLE", 0.0)
        with pytest.raises(LinkRefused, match="parameters of the fence or a failsafe"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed


@contextmanager
def other_station(copter: SimulatedCopter) -> Iterator[Connection]:
    """Somebody with a ground station of their own, system 254."""
    other = Connection(copter.link, copter.clock)
    other._mav.srcSystem = 254
    with other:
        yield other


def test_another_station_that_interferes_before_the_launch_forbids_it() -> None:
    """Nothing that is read back differs."""
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        other_station(copter) as other,
        flight(copter, person) as flown,
    ):
        speed = mavlink.MAVLink_command_long_message(
            1, 1, mavlink.MAV_CMD_DO_CHANGE_SPEED, 0, 1, 3, *[0.0] * 5
        )
        person.while_asked = lambda: other.send(speed)
        with pytest.raises(LinkRefused, match=r"system 254, .* do change speed: .* start again"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
    said = [text for text in person.texts("notice") if "system 254" in text]
    assert len([text for text in said if "interferes" in text]) == 1
    assert len(said) == len(set(said))


def test_another_station_in_flight_is_said_once_and_not_fought() -> None:
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        other_station(copter) as other,
        flight(copter, person) as flown,
    ):
        other.pulse()
        sent: list[int] = []

        def command_home(view: FlightView) -> None:
            other.pulse()
            if view.state.waypoint == 1 and not sent:
                sent.append(1)
                for _ in range(2):
                    other.send(mavlink.MAVLink_set_mode_message(1, 1, 6))
                    other.send(
                        mavlink.MAVLink_command_long_message(
                            1, 1, mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH, 0, *[0.0] * 7
                        )
                    )

        person.on_view = command_home
        outcome, checks = flown.patrol.fly()
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints
    (check,) = (c for c in checks if c.name == "other ground stations")
    assert check.is_good and "system 254" in check.text
    said = [text for text in person.texts("notice") if "system 254" in text]
    assert len(said) == 2
    assert "is on the link: it can command the vehicle, too" in said[0]
    assert "interferes with the vehicle: it commands nav return to launch" in said[1]


@pytest.mark.long
def test_what_was_measured_before_the_person_thought_is_measured_again() -> None:
    """The battery ran down meanwhile, and its message did not come any more."""
    person = Person()
    is_mute: list[bool] = []

    def meddle(is_up: bool, message: object) -> list[object] | None:
        kind = message.get_type()  # type: ignore[attr-defined]
        return [] if is_mute and not is_up and kind == "SYS_STATUS" else None

    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, link=radio.link) as flown,
    ):
        radio.meddler = meddle
        person.while_asked = lambda: is_mute.append(True)
        with pytest.raises(LinkError, match="does not send message 1"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed


@pytest.mark.parametrize("looks", [1, 2])
def test_ctrl_c_before_the_take_off_keeps_it_on_the_ground(looks: int) -> None:
    """1: it is not armed at all. 2: it is disarmed again."""
    person = Person()
    left = iter([False] * (looks - 1))
    person.is_calling_off = lambda: next(left, True)
    with SimulatedCopter(FAST, DISARM_DELAY=0.0) as copter, flight(copter, person) as flown:
        with pytest.raises(LinkRefused, match="called off: it did not take off"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
        assert copter.autopilot.state.alt_m < 1.0
    assert len(person.texts("armed")) == looks - 1


@pytest.mark.parametrize("lost", [1, 10])
def test_a_vehicle_that_armed_unheard_is_disarmed(lost: int) -> None:
    """Arming came through, no word of it came back, and the first orders to disarm were lost."""
    person = Person()
    armings: list[float] = []

    def meddle(is_up: bool, message: object) -> list[object] | None:
        arm = mavlink.MAV_CMD_COMPONENT_ARM_DISARM
        if is_up and getattr(message, "command", None) == arm:
            armings.append(message.param1)  # type: ignore[attr-defined]
            return [] if armings[-1] == 0.0 and armings.count(0.0) <= lost else None
        return [] if not is_up and armings and 0.0 not in armings else None

    with (
        SimulatedCopter(FAST, DISARM_DELAY=0.0) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, link=radio.link) as flown,
    ):
        radio.meddler = meddle
        with pytest.raises(LinkError, match="does not answer 'arm'"):
            flown.patrol.fly()
        assert armings.count(0.0) > lost
        assert not copter.autopilot.state.armed


def test_a_launch_that_fails_in_the_air_is_watched_to_the_ground() -> None:
    person = Person()
    mission = make_mission()
    items = [item for item in mission.items if item.command != CMD_TAKEOFF]
    items = [replace(item, seq=seq) for seq, item in enumerate(items)]
    order = make_order(replace(mission, items=tuple(items)))

    def meddle(is_up: bool, message: object) -> list[object] | None:
        mode = getattr(message, "command", None) == mavlink.MAV_CMD_DO_SET_MODE
        return [] if is_up and mode and message.param2 == 3.0 else None  # type: ignore[attr-defined]

    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order, radio.link) as flown,
    ):
        radio.meddler = meddle
        with pytest.raises(LinkError, match="does not answer 'mode AUTO'"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
    assert person.texts("landed")
    assert flown.telemetry[-1].alt_home_m < 1.0


def test_an_armed_vehicle_is_left_alone() -> None:
    person = Person()
    with SimulatedCopter(FAST, DISARM_DELAY=0.0) as copter, flight(copter, person) as flown:
        flown.vehicle.identify()
        flown.vehicle.set_mode("GUIDED")
        flown.vehicle.arm()
        with pytest.raises(LinkRefused, match="is armed"):
            flown.patrol.fly()


def test_a_link_lost_and_back_is_told_and_nothing_is_commanded() -> None:
    person = Person()
    order = make_order(make_mission(legs=6, leg_m=250.0))
    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order, radio.link) as flown,
    ):
        sent_before: list[int] = []

        def cut(view: FlightView) -> None:
            if view.state.waypoint == 1 and not radio.is_silent and not sent_before:
                sent_before.append(len(radio.heard_up))
                radio.is_silent = True
            if view.state.link is LinkState.LOST and view.silent_s > 40.0:
                radio.is_silent = False

        person.on_view = cut
        outcome, _ = flown.patrol.fly()
        sent = radio.heard_up[sent_before[0] :]
    assert outcome.landed
    assert outcome.link_losses == 1
    lost, back = person.texts("link_lost"), person.texts("link_back")
    assert "should be at" in lost[0] and "goes on with the mission by itself" in lost[0]
    assert "mode AUTO" in back[0] and "nothing was commanded" in back[0]
    assert {message.get_type() for message in sent} == {"HEARTBEAT"}
    ghosts = [state for state in flown.telemetry if state.link is LinkState.LOST]
    assert len({state.position for state in ghosts}) > 3  # the ghost moves on
    radii = [view.radius_m for view in person.views if view.radius_m is not None]
    growing = radii[: radii.index(max(radii)) + 1]
    assert growing == sorted(growing)
    states = [v.state for v in flown.values if isinstance(v, SourceHealth)]
    changes = [state for state, _ in groupby(states)]  # "ok" is repeated every ten seconds
    assert changes == [SourceState.OK, SourceState.SILENT, SourceState.LOST, SourceState.OK]


def test_a_connection_that_breaks_is_opened_again() -> None:
    person = Person()
    order = make_order(make_mission(legs=6, leg_m=200.0))
    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order, radio.link) as flown,
    ):
        hung_up: list[bool] = []

        def hang_up(view: FlightView) -> None:
            if view.state.waypoint == 1 and not hung_up:
                hung_up.append(True)
                radio.hang_up()

        person.on_view = hang_up
        outcome, _ = flown.patrol.fly()
    assert hung_up
    assert outcome.landed
    assert outcome.waypoints_reached == 6


@pytest.mark.long
def test_a_whole_flight_over_a_bad_radio() -> None:
    person = Person()
    with (
        # lost commands cost wall time, and at this speed that is a long time on the ground
        SimulatedCopter(FAST, DISARM_DELAY=100.0) as copter,
        Radio(copter.autopilot.port, Weather(loss=0.1, doubles=0.05, swaps=0.05)) as radio,
        flight(copter, person, link=radio.link) as flown,
    ):
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert outcome.waypoints_reached == 3


def test_a_vehicle_that_disarmed_itself_is_launched_again() -> None:
    """The start command is lost; until it is repeated, 10 s on the ground have passed."""
    person = Person()
    lost: list[object] = []

    def meddle(is_up: bool, message: object) -> list[object] | None:
        start = mavlink.MAV_CMD_MISSION_START
        if is_up and not lost and getattr(message, "command", None) == start:
            lost.append(message)
            return []
        return None

    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, link=radio.link) as flown,
    ):
        radio.meddler = meddle
        outcome, _ = flown.patrol.fly()
    assert lost
    assert any("disarmed itself" in text for text in person.texts("notice"))
    assert outcome.landed
    assert outcome.waypoints_reached == 3


@pytest.mark.parametrize(("wish", "mode"), [(Wish.LAND, "LAND"), (Wish.RETURN, "RTL")])
def test_a_person_can_end_the_flight(wish: Wish, mode: str) -> None:
    person = Person()
    wished: list[Wish] = []

    def want(view: FlightView) -> Wish | None:
        if view.state.waypoint == 1 and not wished:
            wished.append(wish)
            return wish
        return None

    person.on_view = want
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        outcome, _ = flown.patrol.fly()
        assert copter.autopilot.state.mode == mode
    assert outcome.landed
    assert outcome.waypoints_reached < 3
    (text,) = person.texts("landed")
    assert ("NOT at home" in text and " N " in text) is (wish is Wish.LAND)


def test_leaving_commands_nothing_and_says_what_happens() -> None:
    person = Person()
    person.on_view = lambda view: Wish.LEAVE if view.state.waypoint == 1 else None
    with SimulatedCopter(FAST) as copter, flight(copter, person) as flown:
        outcome, _ = flown.patrol.fly()
        assert copter.autopilot.state.mode == "AUTO"
        assert copter.autopilot.state.armed
    assert outcome.has_left
    assert not outcome.landed
    assert "goes on with the mission by itself" in person.texts("ended")[0]


def test_a_mission_without_return_is_brought_home() -> None:
    person = Person()
    mission = make_mission()
    items = tuple(item for item in mission.items if item.command != CMD_RETURN)
    order = make_order(replace(mission, items=items))
    with SimulatedCopter(FAST) as copter, flight(copter, person, order) as flown:
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert outcome.waypoints_reached == 3
    assert person.texts("rtl") == ["on the way home (mode RTL)"]


def test_a_mission_without_take_off_gets_one() -> None:
    person = Person()
    mission = make_mission()
    items = [item for item in mission.items if item.command != CMD_TAKEOFF]
    items = [replace(item, seq=seq) for seq, item in enumerate(items)]
    order = make_order(replace(mission, items=tuple(items)))
    with SimulatedCopter(FAST) as copter, flight(copter, person, order) as flown:
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert outcome.waypoints_reached == 3


def test_flown_breaches_are_counted_as_measured() -> None:
    """The plan is flown as it is; what it breaks is measured on the flown positions."""
    person = Person()
    area = make_area(nofly=(circle("lighthouse", 0.0, 60.0, 25.0),))
    order = make_order(area=area)
    with SimulatedCopter(FAST) as copter, flight(copter, person, order) as flown:
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert [breach.name for breach in outcome.breaches] == ["lighthouse"]
    assert 5.0 < outcome.breaches[0].amount_m <= 25.0


def test_another_vehicle_on_the_link_is_named() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, Connection(copter.link, copter.clock, 7) as connection:
        vehicle = MavlinkVehicle(connection, "heron-1")
        with pytest.raises(LinkError, match="system 7, but only system 1 speaks"):
            vehicle.identify()
    assert person.events == []


def test_a_plane_is_no_copter() -> None:
    def meddle(is_up: bool, message: object) -> list[object] | None:
        if not is_up and message.get_type() == "HEARTBEAT":  # type: ignore[attr-defined]
            plane = mavlink.MAVLink_heartbeat_message(1, 3, 81, 0, 3, 3)
            plane.pack(mavlink.MAVLink(None, 1, 1))
            return [plane]
        return None

    with SimulatedCopter(FAST) as copter, Radio(copter.autopilot.port) as radio:
        radio.meddler = meddle
        with (
            Connection(radio.link, copter.clock) as connection,
            pytest.raises(LinkRefused, match=r"a fixed wing .* answers"),
        ):
            MavlinkVehicle(connection, "heron-1").identify()
