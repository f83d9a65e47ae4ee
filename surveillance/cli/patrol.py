"""`mizugiwa patrol`: fly one sortie of a plan, or of an area planned on the spot."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from geodata.area import Area
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.request import PlanRequest, Wind
from mission_planner.vehicle import VehicleSpec
from surveillance.cli.area import find_area
from surveillance.cli.dive_options import BedDepth, BedFile, Current, bed_of
from surveillance.cli.patrol_screen import PipeOperator, Signals, TerminalOperator
from surveillance.cli.patrol_target import (
    Waters,
    dive_of,
    is_plan_file,
    order_of_area,
    order_of_file,
)
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.control.places import file_stem
from surveillance.errors import LinkError, LinkRefused, MizugiwaError
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import firmware_of
from surveillance.model import Realm
from surveillance.outbox import Courier, Outbox
from surveillance.patrol.dive.dive import PilotedDive
from surveillance.patrol.dive.order import DiveOrder, OnBreach
from surveillance.patrol.dive.outcome import document as dive_document
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import Operator
from surveillance.patrol.order import PatrolOrder, WithoutLink
from surveillance.patrol.preflight import Check
from surveillance.patrol.progress import Outcome
from surveillance.patrol.report import Report
from surveillance.settings import Settings, load

DRAIN_S = 5.0


def patrol_command(
    target: Annotated[str, typer.Argument(help="a .plan or .waypoints file, or an area")],
    vehicle: Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")] = None,
    fleet: Annotated[Path | None, typer.Option(help="fleet file (TOML)")] = None,
    connect: Annotated[
        str | None,
        typer.Option(help="link, instead of the fleet's: tcp:HOST:PORT, udpin:, serial:"),
    ] = None,
    system: Annotated[int, typer.Option(min=1, max=254, help="MAVLink system number")] = 1,
    station: Annotated[str | None, typer.Option(help="address of the station")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="launch without asking; --confirm names it")
    ] = False,
    confirm: Annotated[str | None, typer.Option(help="VEHICLE:SORTIE, with --yes")] = None,
    realm: Annotated[Realm | None, typer.Option(help="live, exercise or simulated")] = None,
    area: Annotated[str | None, typer.Option(help="area with the limits of a plan file")] = None,
    pattern: Annotated[str, typer.Option(help="auto, corridor or loop")] = "auto",
    standoff: Annotated[float, typer.Option(help="metres off the coast")] = 300.0,
    strip: Annotated[float, typer.Option(help="width of the strip to see, metres")] = 200.0,
    altitude: Annotated[float, typer.Option(help="metres above home")] = 100.0,
    without_link: Annotated[
        WithoutLink | None,
        typer.Option(
            help="set the vehicle's own failsafe: go on with the mission or return when nobody is"
            " heard any more; unless given it stays as it is in the vehicle"
        ),
    ] = None,
    piloted: Annotated[
        bool, typer.Option("--piloted", help="a dive: a pilot steers, its gates are watched")
    ] = False,
    on_breach: Annotated[
        OnBreach | None, typer.Option(help="piloted, too deep: hold (usual), surface or tell")
    ] = None,
    bed: BedFile = None,
    bed_depth: BedDepth = None,
    current: Current = None,
) -> None:
    """Check, upload, confirm, launch and watch one sortie. stdout: one JSON document at the end."""
    settings = load(station=station, realm=realm)
    check_realm(settings)
    spec = find_vehicle(read_fleet(fleet), vehicle)
    launch = Launch(connect or spec.link, system, yes, confirm)
    limited = find_area(area, settings.home) if area else None
    asked = _Asked(on_breach, bed, bed_depth, current)
    if piloted or asked != _Asked():
        _check_piloted(target, spec, piloted)
        order = order_of_file(Path(target), limited, spec, settings.realm, is_piloted=True)
        watch_dive(dive_of(order, target, asked.waters(order.area)), settings, launch)
        return
    if is_plan_file(target):
        order = order_of_file(Path(target), limited, spec, settings.realm)
    else:
        request = PlanRequest(
            pattern=pattern, standoff_m=standoff, strip_m=strip, altitude_m=altitude
        )
        patrolled = find_area(target, settings.home)
        order = order_of_area(patrolled, spec, request, settings.realm)
    order = replace(order, without_link=without_link)
    fly_order(order, settings, launch)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was written of the water of a dive."""

    on_breach: OnBreach | None = None
    bed: Path | None = None
    bed_depth_m: float | None = None
    current: Wind | None = None

    def waters(self, area: Area) -> Waters:
        """Raises PlannerError for a bed that cannot be read."""
        bed = bed_of(self.bed, self.bed_depth_m, area)
        return Waters(bed, self.current, self.on_breach or OnBreach.HOLD)


def _check_piloted(target: str, vehicle: VehicleSpec, is_piloted: bool) -> None:
    """Raises BadParameter for options that do not go together."""
    if vehicle.submersible is None:
        raise typer.BadParameter(f"{vehicle.name} flies: --piloted, bed and current are for a sub")
    if not is_piloted:
        raise typer.BadParameter("bed, current and --on-breach are for a dive: add --piloted")
    if not is_plan_file(target):
        raise typer.BadParameter(
            f"--piloted follows a plan file: mizugiwa plan {target} --depth M --out dive.plan"
        )


@dataclass(frozen=True, slots=True)
class Launch:
    """How a sortie is launched: over which link, and what a person wrote to confirm it."""

    link: str
    system: int
    yes: bool
    confirm: str | None


