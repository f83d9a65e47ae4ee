"""`mizugiwa replay`: a recorded link once more, to the station's map, in the realm replay."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mission_planner.fleet import find_vehicle, read_fleet
from surveillance.control.places import file_stem
from surveillance.errors import MizugiwaError, RecordingError
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import firmware_of
from surveillance.links.tlog.tape import Contents, Hand, RecordedClock, Tape, read_records, survey
from surveillance.model import PatrolEvent, Realm
from surveillance.outbox import Courier, Outbox
from surveillance.patrol.replay import Replay, Replayed
from surveillance.patrol.report import Report
from surveillance.settings import Settings, load

DRAIN_S = 10.0
MOST_SPEED = 1000.0


def replay_command(
    recording: Annotated[Path, typer.Argument(help="a .tlog file")],
    vehicle: Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")] = None,
    fleet: Annotated[Path | None, typer.Option(help="fleet file (TOML)")] = None,
    system: Annotated[int, typer.Option(min=1, max=254, help="MAVLink system number")] = 1,
    station: Annotated[str | None, typer.Option(help="address of the station")] = None,
    speed: Annotated[
        float, typer.Option(min=0.1, max=MOST_SPEED, help="recorded seconds per second")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document at the end")] = False,
) -> None:
    """Play a recorded flight to the station, with the times of then. Nothing is sent to anyone."""
    settings = load(station=station, realm=Realm.REPLAY)
    spec = find_vehicle(read_fleet(fleet), vehicle)
    contents = survey(recording)
    if not contents.vehicles[system]:
        raise RecordingError(_without(recording, system, contents))
    if contents.torn_bytes:
        print(
            f"{recording} ends in a torn record: its last {contents.torn_bytes} bytes are left out",
            file=sys.stderr,
        )
    hand, tape = Hand(contents.first_at), Tape()
    clock = RecordedClock(0.0, contents.first_at, speed, hand)
    link = MavlinkVehicle(
        Connection(str(recording), clock, system, transport=tape),
        spec.name,
        firmware_of(spec.kind, spec.autopilot),
    )
    with _report(settings, spec.name, clock) as (report, sent):
        report.event("started", f"replay of {recording.name}, recorded from {_span(contents)}")
        try:
            played = Replay(link, tape, hand, report, speed).play(read_records(recording))
        except KeyboardInterrupt:
            raise MizugiwaError(f"the replay was stopped at {hand.at.isoformat()}") from None
        report.event("ended", "end of the recording")
    document = _document(recording, spec.name, contents, played) | {"unsent": sent.unsent}
    _print(document, as_json)
    if sent.refused:
        raise MizugiwaError(
            f"the station at {settings.station} refused {sent.refused} values: it must run in the"
            " realm replay: start another with mizugiwa serve --realm replay"
        )


@dataclass(slots=True)
class _Sent:
    """What became of the values: waiting for a station, or refused by it."""

    unsent: int = 0
    refused: int = 0


@contextmanager
def _report(settings: Settings, name: str, clock: RecordedClock) -> Iterator[tuple[Report, _Sent]]:
    """A report to the station; what became of its values is known afterwards."""
    sent = _Sent()
    path = settings.home / "outbox" / f"replay-{file_stem(name)}.sqlite"
    with closing(Outbox(path)) as outbox:
        refused_before = outbox.refused()
        courier = Courier(outbox, settings.station, f"replay-{name}")
        courier.start()
        try:
            yield Report(outbox.put, _say, name, Realm.REPLAY, clock), sent
        finally:
            sent.unsent = courier.stop(DRAIN_S)
            sent.refused = outbox.refused() - refused_before


def _say(event: PatrolEvent) -> None:
    print(f"{event.at:%Y-%m-%d %H:%M:%S} {event.text}", file=sys.stderr)


def _span(contents: Contents) -> str:
    return f"{contents.first_at:%Y-%m-%d %H:%M:%S} to {contents.last_at:%Y-%m-%d %H:%M:%S} UTC"


def _without(recording: Path, system: int, contents: Contents) -> str:
    others = ", ".join(str(number) for number in sorted(contents.vehicles) if number != system)
    if others:
        return f"{recording} holds no vehicle with number {system}, but {others}: name it: --system"
    return f"{recording} holds no vehicle, {contents.packets} packets of others only: name another"


def _document(recording: Path, name: str, contents: Contents, played: Replayed) -> dict[str, Any]:
    return {
        "vehicle": name,
        "recording": str(recording),
        "realm": Realm.REPLAY.value,
        "first_at": contents.first_at.isoformat(),
        "last_at": contents.last_at.isoformat(),
        "packets": contents.packets,
        "torn_bytes": contents.torn_bytes,
        "positions": played.positions,
        "positions_told": played.told,
        "link_losses": played.link_losses,
    }


def _print(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(document, ensure_ascii=False))
        return
    waiting = f"; {document['unsent']} values wait for the station" if document["unsent"] else ""
    print(
        f"{document['vehicle']}: {document['packets']} packets,"
        f" {document['positions_told']} positions told, {document['link_losses']} link losses"
        f"{waiting}"
    )
