"""How far the mission is, as PX4 tells it: MISSION_CURRENT and MISSION_ITEM_REACHED."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Message
from simulator.autopilot.px4.board import Px4Board

_EVERY_S = 1.0
_REPEATS = 10  # of MISSION_ITEM_REACHED, each with a MISSION_CURRENT
_LEARNS_AFTER_S = 0.2  # the part that is talked to hears late what the part that flies made of it
_UNKNOWN = -1
_NO_ITEMS = 65535


def mission_current(board: Px4Board) -> Message:
    """MISSION_CURRENT: neither state nor mode are told, and an empty mission has 65535 items."""
    total = board.mission.count or _NO_ITEMS
    return mavlink.MAVLink_mission_current_message(board.mission.current, total, 0, 0)


class Progress:
    """Tells of changes at once and of the rest each second."""

    def __init__(self, board: Px4Board) -> None:
        self._board = board
        self._due_s = 0.0
        self._current = 0
        self._reached: int | None = None
        self._left = 0  # repetitions of the newest MISSION_ITEM_REACHED
        self._renewed_s: float | None = None

    @property
    def known(self) -> int:
        """The current item; -1 for a moment after a new mission came."""
        if self._renewed_s is None:
            return self._current
        return _UNKNOWN

    def renew(self) -> None:
        """There is a new mission."""
        self._renewed_s = self._board.t_s

    def step(self) -> None:
        """Send what is due."""
        board, mission = self._board, self._board.mission
        if self._renewed_s is not None and board.t_s - self._renewed_s >= _LEARNS_AFTER_S:
            self._renewed_s = None
        is_told = False
        if mission.current != self._current:
            self._current = mission.current
            board.send(mission_current(board))
            is_told = True
        if mission.reached != self._reached:
            self._reached, self._left = mission.reached, _REPEATS
            if self._reached is not None:
                board.send(mavlink.MAVLink_mission_item_reached_message(self._reached))
            is_told = True
        if not is_told and board.uptime_s >= self._due_s:
            self._due_s = max(self._due_s + _EVERY_S, board.uptime_s)
            self._repeat()

    def _repeat(self) -> None:
        self._board.send(mission_current(self._board))
        if self._reached is not None and self._left and self._board.mission.count:
            self._left -= 1
            self._board.send(mavlink.MAVLink_mission_item_reached_message(self._reached))
