"""Children end with their parent, however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from surveillance.demo import guard
from surveillance.demo.children import ChildFailed, Family

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(120)"]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('up', flush=True); time.sleep(120)"
)
PARENT = """
import json, signal, sys, time
from pathlib import Path
from surveillance.cli.demo import heed_signals
from surveillance.demo.children import Family
heed_signals()
with Family({}, Path(sys.argv[1])) as family:
    try:
        made = [family.start(str(n), json.loads(sys.argv[2])) for n in range(2)]
        made[0].line(10.0), made[1].line(10.0)
        print(json.dumps([child.process.pid for child in made]), flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
"""


def is_alive(pid: int) -> bool:
    """Whether a process is there, and more than an entry that nobody has collected."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(
        ["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return not state.strip().startswith("Z") and bool(state.strip())


def are_gone(pids: list[int], within_s: float = 8.0) -> bool:
    until = time.monotonic() + within_s
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_alive, pids))


@contextmanager
def parent(folder: Path, *, ignores_interrupt: bool = False) -> Iterator[tuple[int, list[int]]]:
    """A parent with two children: its process id and theirs."""
    ignore = "trap '' INT; " if ignores_interrupt else ""  # as a shell starts `command &`
    command = ["sh", "-c", f'{ignore}exec "$@"', "sh"]
    command += [sys.executable, "-c", PARENT, str(folder), json.dumps(SLEEPER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids: list[int] = json.loads(process.stdout.readline())
        try:
            yield process.pid, pids
        finally:
            process.kill()
            for pid in filter(is_alive, pids):
                os.kill(pid, signal.SIGKILL)


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with parent(tmp_path) as (killed, pids):
        assert all(map(is_alive, pids))
        os.kill(killed, signal.SIGKILL)
        assert are_gone(pids)


@pytest.mark.parametrize("ignores_interrupt", [False, True], ids=["front", "background"])
def test_a_parent_that_is_told_to_end_takes_its_children_with_it(
    tmp_path: Path, ignores_interrupt: bool
) -> None:
    """Also where the shell has made it deaf to Ctrl-C."""
    with parent(tmp_path, ignores_interrupt=ignores_interrupt) as (told, pids):
        if ignores_interrupt:
            os.kill(told, signal.SIGINT)
            time.sleep(0.3)
            assert all(map(is_alive, pids))
        os.kill(told, signal.SIGTERM)
        assert are_gone(pids)


def test_who_does_not_end_when_asked_is_made_to() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    ) as stubborn:
        assert stubborn.stdout is not None
        stubborn.stdout.readline()
        guard.end([stubborn.pid], patience_s=0.3)
        assert stubborn.wait(5.0) == -signal.SIGKILL


def test_a_family_ends_with_its_guard_and_leaves_nobody(tmp_path: Path) -> None:
    with Family({}, tmp_path) as family:
        child = family.start("sleeper", SLEEPER)
        assert child.line(10.0) == "up\n"
        failing = family.start("failing", [sys.executable, "-c", "raise SystemExit('no sea')"])
        with pytest.raises(ChildFailed, match=r"failing ended \(1\): no sea"):
            failing.line(10.0)
    assert are_gone([child.process.pid, failing.process.pid], 0.5)
