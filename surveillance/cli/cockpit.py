"""All that one sortie is flown with: link, screen, outbox, record, and the doors for callers."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveillance.aircraft.sbs import SbsReceiver
from surveillance.cli.patrol_link import LinkPlaces, link_document, watched_link
from surveillance.cli.patrol_screen import PipeOperator, Signals, TerminalOperator
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.control.places import file_stem
from surveillance.control.station_tasks import StationTasks
from surveillance.errors import LinkRefused, MizugiwaError
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import firmware_of
from surveillance.links.signing.key import read_key
from surveillance.model import PatrolEvent, Realm
from surveillance.outbox import Courier, Outbox
from surveillance.patrol.clearing.spacing import Spacing
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import Operator
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.paperwork import EMPTY_DESK, Desk
from surveillance.patrol.recorder import Recorder
from surveillance.patrol.report import Report
from surveillance.records.shelf import Shelf
from surveillance.settings import Settings
from surveillance.wire import utc_text

DRAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Launch:
    """How a sortie is launched: over which link, what a person wrote to confirm it, with which
    papers. tells_events: on stdout, as they happen. adsb: a receiver of aircraft, host and port."""

    link: str
    system: int
    yes: bool
    confirm: str | None
    desk: Desk = EMPTY_DESK
    tells_events: bool = False
    adsb: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Open as long as the sortie is flown."""

    vehicle: MavlinkVehicle
    report: Report
    operator: Operator
    board: Switchboard
    recorder: Recorder
    logbook: Logbook
    recording: Path | None  # everything that goes over the link

    def link_document(self) -> dict[str, Any]:
        """What the end document says of the link."""
        return link_document(self.vehicle.connection, self.recording)


def check_realm(settings: Settings) -> None:
    """Raises LinkRefused for a realm, or a clock, in which nothing flies."""
    if settings.realm is Realm.REPLAY:
        raise LinkRefused("a replay cannot be flown: choose --realm live, exercise or simulated")
    if settings.clock and settings.realm is not Realm.SIMULATED:
        raise LinkRefused(
            f"the clock of a simulated run is set (MIZUGIWA_CLOCK), but the realm is"
            f" {settings.realm}: unset it; every time-out and time would be wrong"
        )


def check_confirmation(order: PatrolOrder, launch: Launch) -> None:
    """A launch needs a person: at the terminal, or one who wrote both options."""
    confirm = launch.confirm
    if launch.yes and confirm != order.name:
        given = "no --confirm" if confirm is None else f"--confirm {confirm}"
        raise LinkRefused(
            f"--yes with {given} launches nothing: this launch is --confirm {order.name}"
        )
    if not launch.yes and not sys.stdin.isatty():
        raise LinkRefused(
            "nobody is at a terminal to confirm the launch:"
            f" use --yes --confirm {order.name} if a person decided it"
        )


