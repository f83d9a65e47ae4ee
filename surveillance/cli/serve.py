"""`mizugiwa serve`: the station with its live map."""

import sys
from typing import Annotated

import typer

from geodata.area import area_to_geojson
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.model import Realm
from surveillance.station import Station, StationHome
from surveillance.web.app import Site, create_app
from surveillance.web.page import area_bounds, render_shell
from surveillance.web.server import loopback, open_door, serve, url_of
from surveillance.web.vendor import STATIC, vendor_folder


def serve_command(
    area: Annotated[str, typer.Option(help="name of an area, or a GeoJSON file")] = "okinoshima",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port")] = 8030,
    host: Annotated[str, typer.Option(help="loopback address to listen on")] = "127.0.0.1",
    realm: Annotated[Realm | None, typer.Option(help="what world the values belong to")] = None,
) -> None:
    """Run the station: live map, API, alerts, scheduler."""
    loopback(host)  # a wrong word is said before anything that may be missing here
    chosen = settings.load(realm=realm)
    patrolled = find_area(area, chosen.home)
    site = Site(render_shell(area_bounds(area_to_geojson(patrolled))), STATIC, vendor_folder())
    with open_door(host, port) as door:
        home = StationHome(chosen.home)
        station = Station(home, patrolled, chosen.realm, chosen.make_clock())
        try:
            station.start()
            print(f"live map: {url_of(door)} (realm {chosen.realm})", file=sys.stderr, flush=True)
            serve(create_app(station, site), station, door)
        finally:
            station.stop()
            home.close()
