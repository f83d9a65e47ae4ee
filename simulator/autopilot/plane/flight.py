"""The flight of an ArduPlane: its modes, its words, and when it disarms by itself."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight, Modes
from simulator.autopilot.plane.auto import PlaneAuto
from simulator.autopilot.plane.modes import FlyByWireA, Guided, Loiter, Manual, PlaneMode, Rtl

_INITIALISING = 16  # the mode it tells while it starts


class PlaneFlight(Flight):
    """See Flight."""

    vehicle_type = mavlink.MAV_TYPE_FIXED_WING
    armed_text, disarmed_text = "Throttle armed", "Throttle disarmed"
    auto: PlaneAuto
    guided: Guided

    def __init__(self, board: Board) -> None:
        rtl = Rtl(board)
        auto = PlaneAuto(board, lambda: self.switch(rtl.number))
        others = (FlyByWireA(board),)
        modes = Modes(Manual(board), auto, Guided(board), Loiter(board), rtl, None, others)
        super().__init__(board, modes)
        self._has_landed = False

    def landed(self) -> None:
        self._has_landed = True
        if self.mode is self.auto:
            self.auto.has_landed()

    def disarm_delay_s(self) -> float:
        """Only after a landing: on the catapult it stays armed."""
        return self.board.params["LAND_DISARMDELAY"] if self._has_landed else 0.0

    @property
    def mode_number(self) -> int:
        is_starting = self.board.uptime_s < self.board.boot.ready_s
        return _INITIALISING if is_starting else self.mode.number

    @property
    def status(self) -> int:
        is_starting = self.board.uptime_s < self.board.boot.ready_s
        return int(mavlink.MAV_STATE_CALIBRATING) if is_starting else super().status

    def base_mode(self, switching: bool) -> int:
        base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        if self.board.uptime_s < self.board.boot.ready_s:
            return int(base)
        base |= mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
        if isinstance(self.mode, PlaneMode) and self.mode.is_navigating:
            base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if self.board.body.armed:
            base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        return int(base)
