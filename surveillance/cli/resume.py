"""`mizugiwa resume`: on with an interrupted patrol, in the air or after a battery swap."""

from pathlib import Path
from typing import Annotated

import typer

from mission_planner.fleet import find_vehicle, read_fleet
from surveillance.cli.in_flight import who
from surveillance.cli.patrol import Launch, check_realm, fly_order
from surveillance.cli.patrol_link import SigningKeyOption
from surveillance.cli.patrol_target import order_of_rest
from surveillance.control.client import flying
from surveillance.patrol.logbook import last_page
from surveillance.settings import load


def resume_command(
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
    signing_key: SigningKeyOption = None,
) -> None:
    """Go on with the patrol: in flight at once, on the ground from the leg it was on.

    On the ground the rest is checked, uploaded, confirmed and flown like any sortie; only the
    interrupted leg is flown twice.
    """
    spec = find_vehicle(read_fleet(fleet), vehicle)
    home = load().home
    running = next((one for one in flying(home) if one.vehicle == spec.name), None)
    if running is not None:
        print(running.ask("resume", by=who())["text"])
        return
    page = last_page(home, spec.name)
    settings = load(station=station, realm=page.realm, signing_key=signing_key)
    check_realm(settings)
    order = order_of_rest(page, spec)
    fly_order(order, settings, Launch(connect or spec.link, system, yes, confirm))
