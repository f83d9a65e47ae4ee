"""From power-on to armed: the start-up, and the checks before the motors may turn."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot import boundaries
from simulator.autopilot.board import Board
from simulator.autopilot.modes import Mode

READY_S = 2.5  # the firmware runs
ORIGIN_S = 19.8  # satellites are there: origin and home are set
_CHECKED_S = 36.0  # armable in modes that need no position
POSITION_S = 41.5  # the filter uses the satellites: armable in all modes
_REPORT_EVERY_S = 30.0

_INFO, _DEBUG = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_DEBUG
_START_UP: tuple[tuple[float, int, str], ...] = (
    (0.0, _DEBUG, "RCInput: decoding UDP (Pulses)"),
    (0.0, _INFO, "Calibrating barometer"),
    (1.9, _INFO, "Barometer 1 calibration complete"),
    (1.9, _INFO, "Barometer 2 calibration complete"),
    (READY_S, _INFO, "ArduPilot Ready"),
    (READY_S, _INFO, "AHRS: DCM active"),
    (4.3, _INFO, "EKF3 IMU0 initialised"),
    (4.3, _INFO, "EKF3 IMU1 initialised"),
    (4.3, _INFO, "AHRS: EKF3 active"),
    (5.5, _INFO, "EKF3 IMU0 tilt alignment complete"),
    (5.5, _INFO, "EKF3 IMU1 tilt alignment complete"),
    (5.8, _INFO, "EKF3 IMU0 MAG0 initial yaw alignment complete"),
    (5.8, _INFO, "EKF3 IMU1 MAG0 initial yaw alignment complete"),
    (10.0, _INFO, "GPS 1: probing for u-blox at 230400 baud"),
    (10.0, _INFO, "GPS 1: detected u-blox"),
    (ORIGIN_S, _INFO, "EKF3 IMU0 origin set"),
    (ORIGIN_S, _INFO, "Field Elevation Set: 0m"),
    (ORIGIN_S, _INFO, "EKF3 IMU1 origin set"),
    (POSITION_S, _INFO, "EKF3 IMU0 is using GPS"),
    (POSITION_S, _INFO, "EKF3 IMU1 is using GPS"),
)


def faults(board: Board, mode: Mode) -> list[str]:
    """Everything that speaks against arming now, in ArduCopter's words."""
    if board.uptime_s < READY_S:
        return ["System not initialised"]
    found: list[str] = []
    if board.uptime_s < (POSITION_S if mode.needs_position else _CHECKED_S):
        found.append("Need Position Estimate")
    if mode.name == "AUTO" and board.mission.total == 0:
        found.append("Mode requires mission")
    if not board.params["ARMING_CHECK"]:
        return found
    if board.battery_v < board.params["BATT_LOW_VOLT"]:
        found.append("Battery 1 low voltage failsafe")
    if "Battery" in board.failsafes:
        found.append("Battery failsafe")
    if "GCS" in board.failsafes:
        found.append("GCS failsafe on")
    beyond = boundaries.breached(board, board.here())
    if beyond:
        found.append(f"Vehicle breaching {','.join(beyond)} fence")
    return found


class StartUp:
    """Says what a starting ArduCopter says, sets home, and reports what forbids arming."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._said = 0
        self.passes = False  # the pre-arm checks, looked at once a second
        self._checked_s = 0.0
        self._reported_s: float | None = None

    def step(self, mode: Mode) -> None:
        """Go on; `mode` is the present flight mode."""
        board = self._board
        while self._said < len(_START_UP) and board.uptime_s >= _START_UP[self._said][0]:
            _, severity, text = _START_UP[self._said]
            self._said += 1
            board.say(severity, text)
        if board.home is None and board.uptime_s >= ORIGIN_S:
            board.set_home_here()
        if board.uptime_s - self._checked_s >= 1.0:
            self._checked_s = board.uptime_s
            self._check(mode)

    def _check(self, mode: Mode) -> None:
        board = self._board
        found, passed = faults(board, mode), self.passes
        self.passes = not found
        if board.copter.armed or not found:
            self._reported_s = None
            return
        due = self._reported_s is None or board.uptime_s - self._reported_s >= _REPORT_EVERY_S
        if passed or (due and board.uptime_s >= POSITION_S):
            self._reported_s = board.uptime_s
            for text in found:
                board.say(mavlink.MAV_SEVERITY_CRITICAL, f"PreArm: {text}")
