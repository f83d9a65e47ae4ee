"""`mizugiwa sign`: give a vehicle the key with which both sides sign their messages."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from mission_planner.fleet import find_vehicle, read_fleet
from surveillance.cli.cockpit import check_realm
from surveillance.cli.flight_options import check_link
from surveillance.cli.patrol_link import LinkPlaces, SigningKeyOption
from surveillance.errors import WrongUsage
from surveillance.links.modes import firmware_of
from surveillance.links.signing.key import read_key
from surveillance.links.signing.ledger import Ledger
from surveillance.links.signing.setup import give_key, refuse_radio
from surveillance.model import Realm
from surveillance.settings import load


def sign_command(
    vehicle: Annotated[str, typer.Argument(help="name of a vehicle of the fleet")],
    signing_key: SigningKeyOption = None,
    fleet: Annotated[Path | None, typer.Option(help="fleet file (TOML)")] = None,
    connect: Annotated[
        str | None,
        typer.Option(help="link, instead of the fleet's: serial:DEVICE:BAUD", callback=check_link),
    ] = None,
    system: Annotated[int, typer.Option(min=1, max=254, help="MAVLink system number")] = 1,
    realm: Annotated[Realm | None, typer.Option(help="live, exercise or simulated")] = None,
) -> None:
    """Send the key over a cable and see the vehicle sign with it. stdout: one JSON document.

    From then on the vehicle refuses what is not signed: every ground station needs the key.
    """
    settings = load(realm=realm, signing_key=signing_key)
    check_realm(settings)
    spec = find_vehicle(read_fleet(fleet), vehicle)
    link = connect or spec.link
    refuse_radio(link)
    if settings.signing_key is None:
        raise WrongUsage("which key? name its file with --signing-key FILE")
    key = read_key(settings.signing_key)
    clock = settings.make_clock()
    place = LinkPlaces(settings.home, settings.realm).signing_time(key)
    with closing(Ledger(place, clock, lambda text: print(text, file=sys.stderr))) as ledger:
        give_key(
            link, system, spec.name, firmware_of(spec.kind, spec.autopilot), key, ledger, clock
        )
    print(json.dumps({"vehicle": spec.name, "key": key.name, "signs": True}))
