"""Options of `mizugiwa scan`: what to write, and what nobody can read from a scene."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from surveillance.cli.times import parse_time
from surveillance.model import Realm
from surveillance.scan.fresh import Sensor

Since = Annotated[
    str | None, typer.Option(help="search a catalogue for what was taken since, such as 7d")
]
CatalogName = Annotated[
    str | None,
    typer.Option(help="with --since: cdse, stac:https://…, dhus:https://… or folder:PATH"),
]
WhoseScenes = Annotated[
    Sensor | None,
    typer.Option(help="with --since: scenes of Sentinel-1 (radar, the default), Sentinel-2, both"),
]
ResultFiles = Annotated[
    list[Path] | None,
    typer.Option(
        help="write what was found: .geojson, .jsonl, .csv, .coco.json or .stac.json; or what could"
        " not be seen: .unseen.geojson or .unseen.png"
    ),
]
SeaHeight = Annotated[
    float | None,
    typer.Option(
        min=-110.0, max=90.0, help="metres of the sea above the ellipsoid; without it the geoid's"
    ),
]
LandBuffer = Annotated[
    float | None,
    typer.Option(
        min=0.0, max=10_000.0, help="metres off land that are left out: 200 of radar, else 0"
    ),
]
PixelSize = Annotated[
    float | None,
    typer.Option(min=0.05, max=1000.0, help="metres of a pixel of pictures that are on no map"),
]
TakenAt = Annotated[
    datetime | None,
    typer.Option(parser=parse_time, metavar="TIME", help="when pictures were taken, with zone"),
]
AisLogs = Annotated[
    list[Path] | None, typer.Option(help="AIS log of that time (NMEA); says who sends none")
]
ChipFolder = Annotated[
    Path | None, typer.Option(help="folder for a small picture (PNG) of each thing found")
]
StandingLayer = Annotated[
    Path | None, typer.Option(help="platforms, rocks, rafts, nets; any vector file")
]
Learn = Annotated[
    bool, typer.Option(help="learn what stands from each scene, tell it from vessels")
]
WithNetwork = Annotated[
    bool,
    typer.Option(
        "--network/--no-network",
        help="radar: a small network measures each thing, too, and tells how likely a vessel it is",
    ),
]
StationAddress = Annotated[
    str | None, typer.Option(help="address of the station that the vessels are handed to")
]
RealmAtStation = Annotated[
    Realm | None,
    typer.Option(help="with --station; default: files are a replay, a catalogue's scenes not"),
]
DaskAddress = Annotated[
    str | None,
    typer.Option(help="scheduler of a Dask cluster that looks at the scenes: tcp://HOST:PORT"),
]
