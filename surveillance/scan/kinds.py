"""What a scene is, by what it holds: which reader opens it, and who looks at it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from zipfile import is_zipfile

from geodata import sentinel1, sentinel2
from geodata.coast import Land
from geodata.errors import ProductError, RasterError
from geodata.products.files import ProductFiles, product_files
from geodata.raster.bands import band_name
from geodata.raster.grouping import Files, scenes_of
from geodata.raster.scene import Raster, open_raster
from geodata.raster.tiff import is_picture
from surveillance.scan.pictures.amplitude import is_grey, scan_amplitude
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.progress import Progress
from surveillance.scan.vessel import Scanned

Picture = sentinel2.Product | Raster  # all that is no radar product
Scene = sentinel1.Product | Picture

TAKEN = (
    "taken are Sentinel-1 IW and EW GRD and Sentinel-2 L1C and L2A (.SAFE folder or zip), and "
    "pictures (TIFF, JPEG 2000, JPEG, PNG)"
)
_PICTURES = (".tif", ".tiff", ".jp2", ".png", ".jpg", ".jpeg")
_RADAR_MARKS, _OPTICAL_MARKS = ("annotation/", "measurement/"), ("GRANULE/", "MTD_MSI")
_OTHERS = (  # names of files by which products that are not taken are known
    (r"(.*/)?s1[a-z]-.*-raw-.*\.dat", "a Sentinel-1 RAW product (level 0)"),
    (r"(.*/)?measurement/.*-ocn-.*\.nc", "a Sentinel-1 OCN product (winds and waves)"),
    (r"(.*/)?MTD_(MSIL0|MSIL1[AB]|DS).*\.xml", "a Sentinel-2 product below L1C"),
    (r"(.*/)?xfdumanifest\.xml", "a Sentinel-3 product"),
    (r"(.*/)?L[COTEM]\d\d_.*_MTL\.(txt|json|xml)", "a Landsat product"),
)
_RADAR_BANDS = {"VV", "VH", "HH", "HV"}


class Look(StrEnum):
    """What the numbers of a picture are."""

    RADAR = "radar"
    OPTICAL = "optical"


def scenes_in(paths: Sequence[Path]) -> list[Files]:
    """The files of each scene, in the order of their firsts; a product is one path.

    Picture files of one grid and different bands are one scene; so are those in a folder that is
    no product.
    """
    scenes: list[Files] = []
    pictures: list[Path] = []
    for path in paths:
        if _is_product(path):
            scenes.append((path,))
        else:
            pictures += _pictures_of(path)
    places = {path: n for n, path in reversed(list(enumerate(_listed(paths))))}
    return sorted([*scenes, *scenes_of(pictures)], key=lambda files: places[files[0]])


def open_scene(files: Files, sea_height_m: float | None = None) -> Scene:
    """The product or the picture. sea_height_m: None: that of the geoid.

    Raises ProductError, RasterError: one line that says what it is and what is taken.
    """
    path = files[0]
    if len(files) > 1 or not _is_product(path):
        if len(files) == 1 and not path.exists():
            raise RasterError(f"there is no {path}: {TAKEN}")
        if len(files) == 1 and path.is_file() and not is_picture(path):
            raise RasterError(f"{path} is no product and no picture; {TAKEN}")
        return open_raster(files)
    found = product_files(path, _RADAR_MARKS[0])
    kind = _other_kind(found)
    if kind is None and _holds(found, _RADAR_MARKS):
        return sentinel1.open_product(path, sea_height_m)
    if kind is None and _holds(product_files(path, _OPTICAL_MARKS[0]), _OPTICAL_MARKS):
        return sentinel2.open_product(path)
    raise ProductError(f"{path} is {kind or 'no product that is known'}; {TAKEN}")


def look_of(raster: Raster) -> Look:
    """Whether a picture is one of a radar. Raises RasterError for a colour picture and for bands
    that nobody named."""
    names = raster.band_names
    if set(names) <= _RADAR_BANDS:
        return Look.RADAR
    if any(band_name(name) == name and name not in _RADAR_BANDS for name in names):
        return Look.OPTICAL
    if len(names) <= 2 or (raster.dtype.itemsize == 1 and is_grey(raster)):
        return Look.RADAR
    raise RasterError(
        f"{raster.name} has {len(names)} bands that nobody named: radar pictures have one or two, "
        "optical ones need B02, B03, B04 and B08: write these names as the bands' descriptions"
    )


def scan_picture(
    scene: Picture,
    land: Land | None,
    settings: PictureSettings,
    progress: Progress = lambda share: None,
) -> Scanned:
    """What is on a scene that is no radar product. Raises GeodataError, FrameError."""
    # brings libraries that a radar scene need not wait for
    from surveillance.scan.optical import product_bands, raster_bands, scan_optical

    if isinstance(scene, sentinel2.Product):
        return scan_optical(product_bands(scene), land, settings, progress)
    if look_of(scene) is Look.OPTICAL:
        return scan_optical(raster_bands(scene, settings), land, settings, progress)
    return scan_amplitude(scene, land, settings, progress)


def _is_product(path: Path) -> bool:
    if path.is_dir():
        return not _pictures_in(path)
    return path.name == "manifest.safe" or path.suffix.lower() == ".zip" or is_zipfile(path)


def _pictures_in(folder: Path) -> list[Path]:
    """Pictures at the top of a folder; a product has them farther down."""
    try:
        return sorted(p for p in folder.iterdir() if p.suffix.lower() in _PICTURES and p.is_file())
    except OSError:
        return []  # opening it as a product says what is wrong


def _pictures_of(path: Path) -> list[Path]:
    return _pictures_in(path) if path.is_dir() else [path]


def _listed(paths: Sequence[Path]) -> list[Path]:
    return [p for path in paths for p in ([path] if _is_product(path) else _pictures_of(path))]


def _other_kind(files: ProductFiles) -> str | None:
    for pattern, kind in _OTHERS:
        if any(re.fullmatch(pattern, name, re.I) for name in files.sizes):
            return kind
    return None


def _holds(files: ProductFiles, marks: tuple[str, ...]) -> bool:
    return any(name.startswith(marks) for name in files.sizes)
