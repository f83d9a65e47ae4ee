"""`mizugiwa ais`: AIS from a file, the network or a serial port, handed to the station."""

import json
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from surveillance import settings, wire
from surveillance.errors import AisError
from surveillance.model import AisReport, Realm, Value
from surveillance.outbox import Courier, Outbox, PatientOutbox
from surveillance.sources.ais_lines import is_serial, live_lines, parse_source
from surveillance.sources.ais_reading import count_lines, read_log, read_receiver

DRAIN_LOG_S = 120.0
DRAIN_LIVE_S = 5.0


Keeper = Callable[[Sequence[Value]], object]


def ais_command(
    source: Annotated[str, typer.Argument(help="file, -, tcp://HOST:PORT, udp://..., serial port")],
    station: Annotated[str | None, typer.Option(help="address of the station")] = None,
    realm: Annotated[Realm | None, typer.Option(help="a file is always a replay")] = None,
    out: Annotated[
        Path | None, typer.Option(help="write reports as JSON lines; - is stdout")
    ] = None,
) -> None:
    """Read AIS and hand the reports to the station."""
    chosen = settings.load(station=station, realm=realm)
    place = parse_source(source)
    clock = chosen.make_clock()
    is_log = isinstance(place, Path) and not is_serial(place)
    to_station = chosen if out is None or station is not None else None
    halt = threading.Event()
    with ExitStack() as stack:
        stack.enter_context(_told_to_end(halt, is_log))
        keepers = [stack.enter_context(_lines(out))] if out is not None else []
        if to_station is not None:
            keepers.append(stack.enter_context(_outbox(to_station, source, is_log, halt)))

        def keep(values: Sequence[Value]) -> None:
            for keeper in keepers:
                keeper(values)

        if isinstance(place, Path) and is_log:
            counts = read_log(place, keep, clock.now())
        else:
            counts = read_receiver(source, live_lines(place, halt), chosen.realm, keep, clock)
        print(count_lines(counts), file=sys.stderr)


@contextmanager
def _told_to_end(halt: threading.Event, is_log: bool) -> Iterator[None]:
    """SIGTERM and Ctrl-C end a receiver in order and a log at once; what was read is kept."""

    def end(_number: int, _frame: FrameType | None) -> None:
        halt.set()
        if is_log:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        print("AIS: ended before the end of the log", file=sys.stderr)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _lines(out: Path) -> Iterator[Keeper]:
    """Writes reports as JSON lines."""

    def write(values: Sequence[Value]) -> None:
        for value in values:
            if isinstance(value, AisReport):
                print(json.dumps(wire.plain(value), ensure_ascii=False), file=file)
        file.flush()

    if str(out) == "-":
        file = sys.stdout
        yield write
        return
    try:
        with out.open("w", encoding="utf-8") as file:
            yield write
    except OSError as exc:
        raise AisError(f"cannot write {out}: {exc.strerror}") from exc


@contextmanager
def _outbox(
    chosen: settings.Settings, source: str, is_log: bool, halt: threading.Event
) -> Iterator[Keeper]:
    """Hands values to the station; at the end waits for what it has not acknowledged."""
    producer = "ais-" + re.sub(r"[^A-Za-z0-9_.-]+", "_", source)[-90:]
    outbox = Outbox(chosen.home / "outbox" / f"{producer}.sqlite")
    courier = Courier(outbox, chosen.station, producer)
    courier.start()
    patient = PatientOutbox(outbox, lambda text: print(f"AIS: {text}", file=sys.stderr))
    try:
        # a log can be read again when there is room; what a receiver says is said once
        yield outbox.put if is_log else patient.put
        patient.flush()
    finally:
        left = courier.stop(DRAIN_LOG_S if is_log and not halt.is_set() else DRAIN_LIVE_S)
        outbox.close()
        if left:
            print(
                f"AIS: {left} values wait in the outbox; they are sent next time", file=sys.stderr
            )
