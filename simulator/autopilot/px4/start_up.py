"""From power-on to armed: the start-up of a PX4, and what forbids to arm it."""

from simulator.autopilot.arming import StartUp
from simulator.autopilot.flightmode import FlightMode
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.geofence import is_breached
from simulator.autopilot.px4.mission_mode import MissionMode


def is_healthy(board: Px4Board, mode: FlightMode) -> bool:
    """May it be armed in this mode, by its own checks?"""
    params = board.params
    if not board.has_position or not mode.is_armable:
        return False
    if isinstance(mode, MissionMode) and not board.mission.is_flyable:
        return False
    if params["GF_ACTION"] and is_breached(board, board.here()):
        return False
    if params["NAV_DLL_ACT"] and board.is_link_lost:
        return False
    least = max(params["BAT_CRIT_THR"], params["COM_ARM_BAT_MIN"])
    return board.body.battery_pct / 100.0 > least


class Px4StartUp(StartUp):
    """Says what a starting PX4 says, sets home, and looks whether it may be armed."""

    def __init__(self, board: Px4Board) -> None:
        super().__init__(board)
        self._px4 = board
        self._said = 0

    def step(self, mode: FlightMode) -> None:
        """See StartUp; also sends what is due to cameras and gimbals."""
        board, texts = self._px4, self._px4.boot.texts
        while self._said < len(texts) and board.uptime_s >= texts[self._said][0]:
            _, severity, text = texts[self._said]
            self._said += 1
            board.warn(severity, text)
        if board.home is None and board.uptime_s >= board.boot.origin_s:
            board.set_home_here()
        self.passes = is_healthy(board, mode)
        board.forward()
