"""What the vehicle says in words: STATUSTEXT, long ones put together from their pieces."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from surveillance.links.connection import Message

_PIECE_CHARS = 50  # a full piece; a shorter one ends the text
_KEPT = 200
# ArduPilot's, then PX4's
ARMING_PREFIXES = ("PreArm:", "Arm:", "Preflight Fail:", "Arming denied:")
_PLAN_PREFIXES = ("Geofence violation", "Geofence invalid", "Mission rejected")  # PX4


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the vehicle, with the wall second (monotonic) of its arrival."""

    wall_s: float
    severity: int  # 0 emergency to 7 debug
    text: str


class TextLog:
    """The latest texts. Written by the reader thread, read by any."""

    def __init__(self) -> None:
        self._texts: deque[Text] = deque(maxlen=_KEPT)
        self._pieces: dict[int, list[str]] = {}
        self._lock = threading.Lock()
        self._count = 0

    def hear(self, message: Message) -> None:
        """Take a message; anything but a STATUSTEXT is ignored."""
        if message.get_type() != "STATUSTEXT":
            return
        piece = message.text.rstrip("\0")
        number = getattr(message, "id", 0)
        with self._lock:
            if number:
                whole = self._join(number, message.chunk_seq, piece)
                if whole is None:
                    return
                piece = whole
            # PX4 ends its texts with a tabulator
            self._texts.append(Text(time.monotonic(), message.severity, piece.rstrip("\t")))
            self._count += 1

    def _join(self, number: int, place: int, piece: str) -> str | None:
        """The whole text once its last piece is here; a lost piece shows as an ellipsis."""
        pieces = self._pieces.setdefault(number, [])
        while len(pieces) < place:
            pieces.append("…")
        pieces.append(piece)
        if len(piece) >= _PIECE_CHARS:
            return None
        return "".join(self._pieces.pop(number))

    def since(self, wall_s: float) -> list[Text]:
        """Texts that arrived at or after a wall second (monotonic)."""
        with self._lock:
            return [text for text in self._texts if text.wall_s >= wall_s]

    def after(self, count: int) -> tuple[int, list[Text]]:
        """Texts after the first `count` ever heard, and the new count: no text is told twice."""
        with self._lock:
            fresh = min(self._count - count, len(self._texts))
            return self._count, list(self._texts)[len(self._texts) - fresh :] if fresh else []

    def reasons(self, wall_s: float, accept: Callable[[str], bool]) -> list[str]:
        """Different texts since then that `accept` takes, in order of arrival."""
        return list(dict.fromkeys(t.text for t in self.since(wall_s) if accept(t.text)))


def is_arming_text(text: str) -> bool:
    """Does the vehicle say why it does not arm?"""
    return text.startswith(ARMING_PREFIXES)


def is_plan_text(text: str) -> bool:
    """Does the vehicle say why it does not fly a plan that it has taken?"""
    return text.startswith(_PLAN_PREFIXES)
