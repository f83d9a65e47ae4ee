"""Child processes that live and die together."""

import os
import queue
import signal
import subprocess
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


class Child:
    """One process: stdout read line by line, stderr in a log file."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
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
        return code


class Family:
    """All children of a run; leaving the block ends them, youngest first."""

    def __init__(self, env: Mapping[str, str], logs: Path) -> None:
        self.env = dict(env)
        self.logs = logs
        self.children: list[Child] = []

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

    def start(self, name: str, command: list[str]) -> Child:
        """Start a child; its stderr goes to NAME.log."""
        child = Child(name, command, self.env, self.logs / f"{name}.log")
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
