"""PX4's gimbal manager, version 2 of the gimbal protocol: it obeys only who has taken it over.

As PX4 1.15's own source has it: no recording has a gimbal.
"""

import math

from simulator.autopilot.board import Board
from simulator.autopilot.commands import ACCEPTED, DENIED, Order

Sender = tuple[int, int]  # MAVLink system and component

_NOBODY: Sender = (0, 0)
_UNCHANGED, _ITSELF, _RELEASED = -1, -2, -3


class GimbalManager:
    """Who is in control, and what they may do."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.primary: Sender = _NOBODY

    def configure(self, order: Order) -> int:
        """DO_GIMBAL_MANAGER_CONFIGURE: the first two parameters say who is in control from now."""
        system, component = order.number(1), order.number(2)
        if system == _ITSELF and component == _ITSELF:
            self.primary = order.sender
        elif system == _RELEASED and component == _RELEASED:
            if self.primary == order.sender:
                self.primary = _NOBODY
        elif system != _UNCHANGED and component != _UNCHANGED:
            self.primary = (system, component)
        return ACCEPTED

    def aim(self, order: Order) -> int:
        """DO_GIMBAL_MANAGER_PITCHYAW; the gimbal here tilts only. NaN leaves it as it is."""
        if order.sender != self.primary:
            return DENIED
        if math.isfinite(order.params[0]):
            self._board.aim(order.params[0])
        return ACCEPTED
