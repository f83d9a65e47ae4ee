"""Reading an AIS source to its end: reports and the health of the receiver, in hand-sized lots."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from geodata.clock import Clock
from surveillance.errors import AisError
from surveillance.model import Realm, SourceHealth, SourceState, Value
from surveillance.sources.ais import AisReader, Arrival, Recorded
from surveillance.sources.ais_health import AisHealth
from surveillance.sources.ais_lines import Live, file_lines
from surveillance.sources.nmea import first_time

LOT = 300
LOT_S = 0.2  # wall: a receiver's reports go out together

Keep = Callable[[Sequence[Value]], None]


def read_log(path: Path, keep: Keep, read_at: datetime) -> Counter[str]:
    """Hand over all reports of a recorded log, realm replay; gives the counts.

    A log without any time gets `read_at`. Raises AisError when there is no AIS in it.
    """
    is_stream = str(path) == "-"  # can be read only once
    begin = None if is_stream else first_time(file_lines(path))
    reader = AisReader(Realm.REPLAY, path.name, Recorded(begin or read_at))
    lot: list[Value] = []
    newest: datetime | None = None
    for line in file_lines(path):
        report = reader.take(line)
        if report is None:
            continue
        newest = max(report.at, newest or report.at)
        lot.append(report)
        if len(lot) == LOT:
            keep(lot)
            lot = []
    reader.finish()
    if newest is None:
        raise AisError(
            f"no AIS position or name in {path}: is it an NMEA log with !AIVDM sentences?"
        )
    text = f"read to the end: {reader.counts['reports']} reports"
    lot.append(SourceHealth(newest, Realm.REPLAY, path.name, "ais", SourceState.OK, text))
    keep(lot)
    return reader.counts


def read_receiver(name: str, lines: Live, realm: Realm, keep: Keep, clock: Clock) -> Counter[str]:
    """Hand over what a running receiver says until its lines end; gives the counts."""
    reader = AisReader(realm, name, Arrival(clock.now))
    health = AisHealth(name, realm, clock.now())
    lot: list[Value] = []
    handed = time.monotonic()
    is_lost = False
    for line in lines:
        is_due = len(lot) >= LOT or time.monotonic() - handed >= LOT_S
        if isinstance(line, SourceState):
            is_due |= line is SourceState.LOST  # said even when it is back at once
            is_lost = line is SourceState.LOST
        else:
            messages = reader.counts["messages"]
            report = reader.take(line)
            if report is not None:
                lot.append(report)
            if reader.counts["messages"] > messages:  # base stations too: the receiver hears
                is_lost = False
                health.hear(clock.now())
        if not is_due:
            continue
        word = health.word(clock.now(), is_lost)
        if word is not None:
            lot.append(word)
        if lot:
            keep(lot)
            lot = []
        handed = time.monotonic()
    if lot:
        keep(lot)
    reader.finish()
    return reader.counts


def count_lines(counts: Counter[str]) -> str:
    """The counts as one line for a person: what was used, and what was dropped and why."""
    used = ", ".join(f"{counts[name]} {name}" for name in ("lines", "messages", "reports"))
    rest = [
        (n, why) for why, n in counts.items() if n and why not in ("lines", "messages", "reports")
    ]
    dropped = ", ".join(f"{n} {why}" for n, why in sorted(rest, reverse=True))
    return f"AIS: {used}" + (f"; {dropped}" if dropped else "")
