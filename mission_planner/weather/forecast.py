"""A forecast for one place as a series of times, from CSV or GRIB files that were brought along."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from geodata.position import Floats, LonLat
from mission_planner.errors import ForecastError
from mission_planner.request import Wind

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_ROWS = 100_000
GRIB_SUFFIXES = (".grib", ".grib2", ".grb", ".grb2")
# column: least and greatest believable value, unit
COLUMNS = {
    "wind_mps": (0.0, 100.0, "m/s"),
    "wind_from_deg": (0.0, 360.0, "deg"),
    "gust_mps": (0.0, 150.0, "m/s"),
    "rain_mmph": (0.0, 500.0, "mm/h"),
    "visibility_m": (0.0, 200_000.0, "m"),
    "wave_m": (0.0, 30.0, "m"),
    "current_mps": (0.0, 10.0, "m/s"),
    "current_to_deg": (0.0, 360.0, "deg"),
}
NEEDED = ("wind_mps", "wind_from_deg")


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Values at rising times (N,); NaN where the file says nothing. Directions from true north.

    wind_from_deg: where the wind comes from; current_to_deg: where the water goes.
    """

    source: str
    times: tuple[datetime, ...]
    wind_mps: Floats
    wind_from_deg: Floats
    gust_mps: Floats
    rain_mmph: Floats
    visibility_m: Floats
    wave_m: Floats
    current_mps: Floats
    current_to_deg: Floats

    def under_water(self) -> Forecast:
        """The same with the current in the place of the wind: what a dive moves against.

        Raises ForecastError when the file has no current.
        """
        if np.isnan(self.current_mps).any():
            raise ForecastError(
                f"{self.source} has times without a current: add current_mps and current_to_deg"
            )
        came_deg = (self.current_to_deg + 180.0) % 360.0
        return replace(self, wind_mps=self.current_mps, wind_from_deg=came_deg)

    def wind_at(self, at: datetime) -> Wind:
        """The wind between the two nearest times. Raises ForecastError outside the forecast."""
        self.covers(at)
        east, north = self.wind_vectors(np.array([at.timestamp()]))[0]
        from_deg = math.degrees(math.atan2(-east, -north)) % 360.0
        return Wind(math.hypot(east, north), from_deg)

    def strongest(self, begin: datetime, end: datetime) -> Wind:
        """The strongest wind from begin to end, the ends included."""
        self.covers(begin)
        self.covers(end)
        inside = [t for t in self.times if begin < t < end]
        return max((self.wind_at(t) for t in (begin, *inside, end)), key=lambda w: w.speed_mps)

    def value_at(self, values: Floats, at: datetime) -> float | None:
        """One of the columns between the two nearest times; None where it is not forecast.

        Raises ForecastError outside the forecast.
        """
        self.covers(at)
        times = np.array([t.timestamp() for t in self.times])
        value = float(np.interp(at.timestamp(), times, values))
        return None if math.isnan(value) else value

    def covers(self, at: datetime) -> None:
        """Raises ForecastError when a time lies outside the forecast."""
        if not self.times[0] <= at <= self.times[-1]:
            raise ForecastError(
                f"{self.source} covers {_text(self.times[0])} to {_text(self.times[-1])}, not"
                f" {_text(at)}: give a later forecast or another time"
            )

    def wind_vectors(self, seconds: Floats) -> Floats:
        """(M, 2) where the air goes, east and north in m/s, at POSIX times."""
        return self._vectors(seconds, self.wind_mps, self.wind_from_deg + 180.0)

    def current_vectors(self, seconds: Floats) -> Floats:
        """(M, 2) where the water goes, m/s; zero where the file has no current."""
        speed = np.nan_to_num(self.current_mps)
        return self._vectors(seconds, speed, np.nan_to_num(self.current_to_deg))

    def _vectors(self, seconds: Floats, speed: Floats, to_deg: Floats) -> Floats:
        at = np.array([t.timestamp() for t in self.times])
        towards = np.radians(to_deg)
        parts = (speed * np.sin(towards), speed * np.cos(towards))
        return np.column_stack([np.interp(seconds, at, part) for part in parts])


def read_forecast(path: Path, place: LonLat) -> Forecast:
    """The forecast of a file for a place.

    CSV: a header with `time` (ISO 8601, UTC unless it says otherwise) and the columns named in
    COLUMNS, of which the wind is needed. GRIB: fields on a grid, read at the nearest grid point.
    Raises ForecastError that names file, line and value.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ForecastError(f"{path} is larger than 512 MiB: cut it to the area and the days")
    except OSError as exc:
        raise ForecastError(f"cannot read forecast {path}: {exc.strerror}") from exc
    if path.suffix.lower() in GRIB_SUFFIXES:
        # GDAL takes a while to load: most forecasts are none or CSV
        from mission_planner.weather.grib import read_grib

        return _forecast(str(path), *read_grib(path, place))
    return _forecast(str(path), *_read_csv(path))


def _forecast(source: str, times: list[datetime], columns: dict[str, list[float]]) -> Forecast:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ForecastError(f"{source} has no {missing[0]}: a forecast needs {', '.join(NEEDED)}")
    if len(times) < 2:
        raise ForecastError(f"{source} holds {len(times)} times; a forecast needs at least two")
    for before, after in pairwise(times):
        if after <= before:
            raise ForecastError(f"{source}: {_text(after)} does not come after {_text(before)}")
    nothing = [math.nan] * len(times)
    values = {name: np.array(columns.get(name, nothing), np.float64) for name in COLUMNS}
    for name in NEEDED:
        if np.isnan(values[name]).any():
            row = int(np.flatnonzero(np.isnan(values[name]))[0])
            raise ForecastError(f"{source}: no {name} at {_text(times[row])}")
    assert set(values) == {f.name for f in fields(Forecast)} - {"source", "times"}
    return Forecast(source, tuple(times), **values)


def _read_csv(path: Path) -> tuple[list[datetime], dict[str, list[float]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse_csv(csv.DictReader(file, strict=True), path)
    except OSError as exc:
        raise ForecastError(f"cannot read forecast {path}: {exc.strerror}") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise ForecastError(f"{path} is not a CSV file: {exc}") from exc


def _parse_csv(
    rows: csv.DictReader[str], path: Path
) -> tuple[list[datetime], dict[str, list[float]]]:
    names = [n for n in rows.fieldnames or [] if n != "time"]
    if rows.fieldnames is None or "time" not in rows.fieldnames:
        raise ForecastError(f"{path} has no column called time in its first line")
    for name in names:
        if name not in COLUMNS:
            raise ForecastError(f"{path}: unknown column {name!r}; known: time, {_known()}")
    times: list[datetime] = []
    columns: dict[str, list[float]] = {name: [] for name in names}
    for row in rows:
        if len(times) >= MAX_ROWS:
            raise ForecastError(f"{path} has more than {MAX_ROWS:,} lines")
        where = f"{path}, line {rows.line_num}"
        times.append(_time(row["time"], where))
        for name in names:
            columns[name].append(_value(row[name], name, where))
    return times, columns


def _known() -> str:
    return ", ".join(COLUMNS)


def _time(text: str | None, where: str) -> datetime:
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        raise ForecastError(
            f"{where}: {text!r} is no time such as 2026-05-01T06:00+09:00"
        ) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _value(text: str | None, name: str, where: str) -> float:
    low, high, unit = COLUMNS[name]
    if text is None or not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise ForecastError(f"{where}: {name} is {text!r}, not a number") from None
    if not low <= value <= high:
        raise ForecastError(f"{where}: {name} is {text}; it must lie in {low:g}..{high:g} {unit}")
    return value


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
