"""`mizugiwa scan`: vessels on satellite scenes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from detectors.errors import DetectorError
from geodata.catalogs.port import Offer
from geodata.clock import Clock
from geodata.coast import Land, read_land
from geodata.errors import GeodataError
from geodata.raster.grouping import Files
from surveillance import settings
from surveillance.cli.ais_logs import read_logs
from surveillance.cli.area import find_area
from surveillance.cli.bars import Bars
from surveillance.cli.scan_options import (
    AisLogs,
    CatalogName,
    ChipFolder,
    DaskAddress,
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
    WhoseScenes,
    WithNetwork,
)
from surveillance.cli.scan_results import Nothing, Result, finish, told
from surveillance.cli.scan_station import handed, station_door
from surveillance.errors import MizugiwaError, ScanFailed, WrongUsage
from surveillance.scan.arriving import Way, brought
from surveillance.scan.chips.closer import CloserLook
from surveillance.scan.chips.writing import check_chips
from surveillance.scan.files import check_out
from surveillance.scan.fresh import (
    CDSE,
    Sensor,
    Wanted,
    check_catalog,
    cloud_text,
    opened_catalog,
    parse_since,
    scenes_of,
)
from surveillance.scan.kinds import scenes_in
from surveillance.scan.one import (
    Asked,
    Ground,
    Known,
    Seen,
    judged,
    opened,
    seen_early,
    seen_far,
    seen_whole,
)
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.printable import printable
from surveillance.scan.radar import (
    LAND_BUFFER_M,
    RadarSettings,
)
from surveillance.scan.spread import check_address, spread
from surveillance.scan.standing.beside import beside_standing
from surveillance.scan.times import Times
from surveillance.scan.vessel import Scanned


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
    sensor: WhoseScenes = None,
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
    dask: DaskAddress = None,
    threads: Annotated[int, typer.Option(min=1, max=64, help="processor cores at once")] = 2,
) -> None:
    """Find vessels on satellite scenes. Without --out, GeoJSON goes to stdout."""
    if land is not None and area is not None:
        raise WrongUsage("--land and --area both give land: choose one")
    to_station = station_door(station, realm, (catalog, since), out[0].parent if out else Path())
    kept = settings.load()
    clock, home = Clock.real(), kept.home
    began = _began(scenes, since, (catalog, sensor), clock)
    if dask is not None:
        check_address(dask, began is None)
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
        asked = Asked(radar, picture, sea_height, _ground(land, area, home), closer)
        work = Work(
            asked, Known(beside, read_logs(ais, clock.now()) if ais else None), bars, dask, clock
        )
        if began is None:
            results = _given(scenes_in([Path(scene) for scene in scenes]), work)
        else:
            shape = find_area(scenes[0], home).shape
            asked_for = (catalog or CDSE, sensor or Sensor.RADAR)
            results = _searched(Wanted(shape, began, clock.now(), *asked_for), home, work)
        ground = asked.ground.land, clock
        finish(handed(results, handover, ground), out or (), clock)


def _began(
    scenes: list[str],
    since: str | None,
    searched: tuple[str | None, Sensor | None],
    clock: Clock,
) -> datetime | None:
    """From when on a catalogue is searched; None: the scenes are here. searched: --catalog and
    --sensor. Raises WrongUsage."""
    catalog, sensor = searched
    if since is None:
        if catalog is not None:
            raise WrongUsage("--catalog is searched with --since: how far back?")
        if sensor is not None:
            raise WrongUsage("--sensor is for --since; a scene that is here says what it is of")
        return None
    if len(scenes) != 1:
        raise WrongUsage(f"--since searches for one area, {len(scenes)} are named: name one")
    check_catalog(CDSE if catalog is None else catalog)
    return parse_since(since, clock.now())


@dataclass(frozen=True, slots=True)
class Work:
    """How scenes are scanned, and who is told. dask: address of a scheduler; None: here."""

    asked: Asked
    known: Known
    bars: Bars
    dask: str | None
    clock: Clock


def _given(scenes: Sequence[Files], work: Work) -> Iterator[Result]:
    """Scenes of this machine. The error of a single one is the whole story."""
    if work.dask is not None:
        yield from _spread(scenes, work, work.dask)
    elif len(scenes) == 1:
        yield told(_judged(seen_whole(work.asked, work.bars.bar, scenes[0]), work))
    else:
        for scene in scenes:
            yield _tried(scene, partial(seen_whole, work.asked, work.bars.bar, scene), work)


def _spread(scenes: Sequence[Files], work: Work, address: str) -> Iterator[Result]:
    """Scenes that a cluster looks at, the first done first; they are judged here."""
    bar = work.bars.bar(f"{len(scenes)} scenes")
    done = spread(address, scenes, partial(seen_far, work.asked))
    for count, (number, outcome) in enumerate(done, start=1):
        bar(count / len(scenes))
        yield _tried(scenes[number], partial(_from_afar, scenes[number], outcome, work), work)


def _from_afar(files: Files, outcome: Scanned | Exception, work: Work) -> Seen:
    if isinstance(outcome, Exception):
        raise outcome
    return opened(files, work.asked), outcome


def _searched(wanted: Wanted, home: Path, work: Work) -> Iterator[Result]:
    """Scenes that a catalogue has; the next ones come while one is looked at."""
    clock, asked, bars = work.clock, work.asked, work.bars
    with opened_catalog(wanted, home, clock) as catalogue:
        offers, count = scenes_of(catalogue, wanted, _say)
        if not offers:
            yield Nothing(count)
        way = Way(home / "scenes", bars.grow, clock.now, partial(seen_early, asked, bars.bar))
        for one in brought(catalogue, offers, way):
            path, offer, early = one.fetched.path, one.fetched.offer, one.early
            if path is None:
                print(f"mizugiwa: {offer.name}: {one.fetched.trouble}", file=sys.stderr)
                yield offer.name
                continue
            see = partial(_came, path, offer, work) if early is None else partial(_kept, early)
            result = _tried((path,), see, work)
            if isinstance(result, Scanned):
                times = Times(offer.start_at, offer.published_at, one.arrived_at, clock.now())
                _say(f"{result.name}: {times.told()}")
                notes = (*result.notes, *_clouds(offer), times.told())
                result = replace(result, notes=notes, times=times, cloud_pct=offer.cloud_pct)
            yield result


def _kept(early: Seen) -> Seen:
    """What was seen on a product while it came."""
    return early


def _came(path: Path, offer: Offer, work: Work) -> Seen:
    """What is on a scene that a catalogue brought: a product, or a folder of its bands, which say
    no time of their own."""
    found = scenes_in([path])
    if len(found) != 1:
        raise ScanFailed(f"{path} holds {len(found)} scenes; {offer.name} is one: look into it")
    asked = replace(work.asked, picture=replace(work.asked.picture, at=offer.start_at))
    return seen_whole(asked, work.bars.bar, found[0])


def _clouds(offer: Offer) -> list[str]:
    return [] if offer.cloud_pct is None else [cloud_text(offer.cloud_pct)]


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _tried(files: Files, see: Callable[[], Seen], work: Work) -> Result:
    """see: gives what is on it."""
    try:
        return told(_judged(see(), work))
    except (MizugiwaError, GeodataError, DetectorError) as exc:
        trouble = str(exc)
    except OSError as exc:  # a disk that is full or gone
        trouble = f"{exc.filename or files[0]}: {exc.strerror or exc}: check the disk"
    name = printable(files[0].name)
    print(f"mizugiwa: {name} is left out: {printable(trouble, 400)}", file=sys.stderr)
    return name


def _judged(seen: Seen, work: Work) -> Scanned:
    return judged(seen, work.asked, work.known, work.clock.now())


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
