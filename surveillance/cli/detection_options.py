"""`--against` of `mizugiwa plan`: what is looked for, read and shown."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.detection.against import Against
from mission_planner.detection.curve_file import COLUMNS, read_curves
from mission_planner.detection.target import (
    KNOT_MPS,
    LIGHTS,
    SEA_STATES,
    USUAL,
    USUAL_LENGTH_M,
    Conditions,
    Sun,
    Target,
    sun_at,
)
from surveillance.cli.place_text import NUMBER


def parse_against(text: str) -> Target:
    """SPEED or SPEED@LENGTH: knots and metres, e.g. 20@6."""
    match = re.fullmatch(r"(\d+(?:\.\d*)?)(?:@(\d+(?:\.\d*)?))?", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not SPEED@LENGTH in knots and metres, such as 20@6")
    return Target(float(match[1]) * KNOT_MPS, float(match[2] or USUAL_LENGTH_M))


def parse_sun(text: str) -> Sun:
    """AZIMUTH,ELEVATION in degrees, clockwise from true north and above the horizon."""
    match = re.fullmatch(rf"({NUMBER}),\s*({NUMBER})", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not AZIMUTH,ELEVATION in degrees, such as 110,25")
    return Sun(float(match[1]), float(match[2]))


AgainstOption = Annotated[
    Target | None,
    typer.Option(
        parser=parse_against,
        metavar="KNOTS[@METRES]",
        help="how likely boats of this speed and length (6) are found; a barrier is fitted to them",
    ),
]
SeaState = Annotated[
    float,
    typer.Option(help=f"for --against: Douglas, {SEA_STATES[0]:g} calm to {SEA_STATES[1]:g}"),
]
Light = Annotated[
    str | None,
    typer.Option(help=f"for --against: {', '.join(LIGHTS)}; default: by the sun at --at, or day"),
]
SunOption = Annotated[
    Sun | None,
    typer.Option(
        parser=parse_sun,
        metavar="AZ,EL",
        help="for --against: sun that glitters, degrees; default: where it stands at --at",
    ),
]
Curve = Annotated[
    Path | None,
    typer.Option(
        help=f"for --against: lateral range curves of trials, CSV: {', '.join(COLUMNS)};"
        " default: a model of the camera"
    ),
]


Best = Annotated[
    bool,
    typer.Option(
        "--best",
        help="with --against: of heights and line spacings not given, those that find most"
        " per battery-hour",
    ),
]


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class DetectionOptions:
    """Every field is an option."""

    against: AgainstOption = None
    sea_state: SeaState = USUAL.sea_state
    light: Light = None
    sun: SunOption = None
    curve: Curve = None
    best: Best = False

    def boats(self, area: Area, at: datetime | None) -> Against | None:
        """What the patrol is flown against; None when nothing is asked.

        Raises PlannerError for values out of range and for bad curve files.
        """
        if self.against is None:
            return None
        place = area.home or _middle(area)
        sun = sun_at(place, at) if self.sun is None and at is not None else self.sun
        conditions = Conditions(self.sea_state, self.light or (sun.light if sun else USUAL.light))
        curves = None if self.curve is None else read_curves(self.curve)
        return Against(self.against, conditions, sun, curves)


def _middle(area: Area) -> LonLat:
    middle = area.fence.centroid
    return LonLat(middle.x, middle.y)
