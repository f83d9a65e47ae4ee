"""`mizugiwa scan`: vessels on satellite scenes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from shapely.geometry import MultiPolygon

from geodata.clock import Clock
from geodata.coast import Land, read_land
from geodata.errors import GeodataError
from geodata.sentinel1.product import open_product
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.bars import Bars
from surveillance.errors import MizugiwaError, ScanFailed, WrongUsage
from surveillance.model import AisReport, Value
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.files import check_out, write_found
from surveillance.scan.fresh import CDSE, Wanted, bring, opened, parse_since, times_told
from surveillance.scan.geojson import collection
from surveillance.scan.radar import LAND_BUFFER_M, RadarSettings, scan_radar
from surveillance.scan.vessel import Scanned
from surveillance.sources.ais_reading import read_log

LIKELY = 0.5  # from this probability of no AIS on a vessel is counted


def scan_command(
    scenes: Annotated[
        list[str],
        typer.Argument(
            help="Sentinel-1 IW or EW GRD: .SAFE folders or zips, also COG; with --since one area"
        ),
    ],
    since: Annotated[
        str | None, typer.Option(help="search a catalogue for what was taken since, such as 7d")
    ] = None,
    catalog: Annotated[
        str, typer.Option(help="with --since: cdse, address of a STAC API, or a folder")
    ] = CDSE,
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
    if since is not None and len(scenes) != 1:
        raise WrongUsage(f"--since searches for one area, {len(scenes)} are named: name one")
    for place in out or ():
        check_out(place)
    wanted_since = None if since is None else parse_since(since, datetime.now(UTC))
    home = settings.load().home
    if wanted_since is not None and land is None and area is None:
        area = scenes[0]
    radar = RadarSettings(land_buffer_m=land_buffer, threads=threads)
    with Bars() as bars:
        asked = Asked(radar, _land(land, area), _log(ais or ()), bars)
        if wanted_since is None:
            results = _given([Path(scene) for scene in scenes], asked)
        else:
            shape = find_area(scenes[0], home).shape
            wanted = Wanted(shape, wanted_since, datetime.now(UTC), catalog)
            results = _searched(wanted, home, asked)
        _finish(results, out or ())


@dataclass(frozen=True, slots=True)
class Asked:
    """What each scene is scanned with."""

    radar: RadarSettings
    land: Land | None
    log: Log | None
    bars: Bars


Result = Scanned | str  # a scene, or the name of one that was left out


def _given(scenes: Sequence[Path], asked: Asked) -> Iterator[Result]:
    """Scenes of this machine. The error of a single one is the whole story."""
    if len(scenes) == 1:
        yield _scan(scenes[0], asked)
        return
    for scene in scenes:
        yield _tried(scene, asked)


def _searched(wanted: Wanted, home: Path, asked: Asked) -> Iterator[Result]:
    """Scenes that a catalogue has; the next ones come while one is looked at."""
    with opened(wanted, home, Clock.real()) as (catalogue, collections):
        offers = catalogue.search(wanted.outline, wanted.since, wanted.until, collections)
        print(f"{len(offers)} scenes since {wanted.since:%Y-%m-%d %H:%M}Z", file=sys.stderr)
        for fetched in bring(catalogue, offers, home / "scenes", asked.bars.grow):
            if fetched.path is None:
                print(f"mizugiwa: {fetched.offer.name}: {fetched.trouble}", file=sys.stderr)
                yield fetched.offer.name
                continue
            result = _tried(fetched.path, asked)
            if isinstance(result, Scanned):
                times = times_told(fetched.offer, datetime.now(UTC))
                print(f"{result.name}: {times}", file=sys.stderr)
                result = replace(result, notes=(*result.notes, times))
            yield result


def _tried(scene: Path, asked: Asked) -> Result:
    try:
        return _scan(scene, asked)
    except (MizugiwaError, GeodataError) as exc:
        print(f"mizugiwa: {scene.name} is left out: {exc}", file=sys.stderr)
        return scene.name


def _finish(results: Iterator[Result], out: Sequence[Path]) -> None:
    """Files are written anew after each scene: what is done is not lost with the next one."""
    done: list[Scanned] = []
    failed: list[str] = []
    for result in results:
        if isinstance(result, str):
            failed.append(result)
            continue
        done.append(result)
        for place in out:
            write_found(place, done)
    if not out and (done or not failed):
        print(json.dumps(collection(done), ensure_ascii=False))
    if failed:
        count = len(done) + len(failed)
        raise ScanFailed(f"{len(failed)} of {count} scenes are left out: {', '.join(failed)}")


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


def _scan(scene: Path, asked: Asked) -> Scanned:
    product = open_product(scene)
    scanned = scan_radar(product, asked.land, asked.radar, asked.bars.bar(product.name))
    if asked.log is not None and scanned.at is not None:
        scanned = with_ais(scanned, asked.log, as_radar_shows(product, scanned.at))
    print(_told(scanned), file=sys.stderr)
    return scanned


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
