"""How places are written on the command line."""

import re

import typer

from geodata.errors import AreaError, PositionError
from geodata.position import LonLat

NUMBER = r"[-+]?\d+(?:\.\d*)?"


def parse_place(text: str) -> LonLat:
    """LON,LAT in degrees. Raises AreaError for a place that is none on Earth."""
    match = re.fullmatch(rf"({NUMBER}),\s*({NUMBER})", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not LON,LAT in degrees, such as 130.1068,34.2382")
    try:
        return LonLat(float(match[1]), float(match[2]))
    except PositionError as exc:  # as a ValueError it would count as wrong usage
        raise AreaError(f"place {text}: {exc}") from exc
