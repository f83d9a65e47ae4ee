"""The time of signatures rises whatever happens to clocks, programs and disks."""

import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geodata.clock import Clock
from surveillance.errors import SettingsError
from surveillance.links.signing import ledger as module
from surveillance.links.signing.ledger import Ledger, units

AT = datetime(2026, 5, 1, 3, tzinfo=UTC)


class SetClock(Clock):
    """A clock that people set."""

    at = AT

    def now(self) -> datetime:
        return self.at


def standing(at: datetime = AT) -> SetClock:
    clock = SetClock(0.0, AT, 1.0)
    object.__setattr__(clock, "at", at)
    return clock


def no_word(text: str) -> None:
    raise AssertionError(text)


def test_times_rise_within_one_moment_and_follow_the_clock(tmp_path: Path) -> None:
    clock = standing()
    ledger = Ledger(tmp_path / "a", clock, no_word)
    first = [ledger.next() for _ in range(3)]
    assert first == [units(AT), units(AT) + 1, units(AT) + 2]
    object.__setattr__(clock, "at", AT + timedelta(seconds=1))
    assert ledger.next() == units(AT) + 100_000
    object.__setattr__(clock, "at", AT - timedelta(days=30))
    assert ledger.next() == units(AT) + 100_001
    ledger.saw(units(AT) + 7_000_000)
    assert ledger.next() == units(AT) + 7_000_001
    ledger.close()


def test_a_restart_with_a_clock_set_back_goes_on_above(tmp_path: Path) -> None:
    path = tmp_path / "signing" / "a"
    used = 0
    for day in (0, -400, -1, -3000):
        ledger = Ledger(path, standing(AT + timedelta(days=day)), no_word)
        for _ in range(5):
            following = ledger.next()
            assert following > used
            used = following
        ledger.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["a"]


KILLED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from geodata.clock import Clock
from surveillance.links.signing.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), Clock(time.time(), datetime(2026, 5, 1, tzinfo=UTC), 1.0), print)
while True:
    print(ledger.next(), flush=True)
    time.sleep(0.001)
"""


def test_a_killed_program_has_used_nothing_above_what_is_kept(tmp_path: Path) -> None:
    """Then the clock is set back by years."""
    path = tmp_path / "a"
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        end = time.monotonic() + 2.5
        while time.monotonic() < end:
            used = int(program.stdout.readline())
        program.kill()
        for line in program.stdout:
            used = int(line) if line.endswith("\n") else used
    ledger = Ledger(path, standing(datetime(2020, 1, 1, tzinfo=UTC)), no_word)
    assert ledger.next() > used
    ledger.close()


def test_two_programs_with_one_key_do_not_take_each_other_back(tmp_path: Path) -> None:
    path = tmp_path / "a"
    late, early = Ledger(path, standing(), no_word), Ledger(path, standing(), no_word)
    late.saw(units(AT) + 10**9)
    late.close()
    early.close()
    after = Ledger(path, standing(), no_word)
    assert after.next() > units(AT) + 10**9
    after.close()


def test_threads_never_get_the_same_time(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a", standing(), no_word)
    got: list[int] = []
    threads = [
        threading.Thread(target=lambda: got.extend(ledger.next() for _ in range(500)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger.close()
    assert len(set(got)) == 2000


@pytest.mark.parametrize("text", ["", "x", "-4", "9" * 30, "281474976710656"])
def test_a_spoilt_file_is_refused_with_its_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"holds no time of signatures: if this .* delete it"):
        Ledger(path, standing(), no_word)


def test_no_place_for_it_is_refused_before_the_flight(tmp_path: Path) -> None:
    (tmp_path / "signing").write_text("in the way")
    with pytest.raises(SettingsError, match="Not a directory"):
        Ledger(tmp_path / "signing" / "a", standing(), no_word)


def test_a_disk_that_fails_in_flight_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.02)
    ledger = Ledger(tmp_path / "a", standing(), said.append)

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    time.sleep(0.3)
    assert ledger.next() >= units(AT)
    ledger.close()
    (text,) = said
    assert "No space left" in text and "clock right" in text
