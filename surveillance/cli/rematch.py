"""`mizugiwa rematch`: what a scan found, judged again with AIS that came late."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.clock import Clock
from surveillance.cli.ais_logs import read_logs
from surveillance.cli.scan_options import RealmAtStation, StationAddress
from surveillance.cli.scan_station import hand, station_door
from surveillance.errors import ScanFailed, WrongUsage
from surveillance.scan.amending import amend, amended
from surveillance.scan.files import check_out, write_found
from surveillance.scan.printable import printable
from surveillance.scan.reading import read_found
from surveillance.scan.rematch import changed, is_newer, rematch
from surveillance.scan.vessel import Scanned, verdicts_counted


def rematch_command(
    result: Annotated[Path, typer.Argument(help="what `scan` wrote as .geojson")],
    ais: Annotated[
        list[Path], typer.Option(help="AIS log (NMEA); give all that is known of that time")
    ],
    out: Annotated[
        list[Path] | None,
        typer.Option(help="write there; else the new verdicts go into RESULT beside the older"),
    ] = None,
    station: StationAddress = None,
    realm: RealmAtStation = None,
) -> None:
    """Judge scenes again, without the pictures. Older verdicts stay, with when they were known."""
    to_station = station_door(station, realm, (None, None), result.parent)
    if not result.name.lower().endswith(".geojson"):
        raise WrongUsage(f"{result.name}: name the .geojson that scan wrote")
    for place in out or ():
        check_out(place)
    before, known_at = result.read_bytes() if result.is_file() else b"", Clock.real().now()
    scenes = read_found(result)
    judged = rematch(scenes, read_logs(ais, known_at), known_at)
    for old, new in zip(scenes, judged, strict=True):
        print(_told(old, new), file=sys.stderr)
    is_new = any(is_newer(old, new) for old, new in zip(scenes, judged, strict=True))
    if is_new or out:
        _write(result, before, judged, out or (), known_at)
    with to_station as handover:
        if handover is not None:
            for scene in judged:
                hand(scene, handover)


def _write(
    result: Path,
    before: bytes,
    judged: list[Scanned],
    out: Sequence[Path],
    known_at: datetime,
) -> None:
    """To the files named, else into the result. Raises ScanFailed, SettingsError."""
    try:
        document = amended(result.name, before, judged) if out else None
        for place in out:
            write_found(place, judged, known_at, document=document)
        if not out:
            amend(result, before, judged, known_at)
    except OSError as exc:
        raise ScanFailed(
            f"{exc.filename or result}: {exc.strerror or exc}: check its rights, the disk"
        ) from exc


def _told(before: Scanned, after: Scanned) -> str:
    judged, likely, unknown = verdicts_counted(after)
    return (
        f"{printable(after.name)}: {changed(before, after)} new verdicts; of {judged} vessels"
        f" {likely} likely without AIS, {unknown} unknown"
    )
