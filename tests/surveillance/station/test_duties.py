"""The scheduler of a station."""

import threading
import time

import pytest

from geodata.clock import Clock
from surveillance.station.duties import SHORTEST_S, Duties


def test_a_slow_tick_is_made_up_for_and_nobody_is_told(caplog: pytest.LogCaptureFixture) -> None:
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        ticks.append(time.monotonic())
        if len(ticks) == 3:
            done.set()
        time.sleep(8 * SHORTEST_S)

    duties = Duties(Clock.parse("0,2026-05-01T00:00:00+00:00,100"), tick, lambda: None)
    duties.start()
    assert done.wait(20.0)
    duties.stop()
    assert [r.getMessage() for r in caplog.records if r.name.startswith("apscheduler")] == []


def test_a_duty_that_fails_is_still_told(caplog: pytest.LogCaptureFixture) -> None:
    failed = threading.Event()

    def tick() -> None:
        failed.set()
        raise OSError("the disk is full")

    duties = Duties(Clock.parse("0,2026-05-01T00:00:00+00:00,100"), tick, lambda: None)
    duties.start()
    assert failed.wait(20.0)
    duties.stop()
    assert "the disk is full" in caplog.text
