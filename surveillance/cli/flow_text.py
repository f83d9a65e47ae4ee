"""How winds and currents are written on the command line."""

import re

import typer

from mission_planner.request import Wind
from surveillance.cli.place_text import NUMBER


def parse_wind(text: str) -> Wind:
    """SPEED@FROM: metres per second and degrees, e.g. 7@300."""
    return Wind(*_speed_and_direction(text, "SPEED@FROM", "7@300"))


def parse_current(text: str) -> Wind:
    """SPEED@TO: metres per second and degrees; kept as a wind from the other side."""
    speed_mps, to_deg = _speed_and_direction(text, "SPEED@TO", "0.3@120")
    return Wind(speed_mps, (to_deg + 180.0) % 360.0)


def _speed_and_direction(text: str, form: str, example: str) -> tuple[float, float]:
    match = re.fullmatch(rf"({NUMBER})@({NUMBER})", text.strip())
    if not match or float(match[1]) < 0 or not 0 <= float(match[2]) <= 360:
        raise typer.BadParameter(f"{text!r} is not {form} in m/s and degrees, such as {example}")
    return float(match[1]), float(match[2])
