"""What ArduCopter does when its estimator gives up for want of satellites (ekf_check.cpp, EKF3)."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight

# EKF3 goes on by its gyros for tiltDriftTimeMax_ms; ekf_check then looks at it for one second
_GIVES_UP_S = 15.0
_CHECKED_S = 1.0
_INFO, _CRITICAL = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_CRITICAL
_REPORT = 0  # FS_EKF_ACTION; every other value lands


class Estimator:
    """Looks at how long no satellite was received."""

    def __init__(self, board: Board, flight: Flight) -> None:
        self._board, self._flight = board, flight

    def step(self) -> None:
        """Give up, act on it, or recover. What was flown before does not come back by itself."""
        board, condition = self._board, self._board.condition
        if condition.gnss_lost_s is None:
            if condition.last_place is not None:
                self._recover()
            return
        lost_s = board.t_s - condition.gnss_lost_s
        if lost_s >= _GIVES_UP_S and condition.last_place is None:
            condition.last_place = board.here()
            for unit in (0, 1):
                board.say(_INFO, f"EKF3 IMU{unit} stopped aiding")
        if lost_s >= _GIVES_UP_S + _CHECKED_S and "EKF" not in board.failsafes:
            self._act()

    def _act(self) -> None:
        board, flight = self._board, self._flight
        board.failsafes.add("EKF")
        board.say(_CRITICAL, "EKF variance: position lost")
        action = board.params["FS_EKF_ACTION"]
        flies = board.body.armed and not board.is_landed
        if not flies or not flight.mode.needs_position or action == _REPORT:
            return
        if flight.land is not None and flight.mode is not flight.land:
            flight.switch(flight.land.number)
            board.say(_CRITICAL, f"EKF Failsafe: changed to {flight.mode.name.capitalize()} Mode")

    def _recover(self) -> None:
        board = self._board
        board.condition.last_place = None
        for unit in (0, 1):
            board.say(_INFO, f"EKF3 IMU{unit} is using GPS")
        if "EKF" in board.failsafes:
            board.failsafes.discard("EKF")
            board.say(_CRITICAL, "EKF Failsafe Cleared")
