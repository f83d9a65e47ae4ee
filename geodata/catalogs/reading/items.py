"""STAC items as offers: of an API and of a folder."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from geodata.catalogs.port import Offer, OfferedFile
from geodata.catalogs.reading import footprint
from geodata.catalogs.transfer.checksum import Checksum, read_checksum, read_multihash
from geodata.catalogs.transfer.outside import file_name, per_cent, size_bytes, time_utc, word
from geodata.errors import OfferRefused
from geodata.raster.bands import band_name

Locate = Callable[[str], str | None]
Placed = tuple[Mapping[str, Any], str]  # an asset and where it is

_MOST_ASSETS = 200
_ARCHIVES = ("application/zip", "application/x-zip-compressed")
_RASTERS = ("image/tiff", "image/jp2", "image/vnd.stac.geotiff")
_FINE = ("B02", "B03", "B04", "B08")  # all that is looked at of Sentinel-2
_COARSE = re.compile(r"_(?:[2-9]0|[1-9]\d{2,})m\Z", re.I)
_TYPES = ("product:type", "sar:product_type", "s1:product_type", "s2:product_type")


def read_item(item: Mapping[str, Any], locate: Locate) -> Offer:
    """The offer of a STAC item (1.0 or 1.1). Raises OfferRefused.

    locate: the address of an asset's href, checked; None when it cannot be fetched from here
    (S3). Its one archive is taken, else all rasters with the role "data"; of those that have the
    four bands of 10 m of Sentinel-2 these alone, each once.
    """
    properties, assets = item.get("properties"), item.get("assets")
    if not isinstance(properties, Mapping) or not isinstance(assets, Mapping):
        raise OfferRefused("an item has no properties or no assets")
    if len(assets) > _MOST_ASSETS:
        raise OfferRefused(f"an item has more than {_MOST_ASSETS} assets")
    name = file_name(item.get("id"), "the id of an item")
    start_at, stop_at = _acquired(properties, name)
    published = properties.get("published") or properties.get("created")
    kinds = [properties[key] for key in _TYPES if properties.get(key)]
    return Offer(
        id=name,
        name=name,
        platform=word(properties.get("platform") or "unknown", f"platform of {name}"),
        product_type=word(
            (kinds or [item.get("collection")])[0] or "unknown", f"product type of {name}"
        ),
        start_at=start_at,
        stop_at=stop_at,
        published_at=time_utc(published, f"published of {name}") if published else None,
        footprint=footprint.from_geojson(item.get("geometry")),
        files=_files(name, assets, locate),
        cloud_pct=per_cent(properties.get("eo:cloud_cover")),
    )


def _acquired(properties: Mapping[str, Any], name: str) -> tuple[Any, Any]:
    at = properties.get("datetime")
    start_at = time_utc(properties.get("start_datetime") or at, f"start of {name}")
    stop_at = time_utc(properties.get("end_datetime") or at, f"end of {name}")
    return start_at, stop_at


def _files(name: str, assets: Mapping[str, Any], locate: Locate) -> tuple[OfferedFile, ...]:
    archives: list[Placed] = []
    rasters: list[Placed] = []
    for asset in assets.values():
        if not isinstance(asset, Mapping):
            continue
        kind = str(asset.get("type", "")).partition(";")[0].strip().lower()
        roles = asset.get("roles") if isinstance(asset.get("roles"), list) else []
        href = next((h for h in map(locate, _hrefs(asset)) if h), None)
        if href is None:
            continue
        if kind in _ARCHIVES or href.rstrip("/").endswith(".SAFE"):
            archives.append((asset, href))
        elif kind in _RASTERS and "data" in (roles or []):
            rasters.append((asset, href))
    if archives:
        asset, href = archives[0]
        is_folder = href.rstrip("/").endswith(".SAFE")
        called = name if is_folder else f"{name.removesuffix('.SAFE')}.zip"
        return (_file(called, asset, href),)
    files = tuple(_file(_last(href), asset, href) for asset, href in _wanted(rasters))
    if len({file.name for file in files}) != len(files):
        raise OfferRefused(f"{name} has two files of one name")
    return files


def _wanted(rasters: list[Placed]) -> list[Placed]:
    """Those that are looked at: a product of one file per band has a dozen that are not."""
    named: dict[str, Placed] = {}
    for asset, href in rasters:
        stem = PurePosixPath(_last(href)).stem
        if not _COARSE.search(stem):
            named.setdefault(band_name(stem) or "", (asset, href))
    return [named[band] for band in _FINE] if named.keys() >= set(_FINE) else rasters


def _hrefs(asset: Mapping[str, Any]) -> Iterator[str]:
    """Its own address, then the others of the extension "alternate assets", https first."""
    alternate = asset.get("alternate")
    others = alternate if isinstance(alternate, Mapping) else {}
    named = [others.get("https"), *others.values()]
    for place in (asset, *named):
        if isinstance(place, Mapping) and isinstance(place.get("href"), str):
            yield place["href"]


def _last(href: str) -> str:
    return PurePosixPath(unquote(urlsplit(href).path)).name


def _file(name: str, asset: Mapping[str, Any], href: str) -> OfferedFile:
    checked = file_name(name, "the name of a file")
    size = size_bytes(asset.get("file:size"), f"size of {checked}")
    return OfferedFile(checked, href, size, _checksum(asset))


def _checksum(asset: Mapping[str, Any]) -> Checksum | None:
    published = asset.get("file:checksum") or asset.get("checksum:multihash")
    if not isinstance(published, str):
        return None
    return read_multihash(published) or read_checksum("md5", published)
