"""GRIB files through GDAL: the fields a drone cares for, at the grid point nearest to a place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from geodata.position import LonLat
from mission_planner.errors import ForecastError

# GRIB element names of NCEP and WMO tables, as GDAL gives them
U_WIND, V_WIND = "UGRD", "VGRD"
U_CURRENT, V_CURRENT = "UOGRD", "VOGRD"
ELEMENTS = {
    "GUST": "gust_mps",
    "PRATE": "rain_mmph",
    "VIS": "visibility_m",
    "HTSGW": "wave_m",
}
WIND_LEVELS = ("10-HTGL", "0-SFC")  # 10 m above ground
SECONDS_PER_HOUR = 3600.0  # precipitation rates are in kg/m2/s, which is mm/s

Table = dict[datetime, dict[str, float]]


def read_grib(path: Path, place: LonLat) -> tuple[list[datetime], dict[str, list[float]]]:
    """Times and columns as Forecast names them. Raises ForecastError."""
    try:
        with rasterio.open(path, driver="GRIB") as source:
            row, column = source.index(_longitude(place.lon, source.bounds), place.lat)
            if not (0 <= row < source.height and 0 <= column < source.width):
                raise ForecastError(
                    f"{path} covers {source.bounds.left:g}..{source.bounds.right:g} E,"
                    f" {source.bounds.bottom:g}..{source.bounds.top:g} N, not {place.lon:g},"
                    f"{place.lat:g}: give a forecast of this area"
                )
            table = _table(source, Window(column, row, 1, 1))
    except RasterioError as exc:
        raise ForecastError(f"{path} is no GRIB file: {exc}") from exc
    times = sorted(at for at, values in table.items() if {U_WIND, V_WIND} <= values.keys())
    if not times:
        raise ForecastError(f"{path} holds no wind ({U_WIND} and {V_WIND} at 10 m)")
    rows = [dict(_columns(table[at])) for at in times]
    names = sorted({name for values in rows for name in values})
    return times, {name: [values.get(name, math.nan) for values in rows] for name in names}


def _longitude(lon: float, bounds: rasterio.coords.BoundingBox) -> float:
    """Grids may run from 0 to 360 degrees."""
    return lon + 360.0 if lon < bounds.left and lon + 360.0 <= bounds.right else lon


def _table(source: rasterio.DatasetReader, window: Window) -> Table:
    table: Table = {}
    for band in source.indexes:
        tags = source.tags(band)
        element, valid = tags.get("GRIB_ELEMENT", ""), tags.get("GRIB_VALID_TIME", "")
        if element not in {U_WIND, V_WIND, U_CURRENT, V_CURRENT, *ELEMENTS}:
            continue
        level = tags.get("GRIB_SHORT_NAME", "")
        if element in (U_WIND, V_WIND) and not level.startswith(WIND_LEVELS):
            continue  # winds aloft
        value = float(source.read(band, window=window, masked=True).filled(math.nan)[0, 0])
        at = datetime.fromtimestamp(int(valid.split()[0]), UTC)
        table.setdefault(at, {})[element] = value
    return table


def _columns(values: dict[str, float]) -> Iterator[tuple[str, float]]:
    east, north = values[U_WIND], values[V_WIND]
    yield "wind_mps", math.hypot(east, north)
    yield "wind_from_deg", math.degrees(math.atan2(-east, -north)) % 360.0
    if {U_CURRENT, V_CURRENT} <= values.keys():
        east, north = values[U_CURRENT], values[V_CURRENT]
        yield "current_mps", math.hypot(east, north)
        yield "current_to_deg", math.degrees(math.atan2(east, north)) % 360.0
    for element, name in ELEMENTS.items():
        if element in values:
            yield name, values[element] * (SECONDS_PER_HOUR if element == "PRATE" else 1.0)
