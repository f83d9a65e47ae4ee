"""A simulated sub with a pilot at its sticks, and a dive for it to follow."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.area import Area
from mission_planner.mission import CMD_WAYPOINT, FRAME_RELATIVE, Mission, MissionItem
from mission_planner.vehicle import VehicleSpec
from mission_planner.vehicles import sub
from simulator.vehicles.body import Body, Place
from simulator.vehicles.state import VehicleState
from simulator.vehicles.sub import TOP_SHARE, Sub, SubSpec
from surveillance.control.calls import Switchboard
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import SUB
from surveillance.model import Telemetry, Value
from surveillance.patrol.dive.dive import PilotedDive
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.report import Report
from tests.surveillance.bench import (
    EPOCH,
    FRAME,
    HOME,
    SimulatedCopter,
    make_order,
    square,
)
from tests.surveillance.patrol.test_fly import Person

STABILIZE, ALT_HOLD = 0, 2
_STEP_S = 0.5
SPEC = SubSpec(positioning="none")


def orca(**options: Any) -> VehicleSpec:
    """A small ROV; its stick all the way gives what the simulated one has."""
    figures = {
        "kind": "sub",
        "link": "tcp:127.0.0.1:5760",
        "cruise_mps": SPEC.cruise_mps,
        "climb_mps": SPEC.climb_mps,
        "descend_mps": SPEC.descend_mps,
        "battery_wh": SPEC.battery_wh,
        "hover_w": SPEC.hover_w,
        "cruise_w": SPEC.cruise_w,
        "reserve_pct": 20.0,
        "min_depth_m": 1.0,
        "max_depth_m": 20.0,
        "tether_m": 100.0,
        "full_stick_mps": TOP_SHARE * SPEC.cruise_mps,
    }
    return sub.build("orca", sub.Options(**(figures | options)))


def make_dive(vehicle: VehicleSpec | None = None, **more: Any) -> DiveOrder:
    """Down at home, 30 m north and back, 6 m deep."""
    legs = ((0.0, 0.0), (0.0, 30.0), (0.0, 0.0))
    places = [HOME, *(FRAME.lonlat(*leg) for leg in legs)]
    items = tuple(
        MissionItem(n, FRAME_RELATIVE, CMD_WAYPOINT, (0.0,) * 4, place, -6.0 if n else 0.0)
        for n, place in enumerate(places)
    )
    area = Area("basin", square(300.0), square(300.0), home=HOME)
    plan = replace(make_order(Mission(items, ()), area), vehicle=vehicle or orca())
    return DiveOrder(plan, **more)


@dataclass
class Sticks:
    """What the pilot does: full stick is 1."""

    ahead: float = 0.0
    right: float = 0.0
    up: float = 0.0
    turn: float = 0.0


@dataclass
class Pilot:
    """Steers by the true state, each step anew; arms and disarms by `orders`."""

    steer: Callable[[VehicleState], Sticks | None] = lambda state: Sticks()
    orders: list[tuple[int, ...]] = field(default_factory=list)  # MAV_CMD and parameters

    def arm(self, value: int = 1) -> None:
        """Ask for it with the next step."""
        self.orders.append((mavlink.MAV_CMD_COMPONENT_ARM_DISARM, value))

    def mode(self, number: int) -> None:
        """The same for a mode."""
        self.orders.append((mavlink.MAV_CMD_DO_SET_MODE, 1, number))


class SimulatedSub(SimulatedCopter):
    """Stepped by its own thread, with the pilot's console beside it."""

    def __init__(
        self,
        speedup: float = 20.0,
        *,
        current: tuple[float, float] = (0.0, 0.0),
        bed_m: float | None = None,
        spec: SubSpec = SPEC,
        **params: float,
    ) -> None:
        """`current` goes towards (east, north)."""
        self._sub = Sub(spec, Place(0.0, 0.0, 0.0), current=current, bed_m=bed_m)
        self.pilot = Pilot()
        self.truth: list[VehicleState] = []
        # on a busy machine seconds of a fast run pass between two of our heartbeats
        super().__init__(speedup, **({"FS_GCS_TIMEOUT": 60.0} | params))

    def body(self) -> Body:
        return self._sub

    @property
    def state(self) -> VehicleState:
        """The truth."""
        return self.autopilot.state

    def true_at(self, t_s: float) -> VehicleState:
        """The true state nearest to a time."""
        return min(self.truth, key=lambda state: abs(state.t_s - t_s))

    def _run(self) -> None:
        pause_s = max(0.002, self.clock.wall_seconds(0.1))
        while not self._halt.wait(pause_s):
            goal_s = (self.clock.now() - EPOCH).total_seconds()
            # a busy machine steps late: the pilot's hands stay on the sticks all the same
            while (t_s := self.autopilot.state.t_s) < goal_s:
                self._act()
                self.autopilot.step(min(goal_s, t_s + _STEP_S))
                self.truth.append(self.autopilot.state)
                self.on_step(self.autopilot.state)

    def _act(self) -> None:
        """Straight into the autopilot, as a console at the other end of the tether."""
        while self.pilot.orders:
            command, *params = self.pilot.orders.pop(0)
            filled = (*params, *[0.0] * (7 - len(params)))
            self._hear(mavlink.MAVLink_command_long_message(1, 1, command, 0, *filled))
        sticks = self.pilot.steer(self.autopilot.state)
        if sticks is not None:
            whole = (round(1000.0 * s) for s in (sticks.ahead, sticks.right))
            up, turn = round(500.0 + 500.0 * sticks.up), round(1000.0 * sticks.turn)
            self._hear(mavlink.MAVLink_manual_control_message(1, *whole, up, turn, 0))

    def _hear(self, message: Any) -> None:
        message.pack(mavlink.MAVLink(None, 255, 190))
        self.autopilot._receive(message)


