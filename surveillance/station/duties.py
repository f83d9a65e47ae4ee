"""What a station does by the clock."""

import logging
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from geodata.clock import Clock

TICK_S = 1.0  # of the run's clock
TIDY_S = 600.0  # wall: it is about the disk
SHORTEST_S = 0.05  # wall


# a tick that takes longer than a second is made up for by the next one: nothing for a person
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Duties:
    """The scheduler of a station; the lock of the station's folder keeps it the only one."""

    def __init__(self, clock: Clock, tick: Callable[[], None], tidy: Callable[[], None]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        tick_s = max(SHORTEST_S, clock.wall_seconds(TICK_S))
        self._scheduler.add_job(tick, IntervalTrigger(seconds=tick_s, timezone="UTC"), id="tick")
        self._scheduler.add_job(tidy, IntervalTrigger(seconds=TIDY_S, timezone="UTC"), id="tidy")

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; waits for a duty that runs."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
