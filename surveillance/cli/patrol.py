"""`mizugiwa patrol`: fly one sortie of a plan, or of an area planned on the spot; watch a dive."""

from dataclasses import dataclass, replace
from datetime import datetime
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
from surveillance.cli.flight_around import FlightWords
from surveillance.cli.flight_options import (
    Adsb,
    AsEvents,
    Confirm,
    Connect,
    FleetFile,
    StationUrl,
    System,
    VehicleName,
    Yes,
)
from surveillance.cli.layer_options import Airports, Layer, MaxDistance
from surveillance.cli.papers_options import ForecastFile, PapersFile, desk_of
from surveillance.cli.patrol_link import SigningKeyOption
from surveillance.cli.patrol_target import (
    Around,
    Waters,
    dive_of,
    is_plan_file,
    order_of_area,
    order_of_file,
)
from surveillance.cli.plan_options import LandFile, WindOption
from surveillance.cli.sortie import fly_order, watch_dive
from surveillance.model import Realm
from surveillance.patrol.dive.order import DiveOrder, OnBreach
from surveillance.patrol.order import PatrolOrder, WithoutLink
from surveillance.settings import Settings, load

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
    wind: WindOption = None,
    layer: Layer = None,
    airports: Airports = None,
    max_distance: MaxDistance = None,
    land: LandFile = None,
    signing_key: SigningKeyOption = None,
    adsb: Adsb = None,
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
    launch = Launch(connect or spec.link, system, yes, confirm, tells_events=as_json, adsb=adsb)
    limited = find_area(area, settings.home) if area else None
    words = FlightWords(wind, forecast, layer, airports, max_distance, land)
    site = _Site(settings, spec, words)
    asked = _Asked(on_breach, bed, bed_depth, current)
    if piloted or asked != _Asked():
        _check_piloted(target, words, spec, piloted)
        dive = site.dive(Path(target), limited, asked)
        desk = desk_of(dive.plan, settings, papers, forecast)
        watch_dive(dive, settings, replace(launch, desk=desk))
        return
    request = PlanRequest(pattern=pattern, standoff_m=standoff, strip_m=strip, altitude_m=altitude)
    order = replace(site.order(target, limited, request), without_link=without_link)
    desk = desk_of(order, settings, papers, forecast)
    fly_order(order, settings, replace(launch, desk=desk))


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a sortie begins now, with which vehicle, and what was written of air and map there."""

    settings: Settings
    vehicle: VehicleSpec
    words: FlightWords

    def order(self, target: str, limited: Area | None, request: PlanRequest) -> PatrolOrder:
        """A flight: of a plan file, or of an area, planned now."""
        vehicle, realm = self.vehicle, self.settings.realm
        if is_plan_file(target):
            return order_of_file(Path(target), limited, vehicle, realm, around_of=self._around)
        patrolled = find_area(target, self.settings.home)
        around = self._around(patrolled)
        return order_of_area(patrolled, vehicle, replace(request, wind=around.wind), realm, around)

    def dive(self, plan: Path, limited: Area | None, asked: "_Asked") -> DiveOrder:
        """A piloted dive, in the current that was measured, or else is forecast."""
        realm = self.settings.realm
        order = order_of_file(plan, limited, self.vehicle, realm, is_piloted=True)
        forecast = self.words.flow_of_forecast(order.area, self.vehicle, self._now())
        return dive_of(order, str(plan), asked.waters(order.area, forecast))

    def _around(self, area: Area) -> Around:
        return self.words.around(area, self.vehicle, self._now())

    def _now(self) -> datetime:
        return self.settings.make_clock().now()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was written of the water of a dive."""

    on_breach: OnBreach | None = None
    bed: Path | None = None
    bed_depth_m: float | None = None
    current: Wind | None = None

    def waters(self, area: Area, forecast: Wind | None) -> Waters:
        """forecast: the current that one has. Raises PlannerError for a bed that cannot be read."""
        bed = bed_of(self.bed, self.bed_depth_m, area)
        return Waters(bed, self.current or forecast, self.on_breach or OnBreach.HOLD)


def _check_piloted(target: str, words: FlightWords, vehicle: VehicleSpec, is_piloted: bool) -> None:
    """Raises BadParameter for options that do not go together."""
    if vehicle.submersible is None:
        raise typer.BadParameter(f"{vehicle.name} flies: --piloted, bed and current are for a sub")
    if not is_piloted:
        raise typer.BadParameter("bed, current and --on-breach are for a dive: add --piloted")
    if words != FlightWords(forecast=words.forecast):
        raise typer.BadParameter("wind, map layers and land are for flights: leave them out")
    if not is_plan_file(target):
        raise typer.BadParameter(
            f"--piloted follows a plan file: mizugiwa plan {target} --depth M --out dive.plan"
        )