class Dive:
    """A piloted dive on the bench with everything it handed over."""

    def __init__(self, vehicle: MavlinkVehicle, order: DiveOrder, person: Person) -> None:
        self.values: list[Value] = []
        realm = order.plan.realm
        report = Report(self.values.extend, person.say, vehicle.name, realm, vehicle.clock)
        self.vehicle, self.board = vehicle, Switchboard()
        self.dive = PilotedDive(vehicle, order, report, person, self.board)

    @property
    def telemetry(self) -> list[Telemetry]:
        return [value for value in self.values if isinstance(value, Telemetry)]


@contextmanager
def dive(
    drone: SimulatedSub, person: Person, order: DiveOrder | None = None, link: str = ""
) -> Iterator[Dive]:
    with Connection(link or drone.link, drone.clock) as connection:
        yield Dive(MavlinkVehicle(connection, "orca", SUB), order or make_dive(), person)


def wait_until(is_it: Callable[[], bool], wall_s: float = 20.0) -> None:
    end = time.monotonic() + wall_s
    while not is_it():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


class Script:
    """Arms with the first view, steers its legs (seconds, sticks), comes up and disarms."""

    def __init__(
        self, drone: SimulatedSub, *legs: tuple[float, Sticks], mode: int = ALT_HOLD
    ) -> None:
        self.pilot, self._legs, self._mode = drone.pilot, legs, mode
        self.pilot.steer = self._steer
        self._began_s: float | None = None
        self._is_told = False

    def on_view(self, view: FlightView) -> Wish | None:
        """For Person.on_view."""
        if not self._is_told:
            self._is_told = True
            self.pilot.mode(self._mode)
            self.pilot.arm()
        return None

    def _steer(self, state: VehicleState) -> Sticks:
        if not state.armed:
            return Sticks()
        if self._began_s is None:
            self._began_s = state.t_s
        left_s = state.t_s - self._began_s
        for seconds, sticks in self._legs:
            if left_s < seconds:
                return sticks
            left_s -= seconds
        if state.alt_m > -0.2:
            self.pilot.arm(0)
        return Sticks(up=1.0)
