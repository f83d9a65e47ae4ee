import queue
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.clock import Clock

EPOCH = datetime(2026, 5, 1, tzinfo=UTC)


@given(st.floats(0.1, 100.0), st.floats(0.0, 1e5))
def test_wall_and_run_time_are_inverse(speedup, wall):
    clock = Clock(1000.0, EPOCH, speedup)
    assert clock.wall_of(clock.at_wall(wall)) == pytest.approx(wall, abs=1e-4)


@given(st.floats(0.1, 100.0))
def test_a_clock_survives_its_text(speedup):
    clock = Clock(1234.5, EPOCH, speedup)
    assert Clock.parse(str(clock)) == clock


def test_the_real_clock_is_now():
    assert abs(Clock.real().now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_failsafe_of_five_seconds_takes_a_fraction_at_speed():
    clock = Clock(time.time(), EPOCH, 8.0)
    assert clock.wall_seconds(5.0) == 0.625


@pytest.mark.parametrize(
    "text", ["", "1,2", "a,2026-05-01T00:00:00+00:00,1", "1,x,1", "1,2026-05-01T00:00:00+00:00,0"]
)
def test_a_faulty_text_is_refused(text):
    with pytest.raises(ValueError):
        Clock.parse(text)


def test_what_comes_within_the_wait_is_taken_and_nothing_else():
    clock, items = Clock.real(), queue.SimpleQueue()
    items.put("a")
    assert clock.take(items, 0.0) == "a"
    began = clock.monotonic()
    assert clock.take(items, 0.05) is None
    assert 0.05 <= clock.monotonic() - began < 1.0
