"""`mizugiwa report`: flight log, flight-plan notification, incident draft."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mission_planner.fleet import find_vehicle, read_fleet
from surveillance.cli.area import find_area
from surveillance.cli.papers_options import PapersFile
from surveillance.cli.patrol_target import order_of_file
from surveillance.cli.times import parse_time
from surveillance.control.client import flying
from surveillance.errors import RecordError
from surveillance.model import Realm
from surveillance.papers.papers import read_papers
from surveillance.patrol.planned import people_of, planned_of, specials_of
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, SortieRecord
from surveillance.report.entries import read_entries
from surveillance.report.facts import REALMS
from surveillance.report.files import SUFFIXES, document, text_of, write
from surveillance.report.flight_log import Span, flight_log
from surveillance.report.form import Form
from surveillance.report.incident import incident
from surveillance.report.notification import Notified, geometry, notification, notified_of
from surveillance.settings import Settings, load

report_app = typer.Typer(no_args_is_help=True, help="Papers that come out of what was flown.")


class LogForm(StrEnum):
    """One of the three records of a flight log."""

    FLIGHT = "flight_record"
    DAILY = "daily_inspection"
    MAINTENANCE = "maintenance"


Out = Annotated[
    Path | None, typer.Option(help=f"{' '.join(SUFFIXES)}; without it JSON on the output")
]
At = Annotated[
    datetime | None, typer.Option(parser=parse_time, metavar="TIME", help="with its zone")
]
RealmOption = Annotated[Realm | None, typer.Option(help="live, exercise or simulated")]
RecordName = Annotated[str, typer.Option("--record", help="name of a sortie's record, or last")]


@report_app.command("flight-log")
def flight_log_command(
    vehicle: Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")] = None,
    since: At = None,
    until: At = None,
    form: Annotated[LogForm | None, typer.Option(help="one of the three; CSV needs it")] = None,
    inspections: Annotated[
        Path | None, typer.Option(help="what people wrote (TOML), not inspections.toml")
    ] = None,
    papers: PapersFile = None,
    realm: RealmOption = None,
    out: Out = None,
) -> None:
    """飛行日誌 of one aircraft: flight record, daily inspection record, maintenance record."""
    settings = load(realm=realm)
    aloft = _aloft(settings.home)
    records = [r for r in Shelf(settings.home).all() if r.realm is settings.realm and not aloft(r)]
    flights = [r for r in records if r.is_flight]
    vehicle = vehicle or _only_vehicle(flights or records, settings)
    mine = [_flight(r) for r in records if r.vehicle == vehicle]
    if not mine:
        raise RecordError(f"no {settings.realm} sortie of {vehicle} is recorded: choose --realm")
    craft = read_papers(settings.home, papers).aircraft(vehicle) or mine[-1].people.aircraft
    entries = read_entries(settings.home, inspections)
    forms = flight_log(mine, craft, entries, Span(since, until))
    _give([f for f in forms if form is None or f.key == form], out, settings.realm)


@report_app.command("notification")
def notification_command(
    target: Annotated[
        Path | None, typer.Argument(help=".plan or .waypoints; none: what a record says")
    ] = None,
    at: At = None,
    vehicle: Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")] = None,
    fleet: Annotated[Path | None, typer.Option(help="fleet file (TOML)")] = None,
    area: Annotated[str | None, typer.Option(help="area with the limits of a plan file")] = None,
    record: RecordName = "last",
    papers: PapersFile = None,
    realm: RealmOption = None,
    out: Out = None,
) -> None:
    """飛行計画の通報: what it asks for; sent to nobody. Also --out X.geojson."""
    settings = load(realm=realm)
    if target is None:
        kept = _flight(Shelf(settings.home).read(record))
        notified, world = notified_of(kept), kept.realm
    else:
        if at is None:
            raise typer.BadParameter("a plan has no time: say when it begins", param_hint="--at")
        spec = find_vehicle(read_fleet(fleet), vehicle)
        limited = find_area(area, settings.home) if area else None
        order = order_of_file(target, limited, spec, settings.realm)
        planned, outing = planned_of(order, at)
        people = people_of(read_papers(settings.home, papers), outing)
        notified = Notified(order.name, spec.name, at, planned, specials_of(outing), people)
        world = settings.realm
    if out is not None and out.suffix == ".geojson":
        write(out, json.dumps(geometry(notified), ensure_ascii=False, indent=1) + "\n")
    else:
        _give([notification(notified)], out, world)


@report_app.command("incident")
def incident_command(
    record: Annotated[str, typer.Argument(help="name of a sortie's record, or last")] = "last",
    because: Annotated[
        str | None, typer.Option(help="what happened, when the record does not show it")
    ] = None,
    out: Out = None,
) -> None:
    """事故等報告: a draft, when a limit broke, control was lost or something was hit."""
    home = load().home
    kept = _flight(Shelf(home).read(record))
    if _aloft(home)(kept):
        raise RecordError(f"{kept.name} is still flown: mizugiwa status; its record has no end yet")
    _give([incident(kept, because)], out, kept.realm)


@report_app.command("list")
def list_command() -> None:
    """Names of all records: one JSON line for each, oldest first."""
    home = load().home
    records = list(Shelf(home).all())
    if not records:
        print(f"no sortie is recorded in {home}: mizugiwa patrol keeps one", file=sys.stderr)
    for kept in records:
        line = {
            "record": kept.id,
            "realm": kept.realm.value,
            "vehicle": kept.vehicle,
            "began_at": kept.model_dump(mode="json")["began_at"],
            "end": kept.end.value,
        }
        if kept.dive is not None:
            line |= {"deepest_m": kept.dive.deepest_m, "under_water_s": kept.dive.under_water_s}
        print(json.dumps(line, ensure_ascii=False))


def _flight(record: SortieRecord) -> SortieRecord:
    """Raises RecordError for a dive: flight log, notification and incident are an aircraft's."""
    if record.is_flight:
        return record
    raise RecordError(
        f"{record.id} is a dive: a submersible is no unmanned aircraft, so the law asks for no such"
        " paper of it; its record is listed by mizugiwa report list"
    )


def _aloft(home: Path) -> Callable[[SortieRecord], bool]:
    """Whether a record has no end because its patrol still runs."""
    running = {one.vehicle for one in flying(home)}
    return lambda record: record.end is End.OPEN and record.vehicle in running


def _only_vehicle(records: Sequence[SortieRecord], settings: Settings) -> str:
    names = sorted({r.vehicle for r in records})
    if not names:
        raise RecordError(
            f"no {settings.realm} sortie is recorded in {settings.home}: choose --realm, or fly one"
        )
    if len(names) > 1:
        raise RecordError(f"a flight log is of one aircraft: choose --vehicle: {', '.join(names)}")
    return names[0]


def _give(forms: Sequence[Form], out: Path | None, realm: Realm) -> None:
    if out is None:
        print(json.dumps(document(forms), ensure_ascii=False))
        return
    if out.suffix not in SUFFIXES:
        raise typer.BadParameter(f"{out} is none of {' '.join(SUFFIXES)}", param_hint="--out")
    write(out, text_of(forms, out.suffix, REALMS.get(realm)))
    print(f"written: {out}", file=sys.stderr)
