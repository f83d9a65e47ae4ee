"""Recorded conversations with real autopilots, and the same requests put to the simulated one."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from tests.simulator.autopilot.station import Ground

# what answers somebody, or tells of a change; streams come whenever they come
ANSWERS = {
    "COMMAND_ACK": ("command", "result", "target_system"),
    "MISSION_ACK": ("type", "mission_type", "target_system"),
    "MISSION_COUNT": ("count", "mission_type", "target_system"),
    "MISSION_REQUEST": ("seq", "mission_type", "target_system"),
    "MISSION_REQUEST_INT": ("seq", "mission_type", "target_system"),
    "MISSION_ITEM_INT": ("seq", "frame", "command", "x", "y", "z", "mission_type"),
    "MISSION_ITEM": ("seq", "frame", "command", "mission_type"),
    "MISSION_ITEM_REACHED": ("seq",),
    "STATUSTEXT": ("severity", "text"),
    "HEARTBEAT": ("type", "autopilot", "base_mode", "custom_mode", "system_status"),
}
PROTOCOL = ("COMMAND_ACK", "MISSION_ACK", "MISSION_COUNT", "MISSION_REQUEST", "MISSION_REQUEST_INT")
# told again and again until something happens; how often is chance
REPEATED = ("MISSION_REQUEST", "MISSION_REQUEST_INT", "MISSION_ITEM_REACHED")
# seconds that ours may take longer: flights are not the same to the second
PATIENCE_S = {"MISSION_ITEM_REACHED": 30.0, "STATUSTEXT": 4.0}
# our heartbeats stop in these; the transcripts do not show them
SILENT_STEPS = ("GCS failsafe after", "TIMEOUT (12s wall)", "after 11.8 sim s")
BOOT_S = 25.0  # nothing tells the time of the vehicle until it is asked for streams
KEPT_S = 12.0  # what comes earlier than recorded is believed for so long
_HEADER = re.compile(r"# \[wall +[\d.]+s sim +([\d.]+)s\] (.*)")
_LINE = re.compile(r" *[\d.]+ +([\d.]+) (<<|>>) ([A-Z_]+) ?(.*)")
_FIELD = re.compile(r"(\w+)=('(?:[^'\\]|\\.)*'|\"[^\"]*\"|\[[^\]]*\]|\S+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Answer = tuple[Any, ...]


@dataclass(frozen=True)
class Line:
    """One message. at_s: the vehicle's own time, which it told a moment ago."""

    at_s: float
    is_request: bool
    kind: str
    fields: dict[str, Any]


@dataclass
class Step:
    """Messages up to a note of who recorded them; the note names the step."""

    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def answers(self) -> list[Answer]:
        """What the real vehicle said, streams left out."""
        found = (answer_of(m.kind, m.fields) for m in self.lines if not m.is_request)
        return [answer for answer in found if answer is not None]


def read_steps(path: Path) -> Iterator[Step]:
    """The steps of a transcript, in order."""
    lines: list[Line] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        if header := _HEADER.match(text):
            yield Step(header[2], lines)
            lines = []
        elif line := _LINE.match(text):
            lines.append(Line(float(line[1]), line[2] == ">>", line[3], _fields(line[4])))
    yield Step("to the end", lines)


def answer_of(kind: str, fields: dict[str, Any]) -> Answer | None:
    """The parts of a message that are compared; None for a stream."""
    names = ANSWERS.get(kind)
    if names is None:
        return None
    return (kind, *(_plain(fields.get(name)) for name in names))


@dataclass(frozen=True)
class Difference:
    """who: "real" alone said it, "ours" alone, or "ours first": before what should come earlier."""

    who: str
    answer: str


