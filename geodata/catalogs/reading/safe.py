"""What a SAFE product says of itself in its manifest, in a folder or in a zip."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from geodata.catalogs.port import Offer, OfferedFile
from geodata.catalogs.reading import footprint
from geodata.catalogs.transfer.outside import file_name, per_cent, time_utc, word
from geodata.errors import OfferRefused, XmlRefused
from geodata.xml_tree import parse_xml

MANIFEST = "manifest.safe"
_MAX_MANIFEST_BYTES = 16 * 1024 * 1024
_MEMBER = re.compile(r"(?:\./)?([^/]+\.SAFE)/manifest\.safe")
_SENTINEL_1 = re.compile(
    r"S1([A-Z])_([A-Z0-9]{2})_([A-Z]{3}[FHM_])_(\d)S[A-Z]{2}_(\d{8}T\d{6})_(\d{8}T\d{6})_"
)
_CLOUDS = re.compile(rb"<Cloud_Coverage_Assessment>\s*([0-9.]{1,40})\s*</")
_SENTINEL_2 = re.compile(r"S2([A-Z])_MSI(L1C|L2A)_(\d{8}T\d{6})_")


def read_safe(path: Path) -> Offer:
    """The offer of a SAFE folder or of a zip with one in it. Raises OfferRefused, OSError."""
    if path.is_dir():
        with (path / MANIFEST).open("rb") as file:
            offer = _offer(path, path.name, file.read(_MAX_MANIFEST_BYTES + 1), None)
        return replace(offer, cloud_pct=_cloud_pct(offer, _of_folder(path)))
    try:
        with zipfile.ZipFile(path) as archive:
            found = [m for m in map(_MEMBER.fullmatch, archive.namelist()) if m]
            if len(found) != 1:
                raise OfferRefused(f"{path} holds {len(found)} SAFE products; it must be one")
            with archive.open(found[0][0]) as file:
                manifest = file.read(_MAX_MANIFEST_BYTES + 1)
            offer = _offer(path, found[0][1], manifest, path.stat().st_size)
            inside = found[0][0].removesuffix(MANIFEST)
            return replace(offer, cloud_pct=_cloud_pct(offer, _of_zip(archive, inside)))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as exc:
        raise OfferRefused(f"{path} is no zip that can be read: {str(exc)[:100]}") from exc


def _of_folder(path: Path) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        with (path / name).open("rb") as file:
            return file.read(_MAX_MANIFEST_BYTES)

    return read


def _of_zip(archive: zipfile.ZipFile, inside: str) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        with archive.open(f"{inside}{name}") as file:
            return file.read(_MAX_MANIFEST_BYTES)

    return read


def _cloud_pct(offer: Offer, read: Callable[[str], bytes]) -> float | None:
    """Of Sentinel-2; None where it does not say it: no reason to leave the product out."""
    found = _SENTINEL_2.match(offer.name)
    if not found:
        return None
    try:
        told = _CLOUDS.search(read(f"MTD_MSI{found[2]}.xml"))
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return None
    return per_cent(told[1].decode()) if told else None


def _offer(path: Path, name: str, manifest: bytes, size: int | None) -> Offer:
    if len(manifest) > _MAX_MANIFEST_BYTES:
        raise OfferRefused(f"{path}: its manifest has more than {_MAX_MANIFEST_BYTES} bytes")
    try:
        tree = parse_xml(manifest)
    except XmlRefused as exc:
        raise OfferRefused(f"{path}: its manifest is refused: {exc}") from exc
    checked = file_name(name, f"the product in {path}")
    start_at, stop_at = _acquired(tree, checked)
    coordinates = _text(tree, "coordinates")
    if coordinates is None:
        raise OfferRefused(f"{path}: its manifest has no footprint")
    return Offer(
        id=checked,
        name=checked,
        platform=_platform(tree, checked),
        product_type=_product_type(checked),
        start_at=start_at,
        stop_at=stop_at,
        published_at=None,
        footprint=footprint.from_latlon_text(coordinates),
        files=(OfferedFile(path.name, path.resolve().as_uri(), size),),
    )


def _text(tree: Element, tag: str) -> str | None:
    found = tree.find(f".//{tag}")
    return found.text.strip() if found is not None and found.text else None


def _acquired(tree: Element, name: str) -> tuple[datetime, datetime]:
    start, stop = _text(tree, "startTime"), _text(tree, "stopTime")
    if start is not None:
        start_at = time_utc(start, f"start of {name}")
        return start_at, time_utc(stop, f"end of {name}") if stop else start_at
    if found := re.search(r"_(\d{8}T\d{6})", name):
        at = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return at, at
    raise OfferRefused(f"{name} does not say when it was taken")


def _platform(tree: Element, name: str) -> str:
    """As catalogues write it: sentinel-1a. Manifests write SENTINEL-1 A, but SENTINEL 2A."""
    if found := re.match(r"S([12])([A-Z])_", name):
        return f"sentinel-{found[1]}{found[2].lower()}"
    family, number = _text(tree, "familyName"), _text(tree, "number")
    return (
        word(f"{family}{number}".lower(), f"platform of {name}") if family and number else "unknown"
    )


def _product_type(name: str) -> str:
    """As the Copernicus catalogues write it: IW_GRDH_1S, S2MSI1C."""
    if found := _SENTINEL_1.match(name):
        return f"{found[2]}_{found[3]}_{found[4]}S{'-COG' if '_COG' in name else ''}"
    if found := _SENTINEL_2.match(name):
        return f"S2MSI{found[2][1:]}"
    return "unknown"
