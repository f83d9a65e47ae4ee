"""What a GeoTIFF says of itself: its place, and when it was taken."""

import re
import warnings
from datetime import UTC, datetime
from pathlib import Path

import rasterio
import shapely
from rasterio.errors import NotGeoreferencedWarning
from rasterio.warp import transform as warp
from shapely.geometry import Polygon

from geodata.catalogs.port import Offer, OfferedFile
from geodata.catalogs.reading import footprint
from geodata.catalogs.transfer.outside import file_name, time_utc
from geodata.errors import OfferRefused


def read_geotiff(path: Path) -> Offer:
    """The offer of a GeoTIFF with a place and a time. Raises OfferRefused, RasterioError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # said as an error below
        tiff = rasterio.open(path)
    with tiff:
        corners = _corners(tiff)
        tagged = tiff.tags().get("TIFFTAG_DATETIME", "")
    at = _tiff_time(tagged, path.name)
    name = file_name(path.name, "the name of a file")
    file = OfferedFile(name, path.resolve().as_uri(), path.stat().st_size)
    outline = footprint.from_corners(corners)
    return Offer(path.stem, path.stem, "unknown", "geotiff", at, at, None, outline, (file,))


def _corners(tiff: rasterio.io.DatasetReader) -> list[list[float]]:
    width, height = tiff.width, tiff.height
    if tiff.crs is not None:
        rows, columns = [0, 0, height, height], [0, width, width, 0]
        x, y = tiff.xy(rows, columns, offset="ul")
        lon, lat = warp(tiff.crs, "EPSG:4326", list(x), list(y))
        return [list(pair) for pair in zip(lon, lat, strict=True)]
    points, crs = tiff.gcps
    if crs is None or len(points) < 3:
        raise OfferRefused("it has no place on the earth; name the file itself to look at it")
    lon, lat = warp(crs, "EPSG:4326", [p.x for p in points], [p.y for p in points])
    hull = shapely.convex_hull(shapely.multipoints(list(zip(lon, lat, strict=True))))
    if not isinstance(hull, Polygon):
        raise OfferRefused("its control points lie on one line")
    return [list(pair) for pair in hull.exterior.coords]


def _tiff_time(tagged: str, name: str) -> datetime:
    if found := re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", tagged.strip()):
        return time_utc(f"{found[1]}-{found[2]}-{found[3]}T{found[4]}", f"the time of {name}")
    if found := re.search(r"(\d{8})T(\d{6})", name):
        try:
            at = datetime.strptime(f"{found[1]}{found[2]}", "%Y%m%d%H%M%S")
            return at.replace(tzinfo=UTC)
        except ValueError:
            pass
    raise OfferRefused("it does not say when it was taken (TIFFTAG_DATETIME, or 20260501T030000)")
