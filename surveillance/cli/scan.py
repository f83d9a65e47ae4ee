"""`mizugiwa scan`: vessels on satellite scenes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from shapely.geometry import MultiPolygon

from geodata.coast import Land, read_land
from geodata.errors import GeodataError
from geodata.sentinel1.product import open_product
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.errors import MizugiwaError, ScanFailed, WrongUsage
from surveillance.model import AisReport, Value
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.files import check_out, write_found
from surveillance.scan.geojson import collection
from surveillance.scan.radar import LAND_BUFFER_M, RadarSettings, scan_radar
from surveillance.scan.vessel import Scanned
from surveillance.sources.ais_reading import read_log

LIKELY = 0.5  # from this probability of no AIS on a vessel is counted


def scan_command(
    scenes: Annotated[
        list[Path], typer.Argument(help="Sentinel-1 IW or EW GRD: .SAFE folder or zip, also COG")
    ],
    out: Annotated[
        list[Path] | None,
        typer.Option(help="write what was found: .geojson, .jsonl, .csv or .coco.json"),
    ] = None,
    land: Annotated[Path | None, typer.Option(help="land polygons; any vector file")] = None,
    area: Annotated[str | None, typer.Option(help="area name or file; its land is used")] = None,
    land_buffer: Annotated[
        float, typer.Option(min=0.0, max=10_000.0, help="metres off land that are left out")
    ] = LAND_BUFFER_M,
    ais: Annotated[
        list[Path] | None, typer.Option(help="AIS log of that time (NMEA); says who sends none")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, max=64, help="processor cores at once")] = 2,
) -> None:
    """Find vessels on satellite scenes. Without --out, GeoJSON goes to stdout."""
    if land is not None and area is not None:
        raise WrongUsage("--land and --area both give land: choose one")
    for place in out or ():
        check_out(place)
    chosen = RadarSettings(land_buffer_m=land_buffer, threads=threads)
    ground = _land(land, area)
    log = _log(ais or ())
    done: list[Scanned] = []
    failed: list[str] = []
    for scene in scenes:
        try:
            done.append(_scan(scene, ground, chosen, log))
        except (MizugiwaError, GeodataError) as exc:
            if len(scenes) == 1:
                raise
            failed.append(scene.name)
            print(f"mizugiwa: {scene.name} is left out: {exc}", file=sys.stderr)
    if done:
        _give(done, out or ())
    if failed:
        raise ScanFailed(f"{len(failed)} of {len(scenes)} scenes are left out: {', '.join(failed)}")


def _land(land: Path | None, area: str | None) -> Land | None:
    if area is not None:
        return Land(find_area(area, settings.load().home).land or MultiPolygon())
    return None if land is None else read_land(land)


def _log(files: Sequence[Path]) -> Log | None:
    reports: list[AisReport] = []

    def keep(values: Sequence[Value]) -> None:
        reports.extend(value for value in values if isinstance(value, AisReport))

    for file in files:
        read_log(file, keep, datetime.now(UTC))
    return Log(reports) if files else None


def _scan(scene: Path, land: Land | None, chosen: RadarSettings, log: Log | None) -> Scanned:
    product = open_product(scene)
    with _shown(product.name) as progress:
        scanned = scan_radar(product, land, chosen, progress)
    if log is not None and scanned.at is not None:
        scanned = with_ais(scanned, log, as_radar_shows(product, scanned.at))
    print(_told(scanned), file=sys.stderr)
    return scanned


@contextmanager
def _shown(name: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr for a person at a terminal; a pipe sees nothing."""
    talk = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_terminal) as shown:
        task = shown.add_task(name[:40], total=1.0)
        yield lambda share: shown.update(task, completed=share)


def _told(scene: Scanned) -> str:
    """One line for a person."""
    ghosts = len(scene.found) - len(scene.vessels)
    text = f"{scene.name}: {len(scene.vessels)} vessels, {ghosts} ghosts of vessels"
    judged = [v.dark for v in scene.vessels if v.dark is not None]
    if judged:
        likely = sum(dark.p is not None and dark.p >= LIKELY for dark in judged)
        unknown = sum(dark.p is None for dark in judged)
        text += f", {likely} likely without AIS"
        if unknown:
            text += f", {unknown} where no AIS is heard: unknown"
    return "; ".join((text, *scene.notes))


def _give(done: Sequence[Scanned], out: Sequence[Path]) -> None:
    for place in out:
        write_found(place, done)
    if not out:
        print(json.dumps(collection(done), ensure_ascii=False))
