"""One clock for all processes of a run: real time, or a simulated time that runs faster.

A simulated run starts at some wall second `wall0` with the simulated time `at0` and goes on at
`speedup` simulated seconds per wall second. Every timer and time-out of the product uses it, so a
5-second failsafe stays 5 simulated seconds at any speed-up.
"""

import contextlib
import queue
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Clock:
    """Maps wall seconds (Unix) to the time of the run.

    >>> from datetime import UTC, datetime
    >>> clock = Clock(1000.0, datetime(2026, 5, 1, tzinfo=UTC), 8.0)
    >>> Clock.parse(str(clock)) == clock
    True
    """

    wall0: float
    at0: datetime
    speedup: float

    def __post_init__(self) -> None:
        if not self.speedup > 0.0:
            raise ValueError(f"speed-up is {self.speedup}; it must be above 0")
        if self.at0.tzinfo is None:
            raise ValueError("the start of a clock needs a time zone")

    @classmethod
    def real(cls) -> "Clock":
        """The clock of real life: simulated time is wall time."""
        return cls(0.0, datetime.fromtimestamp(0.0, UTC), 1.0)

    @classmethod
    def parse(cls, text: str) -> "Clock":
        """The clock that `str()` wrote: wall0, start time, speed-up. Raises ValueError."""
        try:
            wall0, at0, speedup = text.split(",")
            return cls(float(wall0), datetime.fromisoformat(at0), float(speedup))
        except ValueError as exc:
            raise ValueError(f"clock is {text!r}; expected 'wall0,start,speedup'") from exc

    def __str__(self) -> str:
        return f"{self.wall0!r},{self.at0.isoformat()},{self.speedup!r}"

    def now(self) -> datetime:
        """The present time of the run, aware UTC."""
        return self.at_wall(time.time())

    def skipped(self, seconds: float) -> "Clock":
        """The clock of the same run, from the moment on at which idle `seconds` are left out.

        Whoever takes part in the run must go over to it at once: see docs/decisions/0018.

        >>> from datetime import UTC, datetime
        >>> clock = Clock(1000.0, datetime(2026, 5, 1, tzinfo=UTC), 8.0)
        >>> (clock.skipped(3600.0).at_wall(1001.0) - clock.at_wall(1001.0)).total_seconds()
        3600.0
        """
        if not 0.0 <= seconds < float("inf"):
            raise ValueError(f"{seconds} seconds cannot be left out: time does not go back")
        return replace(self, at0=self.at0 + timedelta(seconds=seconds))

    def at_wall(self, wall: float) -> datetime:
        """The time of the run at a wall second."""
        return self.at0 + timedelta(seconds=(wall - self.wall0) * self.speedup)

    def wall_of(self, at: datetime) -> float:
        """The wall second (Unix) at which the run shows the time `at`."""
        return self.wall0 + (at - self.at0).total_seconds() / self.speedup

    def wall_seconds(self, seconds: float) -> float:
        """Wall seconds that `seconds` of the run take."""
        return seconds / self.speedup

    def sleep(self, seconds: float) -> None:
        """Sleep for `seconds` of the run."""
        time.sleep(max(0.0, seconds / self.speedup))

    def monotonic(self) -> float:
        """Wall seconds since some moment; unlike `time.time()` they never go back."""
        return time.monotonic()

    def take(self, items: "queue.SimpleQueue[_Item]", wait_s: float) -> _Item | None:
        """The next item of a queue, None when none came within `wait_s` wall seconds."""
        with contextlib.suppress(queue.Empty):
            return items.get(timeout=max(0.0, wait_s))
        return None
