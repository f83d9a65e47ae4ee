"""The sticks of the pilot, as MANUAL_CONTROL brings them."""

import math

from simulator.autopilot.link import Message
from simulator.vehicles.body import Body

_TURN_DPS = 60.0
_FULL = 1000.0


class Sticks:
    """Each from -1 to 1; nobody at them: all in the middle."""

    def __init__(self) -> None:
        self.heard_s: float | None = None
        self.is_lost = False
        self.centre()

    def centre(self) -> None:
        """Let go of all of them."""
        self.ahead = self.right = self.up = self.turn = 0.0

    def take(self, message: Message, now_s: float) -> None:
        """x ahead, y to the right, r a turn to the right: -1000 to 1000; z 0 down to 1000 up."""
        self.heard_s, self.is_lost = now_s, False
        self.ahead, self.right = _share(message.x), _share(message.y)
        self.turn = _share(message.r)
        self.up = _share(2.0 * message.z - _FULL)

    @property
    def is_moved(self) -> bool:
        """Does the pilot steer it ahead or aside?"""
        return (self.ahead, self.right) != (0.0, 0.0)

    def through_water(self, body: Body, top_mps: float) -> tuple[float, float]:
        """The velocity asked for, east and north."""
        heading = math.radians(body.heading_deg)
        sine, cosine = math.sin(heading), math.cos(heading)
        east = self.ahead * sine + self.right * cosine
        north = self.ahead * cosine - self.right * sine
        return top_mps * east, top_mps * north

    @property
    def turn_dps(self) -> float:
        """The turn asked for."""
        return _TURN_DPS * self.turn


def _share(value: float) -> float:
    """Out of range means not in use, as MAVLink has it."""
    return value / _FULL if abs(value) <= _FULL else 0.0
