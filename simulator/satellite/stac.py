"""A static STAC catalogue beside the scenes: a folder that can be searched like an archive."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from simulator.errors import SceneError
from simulator.satellite.safe.grid import lay_grid
from simulator.satellite.safe.identity import Identity
from simulator.satellite.safe.manifest import footprint

Document = dict[str, Any]

VERSION = "1.0.0"
CATALOGUE = "catalog.json"
EXTENSIONS = (
    "https://stac-extensions.github.io/sar/v1.0.0/schema.json",
    "https://stac-extensions.github.io/sat/v1.0.0/schema.json",
    "https://stac-extensions.github.io/file/v2.1.0/schema.json",
)
UPWARD = [
    {"rel": "root", "href": f"./{CATALOGUE}", "type": "application/json"},
    {"rel": "parent", "href": f"./{CATALOGUE}", "type": "application/json"},
]
PUBLISHED_AFTER = timedelta(minutes=50)  # of the last line, as is usual in near real time
SHA256_MULTIHASH = "1220"
BLOCK_BYTES = 1 << 20


def write_item(out: Path, product: Identity, written: Path, truth: Path) -> Path:
    """Write the item of a product (its folder or zip file in `out`) and list it in the catalogue.

    Raises SceneError where the disk refuses, or what is there is no catalogue.
    """
    return add_to_catalogue(out, item(product, written, truth))


def add_to_catalogue(out: Path, document: Document) -> Path:
    """Write an item beside its files and list it in the catalogue of the folder.

    Raises SceneError where the disk refuses, or what is there is no catalogue.
    """
    path = out / f"{document['id']}.json"
    try:
        path.write_text(_text(document), encoding="utf-8")
        _list(out / CATALOGUE, path.name)
    except (OSError, ValueError) as exc:
        raise SceneError(f"cannot write the catalogue in {out}: {exc}") from exc
    return path


def item(product: Identity, written: Path, truth: Path) -> Document:
    """The item of a product; places of files are told from the folder that it lies in."""
    shape = footprint_shape(product)
    return {
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": list(EXTENSIONS),
        "id": product.name,
        "geometry": shapely.geometry.mapping(shape),
        "bbox": _bbox(shape),
        "properties": _properties(product),
        "links": UPWARD,
        "assets": {
            **(_zip_asset(written) if written.suffix == ".zip" else _assets(product, written)),
            "truth": truth_asset(truth),
        },
    }


def truth_asset(truth: Path) -> Document:
    """The truth beside an item."""
    return {
        "href": f"./{truth.name}",
        "type": "application/geo+json",
        "roles": ["metadata"],
        "title": "What was really there",
    }


def footprint_shape(product: Identity) -> Polygon | MultiPolygon:
    """The footprint in lon/lat; in two parts where it lies across the 180th meridian."""
    corners = footprint(product, lay_grid(product.image))
    whole = shapely.orient_polygons(Polygon(corners))
    west, _, east, _ = whole.bounds
    if east - west <= 180.0:
        return whole
    turned = Polygon([(lon % 360.0, lat) for lon, lat in corners])
    near = shapely.clip_by_rect(turned, 0.0, -90.0, 180.0, 90.0)
    far = shapely.clip_by_rect(turned, 180.0, -90.0, 360.0, 90.0)
    back = shapely.transform(far, lambda xy: xy - (360.0, 0.0))
    parts = [part for part in (near, back) if isinstance(part, Polygon)]
    return shapely.orient_polygons(MultiPolygon(parts))


def _bbox(shape: Polygon | MultiPolygon) -> list[float]:
    """West, south, east, north; west is greater than east across the 180th meridian."""
    if isinstance(shape, Polygon):
        return [float(value) for value in shape.bounds]
    left, right = (part.bounds for part in shape.geoms)
    south, north = min(left[1], right[1]), max(left[3], right[3])
    return [float(left[0]), float(south), float(right[2]), float(north)]


def _properties(product: Identity) -> Document:
    return {
        "datetime": _iso(product.start_at.isoformat()),
        "start_datetime": _iso(product.start_at.isoformat()),
        "end_datetime": _iso(product.stop_at.isoformat()),
        "published": _iso((product.stop_at + PUBLISHED_AFTER).isoformat()),
        "platform": "sentinel-1a",
        "constellation": "sentinel-1",
        "instruments": ["c-sar"],
        "sar:instrument_mode": "IW",
        "sar:frequency_band": "C",
        "sar:center_frequency": 5.405,
        "sar:polarizations": list(product.polarisations),
        "sar:product_type": "GRD",
        "product:type": "IW_GRDH_1S",
        "sar:observation_direction": "right",
        "sar:pixel_spacing_range": 10.0,
        "sar:pixel_spacing_azimuth": 10.0,
        "sar:resolution_range": 20.0,
        "sar:resolution_azimuth": 22.0,
        "sar:looks_equivalent_number": 4.4,
        "sat:orbit_state": product.direction,
        "sat:absolute_orbit": product.orbit_number,
        "sat:relative_orbit": product.relative_orbit,
    }


def _assets(product: Identity, folder: Path) -> dict[str, Document]:
    found = {}
    for polarisation in product.polarisations:
        stem, name = product.stem(polarisation), polarisation.lower()
        tiff = "image/tiff; application=geotiff"
        if product.is_cog:
            tiff += "; profile=cloud-optimized"
        tables = "annotation/calibration"
        files = {
            name: (f"measurement/{stem}.tiff", tiff, "data"),
            f"schema-product-{name}": (f"annotation/{stem}.xml", "application/xml", "metadata"),
            f"schema-calibration-{name}": (
                f"{tables}/calibration-{stem}.xml",
                "application/xml",
                "metadata",
            ),
            f"schema-noise-{name}": (f"{tables}/noise-{stem}.xml", "application/xml", "metadata"),
        }
        for key, (path, kind, role) in files.items():
            found[key] = _asset(folder, path, kind, role)
        found[name]["sar:polarizations"] = [polarisation]
    found["safe-manifest"] = _asset(folder, "manifest.safe", "application/xml", "metadata")
    return found


def _asset(folder: Path, path: str, kind: str, role: str) -> Document:
    return {
        "href": f"./{folder.name}/{path}",
        "type": kind,
        "roles": [role],
        "file:size": (folder / path).stat().st_size,
    }


def _zip_asset(file: Path) -> dict[str, Document]:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK_BYTES):
            digest.update(block)
    return {
        "product": {
            "href": f"./{file.name}",
            "type": "application/zip",
            "roles": ["data"],
            "file:size": file.stat().st_size,
            "file:checksum": SHA256_MULTIHASH + digest.hexdigest(),
        }
    }


def _list(catalogue: Path, name: str) -> None:
    """Add an item to the catalogue, once."""
    document: Document = {
        "type": "Catalog",
        "stac_version": VERSION,
        "id": "simulated-scenes",
        "description": "Satellite scenes of a simulated world.",
        "links": [{"rel": "root", "href": f"./{CATALOGUE}", "type": "application/json"}],
    }
    if catalogue.exists():
        document = json.loads(catalogue.read_text(encoding="utf-8"))
        if document.get("type") != "Catalog":
            raise ValueError(f"{catalogue} is no STAC catalogue")
    link = {"rel": "item", "href": f"./{name}", "type": "application/geo+json"}
    if link not in document["links"]:
        document["links"].append(link)
    part = catalogue.with_suffix(".part")
    part.write_text(_text(document), encoding="utf-8")
    part.replace(catalogue)


def _text(document: Document) -> str:
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _iso(text: str) -> str:
    return text.replace("+00:00", "Z")
