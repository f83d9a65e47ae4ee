"""The flight of an ArduCopter: its modes, its words, and when it disarms by itself."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.auto import Auto
from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight, Modes
from simulator.autopilot.modes import Guided, Land, Loiter, Rtl, Stabilize

_RETURNING = ("RTL", "LAND")


class CopterFlight(Flight):
    """See Flight."""

    vehicle_type = mavlink.MAV_TYPE_QUADROTOR
    armed_text, disarmed_text = "Arming motors", "Disarming motors"
    auto: Auto
    guided: Guided

    def __init__(self, board: Board) -> None:
        start, rtl, land = Stabilize(board), Rtl(board), Land(board)
        super().__init__(board, Modes(start, Auto(board), Guided(board), Loiter(board), rtl, land))

    def landed(self) -> None:
        if self.mode is self.auto and self.auto.is_homing:
            self.auto.has_landed()
            self.disarm()
        elif self.mode.name in _RETURNING:
            self.disarm()

    def disarm_delay_s(self) -> float:
        return self.board.params["DISARM_DELAY"]

    def base_mode(self, switching: bool) -> int:
        board = self.board
        base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        base |= mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
        steered = self.mode.needs_position and (
            board.body.armed or self.mode.name not in _RETURNING
        )
        if steered or switching or board.uptime_s < board.boot.ready_s:
            base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if board.body.armed:
            base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        return int(base)
