"""The vehicle in simulated time: one thread that steps the autopilot at the clock's pace."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from geodata.clock import Clock
from simulator.autopilot import Autopilot
from simulator.truth import TruthFile
from simulator.vehicles.state import VehicleState
from simulator.world import World

LONGEST_STEP_S = 0.04
TRUTH_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """The vehicle at the moment of picture `number`; gimbal_pitch_deg: 0 at the horizon.

    is_camera_on: False while the camera sends nothing.
    """

    number: int
    vehicle: VehicleState
    gimbal_pitch_deg: float
    is_camera_on: bool = True


class Flying:
    """Steps the autopilot on a grid of times that holds the time of every picture.

    `moments` receives the vehicle at the time of each picture, in order, none left out.
    """

    def __init__(
        self, world: World, autopilot: Autopilot, clock: Clock, truth: TruthFile | None
    ) -> None:
        self.moments: SimpleQueue[Moment] = SimpleQueue()
        self._world = world
        self._autopilot = autopilot
        self._clock = clock
        self._truth = truth
        picture_s = 1.0 / world.scenario.camera.fps
        self._steps = math.ceil(picture_s / LONGEST_STEP_S)  # per picture
        self._step_s = picture_s / self._steps
        self._told_s = -TRUTH_EVERY_S

    def run(self, wait: Callable[[float], bool]) -> None:
        """Fly until `wait` (wall seconds; True: it is time to end) says so."""
        step = 0
        while not wait(self._ahead_s(step)):
            t_s = step * self._step_s
            self._autopilot.step(t_s)
            number, rest = divmod(step, self._steps)
            if rest == 0:
                autopilot = self._autopilot
                pitch_deg, is_on = autopilot.gimbal_pitch_deg, autopilot.is_camera_on
                self.moments.put(Moment(number, autopilot.state, pitch_deg, is_on))
            self._tell(t_s)
            step += 1

    def _ahead_s(self, step: int) -> float:
        at = self._world.at(step * self._step_s)
        return max(0.0, self._clock.wall_seconds((at - self._clock.now()).total_seconds()))

    def _tell(self, t_s: float) -> None:
        events = self._autopilot.take_events()
        if self._truth is None:
            return
        for event in events:
            self._truth.event(event)
        if t_s - self._told_s >= TRUTH_EVERY_S - self._step_s / 2.0:
            self._told_s = t_s
            self._truth.vehicle(self._autopilot.state)