def check_realm(settings: Settings) -> None:
    """Raises LinkRefused for a realm, or a clock, in which nothing flies."""
    if settings.realm is Realm.REPLAY:
        raise LinkRefused("a replay cannot be flown: choose --realm live, exercise or simulated")
    if settings.clock and settings.realm is not Realm.SIMULATED:
        raise LinkRefused(
            f"the clock of a simulated run is set (MIZUGIWA_CLOCK), but the realm is"
            f" {settings.realm}: unset it; every time-out and time would be wrong"
        )


def fly_order(order: PatrolOrder, settings: Settings, launch: Launch) -> None:
    """Fly one sortie and print its document. Raises MizugiwaError unless it ends as planned."""
    _check_confirmation(order, launch.yes, launch.confirm)
    outcome, checks = _fly(order, settings, launch)
    print(json.dumps(_document(order, outcome, checks), ensure_ascii=False))
    name = order.vehicle.name
    if outcome.has_left:
        raise MizugiwaError(f"{name} flies on by itself and is not watched: nothing was commanded")
    if not (outcome.landed or outcome.is_circling):
        raise LinkError(f"{name} did not land as planned: look for it at its last place")


def _check_confirmation(order: PatrolOrder, yes: bool, confirm: str | None) -> None:
    """A launch needs a person: at the terminal, or one who wrote both options."""
    if yes and confirm != order.name:
        given = "no --confirm" if confirm is None else f"--confirm {confirm}"
        raise LinkRefused(
            f"--yes with {given} launches nothing: this launch is --confirm {order.name}"
        )
    if not yes and not sys.stdin.isatty():
        raise LinkRefused(
            "nobody is at a terminal to confirm the launch:"
            f" use --yes --confirm {order.name} if a person decided it"
        )


def watch_dive(order: DiveOrder, settings: Settings, launch: Launch) -> None:
    """Watch a piloted dive and print its document. Raises MizugiwaError unless it came up."""
    _check_confirmation(order.plan, launch.yes, launch.confirm)
    with _cockpit(order.plan, settings, launch) as at:
        dive = PilotedDive(at.vehicle, order, at.report, at.operator, at.board)
        outcome, checks = dive.watch()
    print(json.dumps(dive_document(order, outcome, checks), ensure_ascii=False))
    name = order.plan.vehicle.name
    if outcome.has_left:
        raise MizugiwaError(f"{name} is not watched any more: nobody looks at depth and tether")
    if outcome.has_dived and not outcome.surfaced:
        raise LinkError(f"{name} was not seen to come up: look for it at its last place")


def _fly(
    order: PatrolOrder, settings: Settings, launch: Launch
) -> tuple[Outcome, tuple[Check, ...]]:
    with _cockpit(order, settings, launch) as at:
        logbook = Logbook(settings.home, order)
        return Patrol(at.vehicle, order, at.report, at.operator, at.board, logbook).fly()


@dataclass(frozen=True, slots=True)
class _Cockpit:
    """All that a patrol is flown with."""

    vehicle: MavlinkVehicle
    report: Report
    operator: Operator
    board: Switchboard


@contextmanager
def _cockpit(order: PatrolOrder, settings: Settings, launch: Launch) -> Iterator[_Cockpit]:
    """Everything is open as long as the context lasts; a Ctrl-C in it ends the program."""
    clock = settings.make_clock()
    name, firmware = order.vehicle.name, firmware_of(order.vehicle.kind, order.vehicle.autopilot)
    signals = Signals()
    operator = _operator(signals, launch, order)
    with ExitStack() as stack:
        stack.enter_context(closing(operator))
        outbox = stack.enter_context(closing(Outbox(_outbox_path(settings, name))))
        courier = Courier(outbox, settings.station, f"patrol-{name}")
        courier.start()
        stack.callback(courier.stop, DRAIN_S)
        report = Report(outbox.put, operator.say, name, order.realm, clock)
        stack.enter_context(signals.caught())
        board = Switchboard()
        board.show(vehicle=name, sortie=order.sortie, sorties=order.sorties, realm=order.realm)
        stack.enter_context(Door(settings.home, name, board))
        connection = stack.enter_context(Connection(launch.link, clock, launch.system))
        try:
            yield _Cockpit(MavlinkVehicle(connection, name, firmware), report, operator, board)
        except KeyboardInterrupt:
            text = "stopped before the launch: nothing was armed"
            report.event("ended", text)
            raise MizugiwaError(text) from None


def _operator(
    signals: Signals, launch: Launch, order: PatrolOrder
) -> TerminalOperator | PipeOperator:
    if sys.stderr.isatty() and sys.stdin.isatty():
        is_dive = order.vehicle.submersible is not None
        return TerminalOperator(signals, launch.yes, is_dive)
    return PipeOperator(signals, launch.yes)


def _outbox_path(settings: Settings, name: str) -> Path:
    return settings.home / "outbox" / f"patrol-{file_stem(name)}.sqlite"


def _document(order: PatrolOrder, outcome: Outcome, checks: tuple[Check, ...]) -> dict[str, Any]:
    left = outcome.battery_left_pct
    return {
        "vehicle": order.vehicle.name,
        "sortie": order.sortie,
        "realm": order.realm.value,
        "waypoints": outcome.waypoints,
        "waypoints_reached": outcome.waypoints_reached,
        "duration_s": round(outcome.duration_s, 1),
        "battery_left_pct": left,
        "landed": outcome.landed,
        "is_circling": outcome.is_circling,
        "is_watched": not outcome.has_left,
        "link_losses": outcome.link_losses,
        "violations": len(outcome.breaches),
        "violation_list": [
            {"kind": b.kind, "name": b.name, "amount_m": round(b.amount_m, 1)}
            for b in outcome.breaches
        ],
        "checks": [{"name": c.name, "is_good": c.is_good, "text": c.text} for c in checks],
    }
