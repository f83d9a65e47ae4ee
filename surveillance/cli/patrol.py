"""`mizugiwa patrol`: fly one sortie of a plan, or of an area planned on the spot; watch a dive."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from geodata.area import Area
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.request import PlanRequest, Wind
from mission_planner.vehicle import VehicleSpec
from surveillance.cli.area import find_area
from surveillance.cli.cockpit import Launch, check_realm
from surveillance.cli.dive_options import BedDepth, BedFile, Current, bed_of
from surveillance.cli.flight_options import (
    AsEvents,
    Confirm,
    Connect,
    FleetFile,
    StationUrl,
    System,
    VehicleName,
    Yes,
)
from surveillance.cli.papers_options import ForecastFile, PapersFile, desk_of
from surveillance.cli.patrol_link import SigningKeyOption
from surveillance.cli.patrol_target import (
    Waters,
    dive_of,
    is_plan_file,
    order_of_area,
    order_of_file,
)
from surveillance.cli.sortie import fly_order, watch_dive
from surveillance.model import Realm
from surveillance.patrol.dive.order import OnBreach
from surveillance.patrol.order import WithoutLink
from surveillance.settings import load

WithoutLinkOption = Annotated[
    WithoutLink | None,
    typer.Option(
        help="set the vehicle's own failsafe: go on with the mission or return when nobody is"
        " heard any more; unless given it stays as it is in the vehicle"
    ),
]


def patrol_command(
    target: Annotated[str, typer.Argument(help="a .plan or .waypoints file, or an area")],
    vehicle: VehicleName = None,
    fleet: FleetFile = None,
    connect: Connect = None,
    system: System = 1,
    station: StationUrl = None,
    yes: Yes = False,
    confirm: Confirm = None,
    realm: Annotated[Realm | None, typer.Option(help="live, exercise or simulated")] = None,
    area: Annotated[str | None, typer.Option(help="area with the limits of a plan file")] = None,
    pattern: Annotated[str, typer.Option(help="auto, corridor or loop")] = "auto",
    standoff: Annotated[float, typer.Option(help="metres off the coast")] = 300.0,
    strip: Annotated[float, typer.Option(help="width of the strip to see, metres")] = 200.0,
    altitude: Annotated[float, typer.Option(help="metres above home")] = 100.0,
    signing_key: SigningKeyOption = None,
    without_link: WithoutLinkOption = None,
    papers: PapersFile = None,
    forecast: ForecastFile = None,
    piloted: Annotated[
        bool, typer.Option("--piloted", help="a dive: a pilot steers, its gates are watched")
    ] = False,
    on_breach: Annotated[
        OnBreach | None, typer.Option(help="piloted, too deep: hold (usual), surface or tell")
    ] = None,
    bed: BedFile = None,
    bed_depth: BedDepth = None,
    current: Current = None,
    as_json: AsEvents = False,
) -> None:
    """Check, upload, confirm, launch and watch one sortie. stdout: one JSON document at the end."""
    settings = load(station=station, realm=realm, signing_key=signing_key)
    check_realm(settings)
    spec = find_vehicle(read_fleet(fleet), vehicle)
    launch = Launch(connect or spec.link, system, yes, confirm, tells_events=as_json)
    limited = find_area(area, settings.home) if area else None
    asked = _Asked(on_breach, bed, bed_depth, current)
    if piloted or asked != _Asked():
        _check_piloted(target, spec, piloted)
        order = order_of_file(Path(target), limited, spec, settings.realm, is_piloted=True)
        dive = dive_of(order, target, asked.waters(order.area))
        desk = desk_of(dive.plan, settings, papers, forecast)
        watch_dive(dive, settings, replace(launch, desk=desk))
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
    desk = desk_of(order, settings, papers, forecast)
    fly_order(order, settings, replace(launch, desk=desk))


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
