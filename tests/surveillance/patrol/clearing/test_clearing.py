"""A helicopter crosses a patrol: told, asked, given way to, and on with the mission."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from geodata.clock import Clock
from surveillance.aircraft.sbs import SbsReceiver
from surveillance.aircraft.sky import Sky
from surveillance.patrol.clearing.clearing import ANSWER_S, LOW_M
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder
from tests.surveillance.bench import (
    FRAME,
    SimulatedCopter,
    SimulatedPx4,
    make_mission,
    make_order,
)
from tests.surveillance.patrol.test_fly import Flight, Person, flight
from tests.surveillance.patrol.test_in_flight import Caller, at_waypoint
from tests.surveillance.patrol.test_px4 import patrol as px4_patrol

FAST = 20.0
SPEED_MPS = 50.0
KNOTS = SPEED_MPS * 3600.0 / 1852.0


class Helicopter:
    """Crosses the patrol from the south, told by a receiver on the ground as SBS lines."""

    def __init__(self, clock: Clock, south_m: float = 3_500.0) -> None:
        self._clock, self._south_m = clock, south_m
        self._began = clock.now()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def north_m(self) -> float:
        return -self._south_m + SPEED_MPS * (self._clock.now() - self._began).total_seconds()

    def lines(self) -> bytes:
        place = FRAME.lonlat(60.0, self.north_m)
        start, at = "MSG,{},1,1,86D123,1", "2026/11/29,08:00:00.000"
        where = f"{start.format(3)},{at},{at},,700,,,{place.lat:.6f},{place.lon:.6f},,,0,0,0,0"
        how = f"{start.format(4)},{at},{at},,,{KNOTS:.0f},0,,,0,,0,0,0,0"
        return f"{how}\r\n{where}\r\n".encode()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            link, _ = self._server.accept()
            with link:
                while not self._halt.wait(self._clock.wall_seconds(1.0)):
                    link.sendall(self.lines())

    def __enter__(self) -> "Helicopter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._server.close()
        self._thread.join(timeout=5.0)


@contextmanager
def overflown(flown: Flight) -> Iterator[None]:
    """From now on the helicopter comes, and is heard."""
    vehicle = flown.vehicle
    with (
        Helicopter(vehicle.clock) as coming,
        SbsReceiver(
            "127.0.0.1", coming.port, vehicle.sky, vehicle.clock, vehicle.connection.news.tell
        ),
    ):
        yield


def order() -> PatrolOrder:
    return make_order(make_mission(legs=6, leg_m=120.0, height_m=60.0))


class Officer:
    """Lets the helicopter come at the first way point; then answers, or does not."""

    def __init__(self, flown: Flight, person: Person, answer: Wish | None) -> None:
        self._flown, self._person, self._answer = flown, person, answer
        self._stack = contextlib.ExitStack()
        self._has_come = False
        self.heights_m: list[float] = []

    def __enter__(self) -> "Officer":
        self._person.on_view = self
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, view: FlightView) -> Wish | None:
        if not self._has_come and view.state.waypoint and view.state.waypoint >= 1:
            self._has_come = True
            self._stack.enter_context(overflown(self._flown))
        self.heights_m.append(view.state.alt_home_m)
        if self._answer is not None and self._person.texts("aircraft"):
            answer, self._answer = self._answer, None
            return answer
        return None


def fly(answer: Wish | None) -> tuple[Person, Officer, bool, int]:
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        flight(copter, person, order()) as flown,
        Officer(flown, person, answer) as officer,
    ):
        outcome, _ = flown.patrol.fly()
    assert outcome.breaches == ()
    return person, officer, outcome.landed, outcome.waypoints - outcome.waypoints_reached


def test_on_a_yes_it_goes_down_waits_and_goes_on() -> None:
    person, _, landed, missed = fly(Wish.CLEAR)
    (asked,) = person.texts("aircraft")
    assert "aircraft 86d123: " in asked
    assert "clear the area? c, or mizugiwa clear --vehicle heron-1" in asked
    (told,) = person.texts("clearing")
    assert told == "gives way: down to 30 m where it is, until the air is clear"
    assert any(text.startswith("it is low, ") for text in person.texts("notice"))
    assert "the air is clear" in person.texts("notice")
    assert landed and missed == 0


@pytest.mark.long
def test_without_an_answer_it_gives_way_by_itself() -> None:
    person, _, landed, missed = fly(None)
    (told,) = person.texts("clearing")
    assert "by itself, nobody said otherwise" in told
    asked = next(e for e in person.events if e.kind == "aircraft")
    done = next(e for e in person.events if e.kind == "clearing")
    assert ANSWER_S <= (done.at - asked.at).total_seconds() < ANSWER_S + 15.0
    assert landed and missed == 0


def test_one_that_is_seen_and_no_danger_is_let_pass() -> None:
    person, officer, landed, missed = fly(Wish.STAY)
    assert len(person.texts("aircraft")) == 1
    assert person.texts("clearing") == []
    assert landed and missed == 0
    assert max(officer.heights_m) > LOW_M + 20.0


def test_it_is_brought_home_while_it_gives_way() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        first = Caller(flown, at_waypoint(1)).will("clear", by="sato")
        then = Caller(flown, lambda view: view.state.mode == "GUIDED").will("recall", by="sato")

        def both(view: FlightView) -> Wish | None:
            first(view)
            return then(view)

        person.on_view = both
        outcome, _ = flown.patrol.fly()
    assert "gives way by sato: down to 30 m" in first.answers[0]["text"]
    assert "on its way home (mode RTL)" in then.answers[0]["text"]
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints


@pytest.mark.long
def test_a_px4_gives_way_as_well() -> None:
    person = Person()
    with SimulatedPx4(FAST) as copter, px4_patrol(copter, person, order()) as flown:
        wishes = [Wish.CLEAR]

        def want(view: FlightView) -> Wish | None:
            return wishes.pop() if view.state.waypoint == 1 and wishes else None

        person.on_view = want
        outcome, _ = flown.fly()
    assert any(text.startswith("it is low, ") for text in person.texts("notice"))
    assert outcome.landed and outcome.waypoints_reached == outcome.waypoints


def told_by_a_receiver(port: int, meanwhile: Callable[[], None]) -> list[str]:
    said: list[str] = []
    clock = Clock.real()
    with SbsReceiver("127.0.0.1", port, Sky(clock), clock, said.append):
        meanwhile()
        for _ in range(100):
            if any("NO aircraft are heard" in text for text in said):
                break
            time.sleep(0.05)
    return said


def test_a_receiver_that_is_not_there_is_told_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (told,) = told_by_a_receiver(port, lambda: None)
    assert told.startswith(f"NO aircraft are heard from 127.0.0.1:{port}: ")


def test_a_receiver_that_ends_is_told_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def close() -> None:
            server.accept()[0].close()

        heard, lost = told_by_a_receiver(port, close)
    assert heard == f"aircraft are heard from 127.0.0.1:{port}"
    assert "NO aircraft are heard" in lost and "closed the connection" in lost