class Replay:
    """Puts the requests of a transcript to a simulated vehicle, as far apart as they were.

    Ours may take longer over something: then everything after it is later, too.
    """

    def __init__(self, ground: Ground, other: Ground, known: frozenset[Difference]) -> None:
        """`other`: the second ground station, system 254; `known`: what nobody waits for."""
        self._ground = ground
        self._other = other
        self._known = known
        self._behind_s = 0.0  # our time less the recorded one
        self._unmatched: list[tuple[Answer, float]] = []  # with the second at which it came
        self._taken = 0  # of what the ground heard
        self._asked: set[Answer] = set()  # of the repeated ones: those that came once

    def run(self, step: Step) -> list[Difference]:
        """Go through a step."""
        found: list[Difference] = []
        self._ground.beats = not step.name.startswith(SILENT_STEPS)
        for line in step.lines:
            if line.at_s > 0.0:
                self._wait_until(line.at_s + self._behind_s)
                self._behind_s = max(self._behind_s, self._ground.t_s - line.at_s)
            if line.is_request:
                self._send(line, self._other if _is_others(step, line) else self._ground)
                self._tick()
            elif (answer := answer_of(line.kind, line.fields)) is not None:
                found += self._expect(answer, line.at_s == 0.0)
        return found + self._forgotten(self._ground.t_s - KEPT_S)

    def end(self) -> list[Difference]:
        """What nobody has expected by the end."""
        return self._forgotten(self._ground.t_s + 1.0)

    def _forgotten(self, before_s: float) -> list[Difference]:
        """Asking or telling again is no difference: the recorded clock is too coarse for it."""
        old = [answer for answer, heard_s in self._unmatched if heard_s < before_s]
        self._unmatched = [entry for entry in self._unmatched if entry[1] >= before_s]
        usual = [answer for answer in old if answer in self._asked or answer[0] == "HEARTBEAT"]
        return [Difference("ours", _text(answer)) for answer in old if answer not in usual]

    def _expect(self, answer: Answer, is_booting: bool) -> list[Difference]:
        missing = Difference("real", _text(answer))
        patience_s = BOOT_S if is_booting else PATIENCE_S.get(answer[0], 2.0)
        patience_s = 0.2 if missing in self._known else patience_s
        end_s = self._ground.t_s + patience_s
        while (place := self._find(answer)) is None:
            if self._ground.t_s >= end_s:
                return [missing]
            self._tick()
        passed = [ours for ours, _ in self._unmatched[:place] if _is_protocol(ours)]
        del self._unmatched[place]
        if answer[0] in REPEATED:
            self._asked.add(answer)
        if not _is_protocol(answer):
            return []
        return [Difference("ours first", _text(a)) for a in passed if a not in self._asked]

    def _find(self, answer: Answer) -> int | None:
        self._listen()
        return next(
            (n for n, (ours, _) in enumerate(self._unmatched) if _is_same(ours, answer)), None
        )

    def _listen(self) -> None:
        heard = self._ground.heard
        for message in heard[self._taken :]:
            if (answer := answer_of(message.get_type(), message.to_dict())) is not None:
                self._unmatched.append((answer, self._ground.t_s))
        self._taken = len(heard)

    def _wait_until(self, t_s: float) -> None:
        while self._ground.t_s < t_s - 1e-6:
            self._tick()

    def _tick(self) -> None:
        self._ground.advance(0.04)
        self._other.listen()

    def _send(self, line: Line, sender: Ground) -> None:
        shape = mavlink.mavlink_map[_number(line.kind)]
        values = []
        for name, kind in zip(shape.fieldnames, shape.fieldtypes, strict=True):
            value = line.fields.get(name, 1 if name == "target_component" else 0)
            values.append(str(value).encode() if kind == "char" else value)
        sender.mav.send(shape(*values))


def _is_same(ours: Answer, real: Answer) -> bool:
    """The same, places to 2e-7 degrees: home is where the vehicle stands."""
    if ours[0] != "MISSION_ITEM_INT" or real[0] != "MISSION_ITEM_INT":
        return ours == real
    near = (abs(a - b) <= 2 for a, b in zip(ours[4:6], real[4:6], strict=True))
    return ours[:4] == real[:4] and ours[6:] == real[6:] and all(near)


def _text(answer: Answer) -> str:
    return " ".join(str(part) for part in answer).rstrip()


def _is_protocol(answer: Answer) -> bool:
    return answer[0] in PROTOCOL


def _is_others(step: Step, line: Line) -> bool:
    """The transcript does not say who spoke: the second station, where answers name it."""
    counts = line.kind == "MISSION_COUNT" and line.fields["count"] == 3
    return step.name.startswith("E3 ->") and (counts or line.kind == "MISSION_REQUEST_LIST")


def _number(kind: str) -> int:
    return next(n for n, shape in mavlink.mavlink_map.items() if shape.msgname == kind)


def _fields(text: str) -> dict[str, Any]:
    return {name: _value(value) for name, value in _FIELD.findall(text)}


def _value(text: str) -> Any:
    if text.startswith(("'", '"')):
        return text[1:-1].replace("\\t", "\t")
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _plain(value: Any) -> Any:
    """Numbers to what the wire keeps; numbers in texts are left out."""
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        return _NUMBER.sub("#", value.rstrip("\0"))
    if isinstance(value, float):
        return "nan" if math.isnan(value) else round(value, 3)
    return value
