"""Which fences a place is beyond: greatest height, circle round home, polygons."""

import math

from simulator.autopilot.board import Board
from simulator.vehicles.body import Place

MAX_ALT, CIRCLE, POLYGON = "Max Alt", "Circle", "Polygon"

_TYPE_BITS = {MAX_ALT: 1, CIRCLE: 2, POLYGON: 4}


def breached(board: Board, place: Place) -> tuple[str, ...]:
    """ArduPilot's names of the enabled fences that a place violates; none without FENCE_ENABLE."""
    params = board.params
    if not params["FENCE_ENABLE"]:
        return ()
    kinds = int(params["FENCE_TYPE"])
    return tuple(n for n, bit in _TYPE_BITS.items() if kinds & bit and _is_beyond(board, n, place))


def _is_beyond(board: Board, name: str, place: Place) -> bool:
    params, home = board.params, board.home
    if name == POLYGON:
        return board.fence.is_breached(place.east_m, place.north_m)
    if home is None:
        return False
    if name == MAX_ALT:
        return place.alt_m - home.alt_m > params["FENCE_ALT_MAX"]
    away_m = math.hypot(place.east_m - home.east_m, place.north_m - home.north_m)
    return away_m > params["FENCE_RADIUS"]
