"""How long to wait for a vehicle: seconds of the run's clock, but never too few on the wall.

A time-out of 1.5 s at speed-up 10 would be 150 ms of wall time, less than a busy computer needs
to schedule two processes; the floor keeps a fast simulated run from giving up for that reason.
"""

from geodata.clock import Clock


class Deadline:
    """A moment in the future, in both kinds of time: the later one counts."""

    def __init__(self, clock: Clock, seconds: float, floor_s: float) -> None:
        """In `seconds` of the clock, yet no sooner than `floor_s` wall seconds."""
        self._clock = clock
        self._end = clock.monotonic() + wall_patience(clock, seconds, floor_s)

    def left_s(self) -> float:
        """Wall seconds left, never negative."""
        return max(0.0, self._end - self._clock.monotonic())

    @property
    def is_over(self) -> bool:
        """Has it passed?"""
        return self._clock.monotonic() >= self._end


def wall_patience(clock: Clock, seconds: float, floor_s: float) -> float:
    """Wall seconds to wait for something that may take `seconds` of the run."""
    return max(clock.wall_seconds(seconds), floor_s)
