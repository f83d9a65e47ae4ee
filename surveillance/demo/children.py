"""Child processes that live and die together."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from surveillance.errors import MizugiwaError

STOP_WAIT_S = 15.0


class ChildFailed(MizugiwaError):
    """A process of the demonstration ended when it should run: its log says why."""


class Guard:
    """Watches over children from a process of its own, which outlives this one when it is killed.

    See `surveillance.demo.guard`.
    """

    def __init__(self) -> None:
        command = [sys.executable, "-m", "surveillance.demo.guard"]
        # own session: no signal from the terminal may end it before the others
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, start_new_session=True, text=True
        )

    def watch(self, group: int) -> None:
        """End this process group, too, when there is nobody else to do it."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """This process group has ended."""
        self._tell(f"-{group}")

    def dismiss(self) -> None:
        """End the guard, and with it whom it still watches over."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # killed itself: the run goes on without it
            print(line, file=self._process.stdin, flush=True)


class Child:
    """One process: stdout read line by line, stderr in a log file."""

    def __init__(
        self, name: str, command: list[str], env: Mapping[str, str], log: Path, guard: Guard
    ) -> None:
        self.name = name
        self.log = log
        self._guard = guard
        self._stderr = log.open("wb")
        # own process group: Ctrl-C reaches only the parent, which then ends its children in order
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            start_new_session=True,
            text=True,
        )
        guard.watch(self.process.pid)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name=f"read-{name}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def line(self, timeout_s: float) -> str:
        """The next line of stdout. Raises ChildFailed when none comes in time."""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise ChildFailed(
                f"{self.name} said nothing for {timeout_s:.0f} s: {self.tail()}"
            ) from None
        if line is None:
            raise ChildFailed(f"{self.name} ended ({self.process.wait()}): {self.tail()}")
        return line

    def rest(self) -> list[str]:
        """All further lines of stdout; waits until the process closes it."""
        lines = []
        while (line := self._lines.get()) is not None:
            lines.append(line)
        return lines

    def is_running(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def tail(self) -> str:
        """The last line that the process wrote to stderr."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].removeprefix("mizugiwa: ") if lines else "it said nothing"

    def stop(self, wait_s: float = STOP_WAIT_S) -> int:
        """Ask the process to end, then make it; gives its exit code."""
        if self.is_running():
            self.process.terminate()
        try:
            code = self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            code = self.process.wait()
        self._reader.join(STOP_WAIT_S)
        self._stderr.close()
        self._guard.forget(self.process.pid)
        return code


class Family:
    """All children of a run; leaving the block ends them, youngest first.

    So does a guard when this process is killed.
    """

    def __init__(self, env: Mapping[str, str], logs: Path) -> None:
        self.env = dict(env)
        self.logs = logs
        self.children: list[Child] = []
        self._guard = Guard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in reversed(self.children):
            child.stop()
        self._guard.dismiss()

    def start(self, name: str, command: list[str]) -> Child:
        """Start a child; its stderr goes to NAME.log."""
        child = Child(name, command, self.env, self.logs / f"{name}.log", self._guard)
        self.children.append(child)
        return child

    def wait_for(self, child: Child, deadline_s: float) -> int:
        """Wait until one child ends; another one that ends meanwhile is a failure."""
        end = time.monotonic() + deadline_s
        while child.is_running():
            for other in self.children:
                if other is not child and not other.is_running():
                    raise ChildFailed(f"{other.name} ended in mid-run: {other.tail()}")
            if time.monotonic() > end:
                raise ChildFailed(
                    f"{child.name} ran longer than {deadline_s:.0f} s: {child.tail()}"
                )
            time.sleep(0.1)
        return child.process.wait()