@contextmanager
def cockpit(
    order: PatrolOrder, settings: Settings, launch: Launch, *, is_aloft: bool = False
) -> Iterator[Cockpit]:
    """Everything is open as long as the context lasts; a Ctrl-C in it ends the program.

    is_aloft: nothing is launched, a vehicle that may be in the air already is looked for.
    Raises LinkError when nothing answers on the link, MizugiwaError for whatever cannot be opened.
    """
    clock, name = settings.make_clock(), order.vehicle.name
    firmware = firmware_of(order.vehicle.kind, order.vehicle.autopilot)
    key = None if settings.signing_key is None else read_key(settings.signing_key)
    signals = Signals()
    operator = _operator(signals, launch, order)
    with ExitStack() as stack:
        stack.enter_context(closing(operator))
        outbox = stack.enter_context(closing(Outbox(_outbox_path(settings, name))))
        courier = Courier(outbox, settings.station, f"patrol-{name}")
        courier.start()
        stack.callback(courier.stop, DRAIN_S)
        recorder = Recorder(Shelf(settings.home), order, launch.desk.papers, clock)
        say = _also_on_stdout(operator.say) if launch.tells_events else operator.say
        report = Report(outbox.put, say, name, order.realm, clock, recorder.hear)
        stack.enter_context(signals.caught())
        board = Switchboard(is_aloft=is_aloft)
        board.show(vehicle=name, sortie=order.sortie, sorties=order.sorties, realm=order.realm)
        stack.enter_context(Door(settings.home, name, board))
        stack.enter_context(StationTasks(settings.station, name, order.realm, board))
        connection = Connection(launch.link, clock, launch.system)
        places = LinkPlaces(settings.home, order.realm)
        recording = stack.enter_context(watched_link(connection, places, key, report))
        vehicle = MavlinkVehicle(connection, name, firmware)
        _leave_out_itself(vehicle, launch.desk)
        spacing = Spacing(settings.home, vehicle, order.realm, connection.news.tell)
        stack.enter_context(spacing)
        if launch.adsb is not None:
            stack.enter_context(SbsReceiver(*launch.adsb, vehicle.sky, clock, connection.news.tell))
        recorder.watch(vehicle, report)
        logbook = Logbook(settings.home, order, recorder)
        with _ended_by_a_person(vehicle, report, recorder, is_aloft):
            yield Cockpit(vehicle, report, operator, board, recorder, logbook, recording)


def _leave_out_itself(vehicle: MavlinkVehicle, desk: Desk) -> None:
    craft = desk.papers.aircraft(vehicle.name) if desk.papers is not None else None
    if craft is not None and craft.icao is not None:
        vehicle.sky.leave_out(int(craft.icao, 16))


def _operator(
    signals: Signals, launch: Launch, order: PatrolOrder
) -> TerminalOperator | PipeOperator:
    if sys.stderr.isatty() and sys.stdin.isatty():
        is_dive = order.vehicle.submersible is not None
        return TerminalOperator(signals, launch.yes, is_dive)
    return PipeOperator(signals, launch.yes)


@contextmanager
def _ended_by_a_person(
    vehicle: MavlinkVehicle, report: Report, recorder: Recorder, is_aloft: bool
) -> Iterator[None]:
    """Before the launch, or before a vehicle in the air is watched; later a signal is a wish."""
    try:
        yield
    except KeyboardInterrupt:
        text = _stopped(vehicle, is_aloft)
        report.event("ended", text)
        recorder.fail(text)  # of a sortie that was about to be launched
        raise MizugiwaError(text) from None


def _stopped(vehicle: MavlinkVehicle, is_aloft: bool) -> str:
    """What is true of the vehicle, as far as it was heard."""
    name, r = vehicle.name, vehicle.readings
    remedy = ": mizugiwa resume --in-air watches it"
    if r.armed:
        is_up = vehicle.is_airborne
        how = f"in the air, {r.alt_home_m:.0f} m above home" if is_up else "armed"
        return (
            f"stopped, nothing was armed from here; {name} is {how}, in mode {vehicle.mode}, and"
            f" nobody here watches it{remedy if is_up or is_aloft else ''}"
        )
    if not is_aloft:
        return "stopped before the launch: nothing was armed"
    if r.heartbeats:
        return f"stopped, nothing was commanded; {name} is not armed"
    return (
        f"stopped before {name} was heard, nothing was commanded; if it is in the air nobody here"
        f" watches it{remedy}"
    )


def _also_on_stdout(say: Callable[[PatrolEvent], None]) -> Callable[[PatrolEvent], None]:
    """One JSON line for each event; a reader that has gone does not end a flight."""

    def tell(event: PatrolEvent) -> None:
        line = {"type": "event", "at": utc_text(event.at), "kind": event.kind, "text": event.text}
        with contextlib.suppress(OSError):
            print(json.dumps(line, ensure_ascii=False), flush=True)
        say(event)

    return tell


def _outbox_path(settings: Settings, name: str) -> Path:
    return settings.home / "outbox" / f"patrol-{file_stem(name)}.sqlite"
