"""The position filter of a PX4 without satellites: it reckons for some seconds, then gives up."""

from simulator.autopilot.px4.board import Px4Board


class Px4Estimator:
    """Keeps `condition.last_place`: a place while there is one that it no longer stands by."""

    def __init__(self, board: Px4Board) -> None:
        self._board = board

    def step(self) -> None:
        """Give the place up after EKF2_NOAID_TOUT, or find it again at once."""
        board, condition = self._board, self._board.condition
        if condition.gnss_lost_s is None:
            condition.last_place = None
            return
        silent_us = (board.t_s - condition.gnss_lost_s) * 1e6
        if condition.last_place is None and silent_us >= board.params["EKF2_NOAID_TOUT"]:
            condition.last_place = board.here()
