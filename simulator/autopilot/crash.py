"""ArduCopter without the thrust it needs: it says so, and disarms where it lies (crash_check.cpp).

A multirotor with four arms cannot hold itself on three: it turns over and falls.
"""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight

_THRUST_LOSS_S = 1.0  # of sinking at full throttle
_CRASH_S = 2.0  # still, and lying on its side
_DEAD_MOTOR = 1
_EMERGENCY = mavlink.MAV_SEVERITY_EMERGENCY


class CrashCheck:
    """Looks at a copter that lost a motor."""

    def __init__(self, board: Board, flight: Flight) -> None:
        self._board, self._flight = board, flight
        self._out_s: float | None = None  # since when it falls
        self._down_s: float | None = None  # since when it lies
        self._is_said = False

    def step(self) -> None:
        """Say it in the air, disarm on the ground."""
        board, body = self._board, self._board.body
        if not (body.is_motor_out and body.armed):
            self._out_s = self._down_s = None
            return
        if not body.on_ground and self._out_s is None:
            self._out_s = board.t_s
        if self._out_s is None:
            return
        if not self._is_said and board.t_s - self._out_s >= _THRUST_LOSS_S:
            self._is_said = True
            board.say(_EMERGENCY, f"Potential Thrust Loss ({_DEAD_MOTOR})")
        if body.on_ground:
            self._down_s = board.t_s if self._down_s is None else self._down_s
            if board.t_s - self._down_s >= _CRASH_S:
                board.say(_EMERGENCY, "Crash: Disarming: AngErr=95>30, Accel=0.2<3.0")
                self._flight.disarm(force=True)
