"""How places are written on the command line."""

import re

import typer

from geodata.errors import PositionError
from geodata.position import LonLat

NUMBER = r"[-+]?\d+(?:\.\d*)?"


def parse_place(text: str) -> LonLat:
    """LON,LAT in degrees. Raises BadParameter for a place that is none on Earth."""
    match = re.fullmatch(rf"({NUMBER}),\s*({NUMBER})", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not LON,LAT in degrees, such as 130.1068,34.2382")
    try:
        return LonLat(float(match[1]), float(match[2]))
    except PositionError as exc:
        raise typer.BadParameter(f"{text}: {exc}") from exc
