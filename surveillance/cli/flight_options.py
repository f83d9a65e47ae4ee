"""Options of every command that launches a vehicle."""

from pathlib import Path
from typing import Annotated

import typer

from surveillance.aircraft.sbs import PORT
from surveillance.errors import LinkError
from surveillance.links.transports import transport_for

VehicleName = Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")]
FleetFile = Annotated[Path | None, typer.Option(help="fleet file (TOML)")]


def check_link(link: str | None) -> str | None:
    """The same text. Raises BadParameter for one that no transport can be made of."""
    if link is not None:
        try:
            transport_for(link)
        except LinkError as exc:
            raise typer.BadParameter(str(exc)) from exc
    return link


Connect = Annotated[
    str | None,
    typer.Option(
        help="link, instead of the fleet's: tcp:HOST:PORT, udpin:, serial:", callback=check_link
    ),
]
System = Annotated[int, typer.Option(min=1, max=254, help="MAVLink system number")]
StationUrl = Annotated[str | None, typer.Option(help="address of the station")]
Yes = Annotated[bool, typer.Option("--yes", help="launch without asking; --confirm names it")]
Confirm = Annotated[str | None, typer.Option(help="VEHICLE:SORTIE, with --yes")]
AsEvents = Annotated[
    bool, typer.Option("--json", help="each event as a JSON line on stdout, the document last")
]
InAir = Annotated[
    bool, typer.Option("--in-air", help="it flies on since its program ended: watch it again")
]


def _receiver(text: str) -> tuple[str, int]:
    """HOST or HOST:PORT. Raises BadParameter."""
    host, colon, port = text.rpartition(":")
    if not colon:
        host, port = text, str(PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter(f"{text!r} is not HOST or HOST:PORT of a receiver of aircraft")
    return host, int(port)


Adsb = Annotated[
    tuple[str, int] | None,
    typer.Option(
        parser=_receiver,
        metavar="HOST[:PORT]",
        help="receiver of aircraft on the ground that tells SBS-1 lines, as dump1090 and readsb do",
    ),
]
