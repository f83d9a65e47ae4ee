"""`mizugiwa standing`: what stands in the sea, as scans have learned it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.whole_file import write_whole
from surveillance import settings
from surveillance.errors import ScanFailed, WrongUsage
from surveillance.scan.files import check_out
from surveillance.scan.standing.beside import history_file
from surveillance.scan.standing.export import as_geojson, everything
from surveillance.scan.standing.history import History
from surveillance.scan.standing.match import IS_STANDING


def standing_command(
    out: Annotated[
        Path | None, typer.Option(help="write it as .geojson, which scan --standing reads")
    ] = None,
    least: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="probability from which on a thing is told")
    ] = IS_STANDING,
) -> None:
    """Platforms, turbines, rocks, rafts that scans found again and again. Without --out, GeoJSON
    goes to stdout."""
    if out is not None and not out.name.lower().endswith(".geojson"):
        raise WrongUsage(f"--out {out.name}: give a name that ends in .geojson")
    if out is not None:
        check_out(out)
    kept = settings.load()
    file = history_file(kept.home)
    if not file.is_file():
        raise ScanFailed("nothing is learned yet of what stands: mizugiwa scan SCENE... learns it")
    history = History(file, kept.realm)
    try:
        scenes, things = len(history.rings()), everything(history, least)
    finally:
        history.close()
    print(f"{len(things)} things stand where {scenes} scenes looked", file=sys.stderr)
    text = json.dumps(as_geojson(things), ensure_ascii=False, allow_nan=False)
    if out is None:
        print(text)
    else:
        write_whole(out, f"{text}\n".encode())
