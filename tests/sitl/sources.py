"""Where a vehicle comes from: our simulator, a real program, or a link that somebody names."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from geodata.clock import Clock
from tests.sitl.dialects import DIALECTS, Dialect, values
from tests.surveillance.bench import HOME, SimulatedCopter

PROGRAM_SPEEDUP = 5.0  # as the transcripts were recorded
_INSTANCES = range(20, 60)
_END_S = 10.0


class Source(Protocol):
    """A vehicle that can be switched on and off. is_ours: switched on by us, so again if need be.

    told: what the report says of it.
    """

    told: str
    is_ours: bool

    def start(self, folder: Path) -> tuple[str, Clock]:
        """Its link, and a clock as fast as its own."""

    def stop(self) -> None:
        """Switch it off."""


class Simulated:
    """Our simulator, in a thread, from the moment it is switched on."""

    is_ours = True

    def __init__(self, dialect: Dialect) -> None:
        assert dialect.simulated is not None
        self.told = "simulated"
        self._build, self._speedup = dialect.simulated, dialect.speedup
        self._running: SimulatedCopter | None = None

    def start(self, folder: Path) -> tuple[str, Clock]:
        self._running = self._build(self._speedup, booted_s=0.0, is_patient=False)
        self._running.__enter__()
        return self._running.link, self._running.clock

    def stop(self) -> None:
        if self._running is not None:
            self._running.__exit__()
        self._running = None


class Program:
    """A real program from the PATH, in its own folder, with its output beside it."""

    is_ours = True

    def __init__(self, dialect: Dialect, path: Path) -> None:
        self.told = f"real program {path.name}"
        self._dialect, self._path = dialect, path
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path) -> tuple[str, Clock]:
        filled = values(self._path, HOME, PROGRAM_SPEEDUP, _free_instance())
        program = self._dialect.program
        with (folder / "output.txt").open("wb") as output:
            self._process = subprocess.Popen(
                program.line(self._path, filled),
                cwd=folder,
                env={**os.environ, **program.variables(filled)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return program.link.format(**filled), Clock(time.time(), datetime.now(UTC), PROGRAM_SPEEDUP)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
        if process.poll() is None:
            process.kill()
            process.wait(_END_S)


class Named:
    """Somebody else's vehicle, which stays on."""

    is_ours = False

    def __init__(self, link: str, speedup: float) -> None:
        self.told = "connected"
        self._link, self._speedup = link, speedup

    def start(self, folder: Path) -> tuple[str, Clock]:
        return self._link, Clock(time.time(), datetime.now(UTC), self._speedup)

    def stop(self) -> None:
        pass


def sources() -> list[tuple[str, Source]]:
    """Every dialect that we simulate, and every real program that is on the PATH."""
    found: list[tuple[str, Source]] = []
    for name, dialect in DIALECTS.items():
        if dialect.simulated is not None:
            found.append((name, Simulated(dialect)))
        path = shutil.which(name)
        if path is not None:
            found.append((name, Program(dialect, Path(path))))
    return found


def _free_instance() -> int:
    """An instance whose TCP port nobody uses."""
    for instance in _INSTANCES:
        with suppress(OSError), socket.create_server(("127.0.0.1", 5760 + 10 * instance)):
            return instance
    raise OSError("no free port for an autopilot")
