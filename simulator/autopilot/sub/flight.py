"""The flight of an ArduSub: its modes, its words, the surface and what is below it."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight, Modes
from simulator.autopilot.sub.auto import SubAuto
from simulator.autopilot.sub.modes import (
    Acro,
    AltHold,
    Guided,
    Manual,
    PosHold,
    Stabilize,
    Surface,
)
from simulator.autopilot.sub.positioning import Positioning
from simulator.autopilot.sub.sticks import Sticks

_DIVED_M, _UP_M = 0.5, 0.3  # depths that count as dived, and as up again


class SubFlight(Flight):
    """See Flight. It may be armed and disarmed anywhere."""

    vehicle_type = mavlink.MAV_TYPE_SUBMARINE
    armed_text, disarmed_text = "Arming motors", "Disarming motors"
    wants_position_disarmed = True
    auto: SubAuto
    guided: Guided

    def __init__(self, board: Board) -> None:
        self.sticks = sticks = Sticks()
        self.alt_hold = AltHold(board, sticks)
        self.surface = Surface(board, sticks, lambda: self.switch(AltHold.number))
        manual, auto, guided = Manual(board, sticks), SubAuto(board, sticks), Guided(board, sticks)
        others = (self.alt_hold, Stabilize(board, sticks), Acro(board, sticks))
        hold = PosHold(board, sticks)
        super().__init__(board, Modes(manual, auto, guided, hold, self.surface, None, others))
        self.positioning = Positioning(board)
        self._is_down = False

    def disarm(self, force: bool = False) -> bool:
        """See Flight: never refused."""
        return super().disarm(force=True)

    def moved(self, dt_s: float, was_on_ground: bool) -> None:
        """See Flight."""
        board, sub = self.board, self.board.sub
        self.positioning.step(dt_s)
        board.is_landed = not sub.armed
        if not self._is_down and sub.depth_m > _DIVED_M:
            self._is_down = True
            board.event("dived")
        elif self._is_down and sub.depth_m < _UP_M:
            self._is_down = False
            board.event("surfaced")

    def landed(self) -> None:
        """It never lands."""

    def disarm_delay_s(self) -> float:
        """It stays armed."""
        return 0.0

    @property
    def status(self) -> int:
        """See Flight; while it starts it is critical, as the recorded one."""
        is_starting = self.board.uptime_s < self.board.boot.ready_s
        return int(mavlink.MAV_STATE_CRITICAL) if is_starting else super().status

    def base_mode(self, switching: bool) -> int:
        base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        base |= mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
        if self.mode in (self.auto, self.guided, self.loiter):
            base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if self.board.body.armed:
            base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        return int(base)
