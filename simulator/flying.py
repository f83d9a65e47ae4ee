"""The vehicles in simulated time: one thread that steps all autopilots at the clock's pace."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from geodata.clock import Clock
from simulator.autopilot import Autopilot
from simulator.errors import StillFlyingError
from simulator.fleet import Manned
from simulator.truth import TruthFile
from simulator.vehicles.state import VehicleState
from simulator.world import World

LONGEST_STEP_S = 0.04
TRUTH_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """The vehicle at the moment of picture `number`; gimbal_pitch_deg: 0 at the horizon.

    is_camera_on: False while the camera sends nothing. astray_m: east and north, by which the place
    that the vehicle believes in, and tells, is off the true one of `vehicle`.
    """

    number: int
    vehicle: VehicleState
    gimbal_pitch_deg: float
    is_camera_on: bool = True
    astray_m: tuple[float, float] = (0.0, 0.0)


class Flying:
    """Steps all autopilots on a grid of times that holds the time of every picture.

    `moments` receives the filming vehicle at the time of each picture, in order, none left out.
    """

    def __init__(
        self, world: World, fleet: Sequence[Manned], clock: Clock, truth: TruthFile | None
    ) -> None:
        self.moments: SimpleQueue[Moment] = SimpleQueue()
        self._world = world
        self._fleet = tuple(fleet)
        self._filming = next((one.autopilot for one in fleet if one.drone.camera), None)
        self._clock = clock
        self._truth = truth
        picture_s = 1.0 / world.scenario.camera.fps
        self._steps = math.ceil(picture_s / LONGEST_STEP_S)  # per picture
        self._step_s = picture_s / self._steps
        self._step = 0
        self._turn = threading.Lock()
        self._told_s = -TRUTH_EVERY_S

    def run(self, wait: Callable[[float], bool]) -> None:
        """Fly until `wait` (up to so many wall seconds) says that it is over."""
        while not wait(self._ahead_s()):
            with self._turn:
                self._do_step()

    def skip(self, seconds: float) -> Clock:
        """Leave out idle hours; the clock by which the run goes on from now.

        In them the batteries are changed, and nothing else happens. May be called from any
        thread. Raises StillFlyingError while a vehicle is armed or films.
        """
        if self._filming is not None:
            raise StillFlyingError("a camera films without a break: leave it out of the scenario")
        with self._turn:
            armed = [one.drone.name for one in self._fleet if one.autopilot.state.armed]
            if armed:
                raise StillFlyingError(f"{armed[0]} is armed: leave hours out when it stands")
            self._clock = self._clock.skipped(seconds)
            self._step += math.ceil(seconds / self._step_s)
            for one in self._fleet:
                one.autopilot.rest(self._step * self._step_s)
        return self._clock

    def _do_step(self) -> None:
        t_s = self._step * self._step_s
        for one in self._fleet:
            one.autopilot.step(t_s)
        number, rest = divmod(self._step, self._steps)
        if rest == 0 and self._filming is not None:
            self.moments.put(_moment(number, self._filming))
        self._tell(t_s)
        self._step += 1

    def _ahead_s(self) -> float:
        at = self._world.at(self._step * self._step_s)
        return max(0.0, self._clock.wall_seconds((at - self._clock.now()).total_seconds()))

    def _tell(self, t_s: float) -> None:
        is_due = t_s - self._told_s >= TRUTH_EVERY_S - self._step_s / 2.0
        if is_due:
            self._told_s = t_s
        for one in self._fleet:
            events = one.autopilot.take_events()
            if self._truth is None:
                continue
            for event in events:
                self._truth.event(one.drone, event)
            if is_due:
                self._truth.vehicle(one.drone, one.autopilot.state)


def _moment(number: int, autopilot: Autopilot) -> Moment:
    pitch_deg, is_on = autopilot.gimbal_pitch_deg, autopilot.is_camera_on
    return Moment(number, autopilot.state, pitch_deg, is_on, autopilot.astray_m)
