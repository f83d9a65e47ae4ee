"""From power-on to armed: the start-up, and the checks before the motors may turn."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot import boundaries
from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import FlightMode
from simulator.vehicles.plane import Plane

_REPORT_EVERY_S = 30.0


def faults(board: Board, mode: FlightMode) -> list[str]:
    """Everything that speaks against arming now, in ArduPilot's words."""
    boot = board.boot
    if board.uptime_s < boot.ready_s:
        return ["System not initialised"]
    found: list[str] = []
    is_lost = mode.needs_position and not board.has_position
    if is_lost or board.uptime_s < boot.checked_s:
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
    if isinstance(board.body, Plane) and _has_idle_landing(board):
        found.append("DO_LAND_START set and RTL_AUTOLAND disabled")
    return found


def _has_idle_landing(board: Board) -> bool:
    """A landing in the mission that a return would not use."""
    starts = (item.command == mavlink.MAV_CMD_DO_LAND_START for item in board.mission.items)
    return not board.params["RTL_AUTOLAND"] and any(starts)


class StartUp:
    """Says what a starting ArduPilot says, sets home, and reports what forbids arming."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._said = 0
        self.passes = False  # the pre-arm checks, looked at once a second
        self._checked_s = 0.0
        self._reported_s: float | None = None

    def step(self, mode: FlightMode) -> None:
        """Go on; `mode` is the present flight mode."""
        board = self._board
        texts = board.boot.texts
        while self._said < len(texts) and board.uptime_s >= texts[self._said][0]:
            _, severity, text = texts[self._said]
            self._said += 1
            board.say(severity, text)
        if board.home is None and board.uptime_s >= board.boot.origin_s:
            board.set_home_here()
        if board.uptime_s - self._checked_s >= 1.0:
            self._checked_s = board.uptime_s
            self._check(mode)

    def _check(self, mode: FlightMode) -> None:
        board = self._board
        found, passed = faults(board, mode), self.passes
        self.passes = not found
        if board.body.armed or not found:
            self._reported_s = None
            return
        due = self._reported_s is None or board.uptime_s - self._reported_s >= _REPORT_EVERY_S
        if passed or (due and board.uptime_s >= board.boot.position_s):
            self._reported_s = board.uptime_s
            for text in found:
                board.say(mavlink.MAV_SEVERITY_CRITICAL, f"PreArm: {text}")
