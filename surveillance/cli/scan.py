"""`mizugiwa scan`: vessels on satellite scenes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from detectors.errors import DetectorError
from geodata.clock import Clock
from geodata.coast import Land, read_land
from geodata.errors import GeodataError
from geodata.products.files import ProductFiles
from geodata.raster.grouping import Files
from geodata.sentinel1.product import Product, product_of
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.bars import Bars
from surveillance.cli.scan_options import (
    AisLogs,
    CatalogName,
    ChipFolder,
    LandBuffer,
    Learn,
    PixelSize,
    RealmAtStation,
    ResultFiles,
    SeaHeight,
    Since,
    StandingLayer,
    StationAddress,
    TakenAt,
    WithNetwork,
)
from surveillance.cli.scan_results import Nothing, Result, finish, told
from surveillance.cli.scan_station import handed, station_door
from surveillance.errors import MizugiwaError, ScanFailed, WrongUsage
from surveillance.model import AisReport, Value
from surveillance.scan.ais.tracks import Log
from surveillance.scan.arriving import Way, brought
from surveillance.scan.chips.closer import CloserLook
from surveillance.scan.chips.writing import check_chips
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.files import check_out
from surveillance.scan.fresh import (
    CDSE,
    Wanted,
    check_catalog,
    opened,
    parse_since,
)
from surveillance.scan.kinds import Picture, open_scene, scan_picture, scenes_in
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.printable import printable
from surveillance.scan.radar import (
    LAND_BUFFER_M,
    RadarSettings,
    scan_radar,
)
from surveillance.scan.standing.beside import Beside, beside_standing
from surveillance.scan.times import Times
from surveillance.scan.unseen.silent import with_silent
from surveillance.scan.vessel import Scanned
from surveillance.sources.ais_reading import read_log


def scan_command(
    scenes: Annotated[
        list[str],
        typer.Argument(
            help="Sentinel-1 IW or EW GRD, Sentinel-2 L1C or L2A: .SAFE folders or zips; pictures: "
            "one file with all bands or one for each; with --since one area"
        ),
    ],
    since: Since = None,
    catalog: CatalogName = None,
    out: ResultFiles = None,
    land: Annotated[Path | None, typer.Option(help="land polygons; any vector file")] = None,
    area: Annotated[str | None, typer.Option(help="area name or file; its land is used")] = None,
    land_buffer: LandBuffer = None,
    pixel_size: PixelSize = None,
    at: TakenAt = None,
    sea_height: SeaHeight = None,
    ais: AisLogs = None,
    chips: ChipFolder = None,
    network: WithNetwork = True,
    standing: StandingLayer = None,
    learn: Learn = True,
    station: StationAddress = None,
    realm: RealmAtStation = None,
    threads: Annotated[int, typer.Option(min=1, max=64, help="processor cores at once")] = 2,
) -> None:
    """Find vessels on satellite scenes. Without --out, GeoJSON goes to stdout."""
    if land is not None and area is not None:
        raise WrongUsage("--land and --area both give land: choose one")
    to_station = station_door(station, realm, (catalog, since), out or ())
    kept = settings.load()
    clock, home = Clock.real(), kept.home
    began = _began(scenes, since, catalog, clock)
    for place in out or ():
        check_out(place)
    closer = CloserLook(network, check_chips(chips, out or ()), threads)
    if began is not None and land is None and area is None:
        area = scenes[0]
    radar_buffer_m = LAND_BUFFER_M if land_buffer is None else land_buffer
    radar = RadarSettings(land_buffer_m=radar_buffer_m, threads=threads)
    picture = PictureSettings(land_buffer, pixel_size, at, threads)
    beside = beside_standing(standing, home if learn else None, kept.realm)
    with Bars() as bars, to_station as handover:
        ground, log = _ground(land, area, home), _log(ais or (), clock)
        asked = Asked(radar, picture, sea_height, ground, log, bars, closer, beside)
        if began is None:
            results = _given(scenes_in([Path(scene) for scene in scenes]), asked)
        else:
            shape = find_area(scenes[0], home).shape
            wanted = Wanted(shape, began, clock.now(), catalog or CDSE)
            results = _searched(wanted, (home, clock), asked)
        finish(handed(results, handover), out or (), clock)


def _began(
    scenes: list[str], since: str | None, catalog: str | None, clock: Clock
) -> datetime | None:
    """From when on a catalogue is searched; None: the scenes are here. Raises WrongUsage."""
    if since is None:
        if catalog is not None:
            raise WrongUsage("--catalog is searched with --since: how far back?")
        return None
    if len(scenes) != 1:
        raise WrongUsage(f"--since searches for one area, {len(scenes)} are named: name one")
    check_catalog(CDSE if catalog is None else catalog)
    return parse_since(since, clock.now())


@dataclass(frozen=True, slots=True)
class Ground:
    """The land that is left out, and what a person should know of it."""

    land: Land | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What each scene is scanned with."""

    radar: RadarSettings
    picture: PictureSettings
    sea_height_m: float | None
    ground: Ground
    log: Log | None
    bars: Bars
    closer: CloserLook
    beside: Beside


