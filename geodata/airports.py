"""Runways from a table as OurAirports publishes it (runways.csv, public domain)."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import LayerError, PositionError
from geodata.position import LonLat, destination, distance_m
from geodata.vectors import Bounds

FOOT_M = 0.3048
MAX_FILE_BYTES = 64 * 1024 * 1024
_OF_AN_END = ("ident", "latitude_deg", "longitude_deg", "elevation_ft", "heading_degT")
_NEEDED = frozenset(
    {"airport_ident", "length_ft", "closed"}
    | {f"{end}_{key}" for end in ("le", "he") for key in _OF_AN_END}
)


@dataclass(frozen=True, slots=True)
class Runway:
    """One runway, or a helipad (is_pad: both ends are its middle).

    elevation_m: the lower end's, above mean sea level; 0 where the table gives none.
    """

    airport: str
    name: str
    ends: tuple[LonLat, LonLat]
    elevation_m: float
    is_pad: bool = False

    @property
    def length_m(self) -> float:
        """Distance between the ends."""
        return distance_m(*self.ends)


@dataclass(frozen=True, slots=True)
class Runways:
    """Open runways near a place, and the airports of the table with one that has no place."""

    placed: tuple[Runway, ...]
    unplaced: tuple[str, ...]


def read_runways(path: Path, near: Bounds | None = None) -> Runways:
    """The runways of a table that are not closed; `near` (degrees): with an end inside.

    A second end that is missing is computed from heading and length. Raises LayerError with the
    line at fault.
    """
    placed: list[Runway] = []
    unplaced: set[str] = set()
    for number, row in _rows(path):
        if row["closed"].strip() == "1":
            continue
        try:
            runway = _runway(row)
        except (PositionError, ValueError) as exc:
            raise LayerError(f"{path}, line {number}: {exc}") from exc
        if runway is None:
            unplaced.add(row["airport_ident"])
        elif near is None or any(_inside(end, near) for end in runway.ends):
            placed.append(runway)
    return Runways(tuple(placed), tuple(sorted(unplaced)))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise LayerError(f"{path} is larger than 64 MiB: give a table of runways")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            missing = sorted(_NEEDED - set(table.fieldnames or ()))
            if missing:
                raise LayerError(
                    f"{path} has no column {missing[0]!r}: give the runways.csv of OurAirports"
                )
            for row in table:
                yield table.line_num, {key: row[key] or "" for key in _NEEDED}
    except OSError as exc:
        raise LayerError(f"cannot read runways from {path}: {exc.strerror}") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise LayerError(f"{path} is no table of runways: {exc}") from exc


def _runway(row: dict[str, str]) -> Runway | None:
    """None without a place. Raises ValueError for what is no number."""
    low, high = _end(row, "le"), _end(row, "he")
    heights = [h for end in ("le", "he") if (h := _number(row, f"{end}_elevation_ft")) is not None]
    elevation_m = min(heights) * FOOT_M if heights else 0.0
    names = [row[f"{end}_ident"].strip() for end in ("le", "he")]
    is_pad = names[0].upper().startswith("H")
    if is_pad:
        place = low or high
        both = None if place is None else (place, place)
    else:
        both = _both_ends(row, low, high)
    if both is None:
        return None
    name = "/".join(dict.fromkeys(n for n in names if n))
    return Runway(row["airport_ident"].strip(), name, both, elevation_m, is_pad)


def _both_ends(
    row: dict[str, str], low: LonLat | None, high: LonLat | None
) -> tuple[LonLat, LonLat] | None:
    if low is not None and high is not None:
        return low, high
    length_ft = _number(row, "length_ft")
    known, end = (low, "le") if low is not None else (high, "he")
    heading = _number(row, f"{end}_heading_degT")
    if known is None or heading is None or not length_ft:
        return None
    return known, destination(known, heading, length_ft * FOOT_M)


def _end(row: dict[str, str], end: str) -> LonLat | None:
    lon, lat = _number(row, f"{end}_longitude_deg"), _number(row, f"{end}_latitude_deg")
    return None if lon is None or lat is None else LonLat(lon, lat)


def _number(row: dict[str, str], key: str) -> float | None:
    text = row[key].strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{key} is {text!r}; it must be a number")
    return value


def _inside(place: LonLat, near: Bounds) -> bool:
    west, south, east, north = near
    return west <= place.lon <= east and south <= place.lat <= north
