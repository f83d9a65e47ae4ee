"""Asking a running patrol from another terminal."""

import contextlib
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveillance.control.places import ANSWER_S, LOOPBACK, folder
from surveillance.errors import LinkRefused, MizugiwaError

MARGIN_S = 5.0
LOOK_S = 2.0
LONGEST_ANSWER = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Flying:
    """A patrol that runs on this machine."""

    vehicle: str
    port: int
    secret: str

    def ask(self, what: str, **fields: Any) -> dict[str, Any]:
        """The answer. Raises LinkRefused with its reason, MizugiwaError when nobody is there or
        nobody knows whether it was done."""
        try:
            answer = self._exchange({"ask": what} | fields, ANSWER_S + MARGIN_S)
        except (OSError, ValueError) as exc:
            raise MizugiwaError(
                f"the patrol of {self.vehicle} does not answer: its program may have ended; the"
                " vehicle then does by itself what was told at its launch"
            ) from exc
        if answer.get("unknown"):
            raise MizugiwaError(f"{self.vehicle}: {answer['error']}")
        if "error" in answer:
            raise LinkRefused(f"{self.vehicle}: {answer['error']}")
        return answer

    def state(self) -> dict[str, Any]:
        """What it says of itself. Raises OSError or ValueError when it does not answer soon."""
        return self._exchange({"ask": "status"}, LOOK_S)

    @property
    def is_there(self) -> bool:
        """Does a patrol listen? One that is too busy to answer does."""
        try:
            return "phase" in self.state()
        except TimeoutError:
            return True
        except (OSError, ValueError):
            return False

    def _exchange(self, question: dict[str, Any], patience_s: float) -> dict[str, Any]:
        """Raises OSError, and ValueError when somebody else answers."""
        line = json.dumps(question | {"secret": self.secret}).encode()
        with socket.create_connection((LOOPBACK, self.port), patience_s) as opened:
            opened.sendall(line + b"\n")
            answer = json.loads(opened.makefile("rb").readline(LONGEST_ANSWER))
        if not isinstance(answer, dict):
            raise ValueError("no answer of a patrol")
        return answer


def flying(home: Path) -> list[Flying]:
    """The patrols that run now, by vehicle. What a killed program left behind is cleared away."""
    found = []
    for file in sorted(folder(home).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(file.read_text(encoding="utf-8"))
            one = Flying(str(said["vehicle"]), int(said["port"]), str(said["secret"]))
            if one.is_there:
                found.append(one)
            else:
                file.unlink(missing_ok=True)
    return found


def choose(running: Sequence[Flying], vehicle: str | None) -> Flying:
    """The patrol of a vehicle, or the only one. Raises MizugiwaError otherwise."""
    names = ", ".join(one.vehicle for one in running)
    if not running:
        raise MizugiwaError("no patrol runs on this machine: launch one with mizugiwa patrol")
    if vehicle is None and len(running) > 1:
        raise MizugiwaError(f"{len(running)} patrols run: name the vehicle with --vehicle: {names}")
    for one in running:
        if vehicle in (None, one.vehicle):
            return one
    raise MizugiwaError(f"no patrol of {vehicle!r} runs on this machine; there are: {names}")