Seen = tuple[Product, Scanned]


def _given(scenes: Sequence[Files], asked: Asked) -> Iterator[Result]:
    """Scenes of this machine. The error of a single one is the whole story."""
    if len(scenes) == 1:
        yield _scan(scenes[0], asked)
        return
    for scene in scenes:
        yield _tried(scene, asked)


def _searched(wanted: Wanted, where: tuple[Path, Clock], asked: Asked) -> Iterator[Result]:
    """Scenes that a catalogue has; the next ones come while one is looked at."""
    home, clock = where
    with opened(wanted, home, clock) as catalogue:
        offers = catalogue.search(wanted.outline, wanted.since, wanted.until, wanted.collections)
        count = f"{len(offers)} scenes {wanted.told()}"
        print(count, file=sys.stderr)
        if not offers:
            yield Nothing(count)
        way = Way(home / "scenes", asked.bars.grow, clock.now, partial(_seen_early, asked))
        for one in brought(catalogue, offers, way):
            path, offer, early = one.fetched.path, one.fetched.offer, one.early
            if path is None:
                print(f"mizugiwa: {offer.name}: {one.fetched.trouble}", file=sys.stderr)
                yield offer.name
                continue
            result = _tried((path,), asked, early)
            if isinstance(result, Scanned):
                times = Times(offer.start_at, offer.published_at, one.arrived_at, clock.now())
                print(f"{result.name}: {times.told()}", file=sys.stderr)
                notes = (*result.notes, times.told())
                result = replace(result, notes=notes, times=times)
            yield result


def _tried(scene: Files, asked: Asked, early: Seen | None = None) -> Result:
    """early: what was seen on it while it came."""
    try:
        return _scan(scene, asked) if early is None else told(_judged(*early, asked))
    except (MizugiwaError, GeodataError, DetectorError) as exc:
        trouble = str(exc)
    except OSError as exc:  # a disk that is full or gone
        trouble = f"{exc.filename or scene[0]}: {exc.strerror or exc}: check the disk"
    name = printable(scene[0].name)
    print(f"mizugiwa: {name} is left out: {printable(trouble, 400)}", file=sys.stderr)
    return name


def _ground(land: Path | None, area: str | None, home: Path) -> Ground:
    if land is not None:
        return Ground(read_land(land))
    if area is None:
        return Ground()
    found = find_area(area, home)
    if found.land is None or found.land.is_empty:
        return Ground()
    note = (
        f"land is known only as area {printable(found.name)} has it: other land is looked at, too"
    )
    return Ground(Land(found.land), note)


def _log(files: Sequence[Path], clock: Clock) -> Log | None:
    reports: list[AisReport] = []

    def keep(values: Sequence[Value]) -> None:
        reports.extend(value for value in values if isinstance(value, AisReport))

    for file in files:
        read_log(file, keep, clock.now())
    return Log(reports) if files else None


def _scan(files: Files, asked: Asked) -> Scanned:
    for file in files:
        try:
            str(file).encode()
        except UnicodeEncodeError as exc:
            name = printable(str(file))
            raise ScanFailed(f"{name} has a name that is no text: rename it") from exc
    scene = open_scene(files, asked.sea_height_m)
    if isinstance(scene, Product):
        return told(_judged(*_seen(scene, asked), asked))
    return told(_picture(scene, asked))


def _seen_early(asked: Asked, files: ProductFiles) -> Seen:
    return _seen(product_of(files, asked.sea_height_m), asked)


def _seen(product: Product, asked: Asked) -> Seen:
    """What is on it. Nothing of that leaves before the product is known to be whole."""
    bar = asked.bars.bar(printable(product.name))
    scanned = scan_radar(product, asked.ground.land, asked.radar, bar)
    notes = [*scanned.notes, *filter(None, [asked.ground.note])]
    scanned = asked.beside.judged(replace(scanned, notes=tuple(notes)))
    scanned = asked.closer.judged(scanned, product)
    if scanned.at is not None:
        scanned = replace(scanned, sight=as_radar_shows(product, scanned.at))
    return product, scanned


def _judged(product: Product, scanned: Scanned, asked: Asked) -> Scanned:
    scanned = asked.closer.drawn(scanned, product)
    if asked.log is not None:
        scanned = with_ais(scanned, asked.log, Clock.real().now())
        scanned = with_silent(scanned, asked.log, product)
    return asked.beside.remembered(scanned)


def _picture(scene: Picture, asked: Asked) -> Scanned:
    bar = asked.bars.bar(printable(scene.name))
    scanned = scan_picture(scene, asked.ground.land, asked.picture, bar)
    notes = [*scanned.notes, *filter(None, [asked.ground.note])]
    if asked.log is not None and not scanned.looked:
        notes.append("where it was taken is not known: AIS is not asked")
    # what stands is told from vessels, but not learned: clouds hide it
    scanned = asked.beside.judged(replace(scanned, notes=tuple(notes)))
    scanned = asked.closer.drawn(scanned, scene)
    if asked.log is not None:
        scanned = with_ais(scanned, asked.log, Clock.real().now())
    return scanned
