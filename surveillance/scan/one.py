"""One scene, from its files to all that is known of it: the same way for every kind of scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from geodata.coast import Land
from geodata.products.files import ProductFiles
from geodata.raster.grouping import Files
from geodata.sentinel1.product import Product, product_of
from surveillance.errors import ScanFailed
from surveillance.scan.ais.tracks import Log
from surveillance.scan.chips.closer import CloserLook
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.kinds import Scene, open_scene, scan_picture
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.printable import printable
from surveillance.scan.radar import RadarSettings, scan_radar
from surveillance.scan.standing.beside import Beside
from surveillance.scan.unseen.silent import with_silent
from surveillance.scan.vessel import Scanned

Bar = Callable[[str], Callable[[float], None]]  # from a name to what takes the share that is done
Seen = tuple[Scene, Scanned]


@dataclass(frozen=True, slots=True)
class Ground:
    """The land that is left out, and what a person should know of it."""

    land: Land | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What each scene is looked at with; it travels to other machines."""

    radar: RadarSettings
    picture: PictureSettings
    sea_height_m: float | None
    ground: Ground
    closer: CloserLook


@dataclass(frozen=True, slots=True)
class Known:
    """What a scene is held against. log: None where no AIS is given."""

    beside: Beside
    log: Log | None


def no_bar(name: str) -> Callable[[float], None]:
    """Nobody watches."""
    return lambda share: None


def opened(files: Files, asked: Asked) -> Scene:
    """Raises ScanFailed, ProductError, RasterError."""
    for file in files:
        try:
            str(file).encode()
        except UnicodeEncodeError as exc:
            name = printable(str(file))
            raise ScanFailed(f"{name} has a name that is no text: rename it") from exc
    return open_scene(files, asked.sea_height_m)


def seen_whole(asked: Asked, bar: Bar, files: Files) -> Seen:
    """What is on a scene that is here. Raises MizugiwaError, GeodataError, DetectorError."""
    scene = opened(files, asked)
    return scene, looked_at(scene, asked, bar)


def seen_early(asked: Asked, bar: Bar, files: ProductFiles) -> Seen:
    """What is on a radar product that is still coming. Nothing of that may leave before the product
    is known to be whole."""
    product = product_of(files, asked.sea_height_m)
    return product, looked_at(product, asked, bar)


def seen_far(asked: Asked, files: Files) -> Scanned:
    """What is on a scene, for another machine to judge."""
    return seen_whole(asked, no_bar, files)[1]


def looked_at(scene: Scene, asked: Asked, bar: Bar) -> Scanned:
    """What is on it by itself. Raises MizugiwaError, GeodataError, DetectorError."""
    progress, land = bar(printable(scene.name)), asked.ground.land
    if isinstance(scene, Product):
        found = scan_radar(scene, land, asked.radar, progress)
        found = asked.closer.judged(found, scene)
        if found.at is not None:
            found = replace(found, sight=as_radar_shows(scene, found.at))
    else:
        found = scan_picture(scene, land, asked.picture, progress)
    if asked.ground.note is not None:
        found = replace(found, notes=(*found.notes, asked.ground.note))
    return found


def judged(seen: Seen, asked: Asked, known: Known, now: datetime) -> Scanned:
    """With what stands told from vessels, what AIS says, and pictures; what stands is learned from
    radar alone, because clouds hide it from the rest."""
    scene, found = seen
    is_radar = isinstance(scene, Product)
    found = known.beside.judged(found, is_teaching=is_radar)
    found = asked.closer.drawn(found, scene)
    if known.log is not None:
        found = _with_log(found, known.log, now)
    return known.beside.remembered(found) if is_radar else found


def _with_log(found: Scanned, log: Log, now: datetime) -> Scanned:
    if not found.looked:
        note = "where it was taken is not known: AIS is not asked"
        return replace(found, notes=(*found.notes, note))
    found = with_ais(found, log, now)
    return with_silent(found, log, now)
