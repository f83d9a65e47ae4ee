"""Where an ArduSub believes itself to be: with satellites, with an acoustic fix or a log, without.

Without any of them its filter goes on for some seconds with the speed it last knew, then it holds
the place still and says so. That is ArduPilot's way; how many seconds, no transcript tells.
"""

import math

from simulator.autopilot.board import Board

_COASTS_S = 10.0  # without a fix, until the filter gives its place up
_LOG_ERROR = (1.01, math.radians(1.0))  # of the speed over the bed: its size, its direction


class Positioning:
    """Keeps `body.astray_m` and `board.is_placed`."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._silent_s = 0.0
        self._coasting = (0.0, 0.0)  # east and north, the speed it last knew

    @property
    def has_fix(self) -> bool:
        """Is a place told to the filter from outside, by satellites or by sound?"""
        sub = self._board.sub
        has_satellites = sub.has_sky and self._board.condition.gnss_lost_s is None
        is_heard = has_satellites or sub.spec.positioning == "usbl"
        return is_heard and self._board.uptime_s >= self._board.boot.origin_s

    def step(self, dt_s: float) -> None:
        """Go on by `dt_s` seconds."""
        board, sub = self._board, self._board.sub
        if self.has_fix:
            self._silent_s = 0.0
            sub.astray_m, board.is_placed = (0.0, 0.0), True
            self._coasting = (sub.ve, sub.vn)
            return
        self._silent_s += dt_s
        board.is_placed = sub.spec.positioning == "dvl" or self._silent_s <= _COASTS_S
        east, north = self._felt()
        off_e, off_n = sub.astray_m
        sub.astray_m = (off_e + (east - sub.ve) * dt_s, off_n + (north - sub.vn) * dt_s)

    def _felt(self) -> tuple[float, float]:
        """The speed over ground, east and north, that the filter reckons with."""
        board, sub = self._board, self._board.sub
        if sub.spec.positioning == "dvl":
            scale, angle = _LOG_ERROR
            east = sub.ve * math.cos(angle) + sub.vn * math.sin(angle)
            north = sub.vn * math.cos(angle) - sub.ve * math.sin(angle)
            return scale * east, scale * north
        return self._coasting if board.is_placed else (0.0, 0.0)

    @property
    def told_speed(self) -> tuple[float, float]:
        """The same, east and north, as telemetry has it."""
        return (self._board.sub.ve, self._board.sub.vn) if self.has_fix else self._felt()
