"""Writing a product: a SAFE folder, or the same in a zip file."""

import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from simulator.errors import SceneError
from simulator.satellite.safe.annotation import annotation
from simulator.satellite.safe.grid import Grid
from simulator.satellite.safe.identity import Identity, Polarisation
from simulator.satellite.safe.manifest import Part, manifest
from simulator.satellite.safe.measurement import Strip, write_picture
from simulator.satellite.safe.tables import calibration_table, noise_table
from simulator.satellite.safe.xml import Element, document

Flavour = Literal["safe", "zip", "cog"]
FLAVOURS: tuple[Flavour, ...] = ("safe", "zip", "cog")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same seed
COPY_BYTES = 1 << 20


def write_product(
    out: Path,
    product: Identity,
    grid: Grid,
    strips: Callable[[Polarisation], Iterable[Strip]],
    is_zip: bool = False,
) -> Path:
    """Write a product below `out`; returns its folder, or its zip file.

    Raises SceneError where there is one of that name, or the disk refuses.
    """
    folder = out / f"{product.name}.SAFE"
    final = out / f"{product.name}.SAFE.zip" if is_zip else folder
    if final.exists() or folder.exists():
        raise SceneError(f"{final} is there already: choose another folder or another seed")
    try:
        for inside in ("annotation/calibration", "measurement"):
            (folder / inside).mkdir(parents=True)
        parts = [
            part
            for polarisation in product.polarisations
            for part in _write_polarisation(folder, product, polarisation, grid, strips)
        ]
        _write_xml(folder / "manifest.safe", manifest(product, grid, folder, parts))
        if is_zip:
            _pack(folder, final)
    except OSError as exc:
        shutil.rmtree(folder, ignore_errors=True)
        raise SceneError(
            f"cannot write {final}: {exc}: free some space or choose a folder"
        ) from exc
    return final


def _write_polarisation(
    folder: Path,
    product: Identity,
    polarisation: Polarisation,
    grid: Grid,
    strips: Callable[[Polarisation], Iterable[Strip]],
) -> list[Part]:
    stem = product.stem(polarisation)
    shape = (product.image.width_px, product.image.height_px)
    tables = f"annotation/calibration/{{}}-{stem}.xml".format
    texts = {
        f"annotation/{stem}.xml": annotation(product, polarisation, grid),
        tables("calibration"): calibration_table(product, polarisation),
        tables("noise"): noise_table(product, polarisation),
    }
    for path, root in texts.items():
        _write_xml(folder / path, root)
    picture = f"measurement/{stem}.tiff"
    write_picture(folder / picture, shape, grid, strips(polarisation), product.is_cog)
    schemas = ("s1Level1ProductSchema", "s1Level1CalibrationSchema", "s1Level1NoiseSchema")
    return [
        *(Part(path, schema) for path, schema in zip(texts, schemas, strict=True)),
        Part(picture, "s1Level1MeasurementSchema", "application/octet-stream"),
    ]


def _write_xml(path: Path, root: Element) -> None:
    path.write_bytes(document(root))


def _pack(folder: Path, final: Path) -> None:
    """Move a folder into a zip file that does not compress: nothing in it would shrink."""
    part = final.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = str(file.relative_to(folder.parent))
            entry = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
            with archive.open(entry, "w", force_zip64=True) as packed, file.open("rb") as plain:
                shutil.copyfileobj(plain, packed, COPY_BYTES)
    shutil.rmtree(folder)
    part.replace(final)
