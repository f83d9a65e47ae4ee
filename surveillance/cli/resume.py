"""`mizugiwa resume`: on with an interrupted patrol, in the air or after a battery swap."""

from dataclasses import replace

from mission_planner.fleet import find_vehicle, read_fleet
from surveillance.cli.cockpit import Launch, check_realm
from surveillance.cli.flight_around import FlightWords
from surveillance.cli.flight_options import (
    Adsb,
    AsEvents,
    Confirm,
    Connect,
    FleetFile,
    InAir,
    StationUrl,
    System,
    VehicleName,
    Yes,
)
from surveillance.cli.in_flight import who
from surveillance.cli.papers_options import ForecastFile, PapersFile, desk_of
from surveillance.cli.patrol_link import SigningKeyOption
from surveillance.cli.patrol_target import order_of_page, order_of_rest
from surveillance.cli.plan_options import WindOption
from surveillance.cli.sortie import fly_order, take_over
from surveillance.control.client import flying
from surveillance.errors import LinkRefused
from surveillance.patrol.logbook import last_page
from surveillance.settings import load


def resume_command(
    vehicle: VehicleName = None,
    fleet: FleetFile = None,
    connect: Connect = None,
    system: System = 1,
    station: StationUrl = None,
    yes: Yes = False,
    confirm: Confirm = None,
    papers: PapersFile = None,
    forecast: ForecastFile = None,
    signing_key: SigningKeyOption = None,
    adsb: Adsb = None,
    wind: WindOption = None,
    in_air: InAir = False,
    as_json: AsEvents = False,
) -> None:
    """Go on with the patrol: in flight at once, on the ground from the leg it was on.

    On the ground the rest is checked, uploaded, confirmed and flown like any sortie; only the
    interrupted leg is flown twice. With --in-air nothing is commanded: a vehicle that flew on when
    its program ended is watched again, and answers status, recall and investigate.
    """
    spec = find_vehicle(read_fleet(fleet), vehicle)
    home = load().home
    running = next((one for one in flying(home) if one.vehicle == spec.name), None)
    if running is not None and in_air:  # to watch must never command
        raise LinkRefused(f"{spec.name} is watched already: mizugiwa status shows it")
    if running is not None:
        print(running.ask("resume", by=who())["text"])
        return
    page = last_page(home, spec.name)
    settings = load(station=station, realm=page.realm, signing_key=signing_key)
    check_realm(settings)
    launch = Launch(connect or spec.link, system, yes, confirm, tells_events=as_json, adsb=adsb)
    if in_air:
        take_over(order_of_page(page, spec), page.passed, settings, launch)
        return
    words = FlightWords(wind, forecast, before=page.wind)
    around = words.around(page.area, spec, settings.make_clock().now())
    order = order_of_rest(page, spec, around.wind)
    desk = desk_of(order, settings, papers, forecast)
    fly_order(order, settings, replace(launch, desk=desk))
