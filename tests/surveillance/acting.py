"""What a fault really did to a simulated vehicle, whatever anybody was told of it."""

import math
from dataclasses import dataclass, field

from simulator.vehicles.body import SLEEP_W
from simulator.vehicles.state import VehicleState
from simulator.vehicles.sub import Sub
from tests.surveillance.bench import SimulatedCopter

SILENT_S = 90.0  # far more than a busy machine is late
# more than a plane without satellites strays, more than a false signal blows
MOVED_M, BLOWN_MPS, RISING_MPS = 150.0, 6.0, 0.2
COASTING_S = 15.0  # thrusters that stand leave their speed to the drag


@dataclass
class Acting:
    """Looks at the vehicle itself, in its own thread, from the moment of the fault on.

    wind: before it. worst: the largest figure so far of what faults change, by their names.
    """

    wind: tuple[float, float]
    worst: dict[str, float] = field(default_factory=dict)
    _fastest_up_mps: float = 0.0

    def look(self, drone: SimulatedCopter, state: VehicleState, since_s: float) -> None:
        """since_s: of the vehicle's time, that the fault is there."""
        board = drone.autopilot._board
        body, condition = board.body, board.condition
        heard_s = board.gcs_heard_s
        self._most("link_loss", 0.0 if heard_s is None else board.t_s - heard_s)
        loss = drone.autopilot.faults._loss
        self._most("packet_loss", loss if loss < 1.0 else 0.0)  # else nothing is carried at all
        self._most("gnss_loss", float(condition.gnss_lost_s is not None))
        self._most("gnss_drag", math.hypot(*body.astray_m))
        self._most("gust", math.dist(body.wind, self.wind))
        self._most("battery_cell", 1.0 - condition.voltage_share)
        self._most("camera_off", float(condition.is_camera_off))
        self._most("clock_jump", abs(condition.clock_off_s))
        if state.armed:
            self._look_at_motors(drone, state, since_s)

    def _look_at_motors(self, drone: SimulatedCopter, state: VehicleState, since_s: float) -> None:
        """Out are motors that give nothing; a sub's pilot asks for all that they have."""
        body = drone.autopilot._board.body
        is_out = body.is_motor_out and not body.has_power
        if isinstance(body, Sub) and since_s > COASTING_S:
            self._fastest_up_mps = max(self._fastest_up_mps, state.vu)
            is_out = is_out and self._fastest_up_mps < RISING_MPS and body.power_w == SLEEP_W
            self.worst["motor"] = min(self.worst.get("motor", 0.0), float(is_out))  # to the end
        else:
            self._most("motor", float(is_out))

    def _most(self, fault: str, figure: float) -> None:
        self.worst[fault] = max(self.worst.get(fault, 0.0), figure)

    def has_acted(self, fault: str) -> bool:
        """Did the vehicle feel a fault of this name?"""
        least = {"link_loss": SILENT_S, "gnss_drag": MOVED_M, "gust": BLOWN_MPS}
        return self.worst.get(fault, 0.0) > least.get(fault, 0.0)
