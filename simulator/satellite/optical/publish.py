"""An optical scene on the disk: a GeoTIFF per band, the truth, and its entry in the catalogue."""

import shutil
from pathlib import Path
from typing import Any

import rasterio
import shapely
from rasterio.windows import Window

from simulator.errors import SceneError
from simulator.satellite.features import (
    Feature,
    iso,
    land_features,
    pair,
    point_feature,
    thing_properties,
    write_features,
)
from simulator.satellite.optical.bands import BANDS, QUANTITY, Band
from simulator.satellite.optical.scene import OpticalScene, Seen
from simulator.satellite.publish import Published
from simulator.satellite.stac import UPWARD, VERSION, add_to_catalogue, truth_asset

TILE_PX = 512
MOST_CLOUD = 0.5
LEAST_LENGTH_M, PLAIN_LENGTH_M = 10.0, 20.0
CACHE_BYTES = 64 * 1024 * 1024


def publish_optical(out: Path, scene: OpticalScene) -> Published:
    """Write a scene below a folder, which is made where it is missing. Raises SceneError."""
    folder = out / scene.name
    if folder.exists():
        raise SceneError(f"{folder} is there already: choose another folder or another seed")
    try:
        folder.mkdir(parents=True)
        for band in BANDS:
            _write_band(folder / f"{scene.name}_{band}.tif", scene, band)
    except (OSError, rasterio.errors.RasterioError) as exc:
        shutil.rmtree(folder, ignore_errors=True)
        raise SceneError(f"cannot write {folder}: {exc}: choose another folder") from exc
    truth = out / f"{scene.name}.truth.geojson"
    write_features(truth, optical_truth(scene))
    item = add_to_catalogue(out, _item(scene, folder, truth))
    return Published(folder, truth, item)


def optical_truth(scene: OpticalScene) -> Feature:
    """The truth as GeoJSON: as beside radar scenes, but `px` in the first band's moment, `cloud`
    over it (0 to 1), and no ghosts."""
    things = [
        point_feature(
            (one.thing.lon, one.thing.lat),
            **thing_properties(one.thing, scene.at),
            at=iso(scene.wish.at),
            px=pair(one.px),
            true_px=pair(one.px),
            cloud=round(one.cloud, 3),
            confidence=_confidence(one),
        )
        for one in scene.seen
    ]
    whole = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(_footprint(scene)),
        "properties": {
            "kind": "scene",
            "product": scene.name,
            "seed": scene.wish.seed,
            "at": iso(scene.wish.at),
            "width_px": scene.grid.width_px,
            "height_px": scene.grid.height_px,
            "wind_mps": round(scene.wind_mps, 2),
            "wind_from_deg": round(scene.wind_from_deg, 1),
            "cloud_pct": _cloud_pct(scene),
            "glitter": [round(value, 4) for value in scene.sky.glitter],
            "band_delay_s": {band: colours.delay_s for band, colours in BANDS.items()},
        },
    }
    land = land_features(scene.grid, scene.land)
    return {"type": "FeatureCollection", "features": [whole, *land, *things]}


def _confidence(one: Seen) -> str:
    """HIGH, MEDIUM or LOW, as beside radar scenes: under cloud, or smaller than a pixel, is LOW."""
    if one.cloud > MOST_CLOUD or one.thing.length_m < LEAST_LENGTH_M:
        return "LOW"
    return "HIGH" if one.thing.length_m >= PLAIN_LENGTH_M else "MEDIUM"


def _write_band(path: Path, scene: OpticalScene, band: Band) -> None:
    grid = scene.grid
    with (
        rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES),
        rasterio.open(
            path, "w", driver="GTiff", dtype="uint16", count=1, nodata=0,
            width=grid.width_px, height=grid.height_px,
            crs=f"EPSG:{grid.epsg}", transform=grid.transform,
            tiled=True, blockxsize=TILE_PX, blockysize=TILE_PX, compress="DEFLATE",
        ) as picture,
    ):  # fmt: skip
        picture.set_band_description(1, band)
        picture.scales = (1.0 / QUANTITY,)
        for first, rows in scene.strips(band, TILE_PX):
            picture.write(rows, 1, window=Window(0, first, grid.width_px, len(rows)))


def _footprint(scene: OpticalScene) -> shapely.Polygon:
    corners = shapely.box(0, 0, scene.grid.width_px, scene.grid.height_px)
    return shapely.orient_polygons(shapely.transform(corners, scene.grid.lonlat))


def _cloud_pct(scene: OpticalScene) -> float:
    return round(100.0 * float((scene.sky.clouds > 0.05).mean()), 1)


def _item(scene: OpticalScene, folder: Path, truth: Path) -> dict[str, Any]:
    shape = _footprint(scene)
    bands = {
        band.lower(): {
            "href": f"./{folder.name}/{scene.name}_{band}.tif",
            "type": "image/tiff; application=geotiff",
            "roles": ["data"],
            "eo:bands": [{"name": band}],
        }
        for band in BANDS
    }
    return {
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json"],
        "id": scene.name,
        "geometry": shapely.geometry.mapping(shape),
        "bbox": [float(value) for value in shape.bounds],
        "properties": {
            "datetime": iso(scene.wish.at),
            "platform": "sentinel-2a",
            "constellation": "sentinel-2",
            "instruments": ["msi"],
            "product:type": "S2MSI1C",
            "gsd": 10.0,
            "eo:cloud_cover": _cloud_pct(scene),
        },
        "links": UPWARD,
        "assets": {**bands, "truth": truth_asset(truth)},
    }
