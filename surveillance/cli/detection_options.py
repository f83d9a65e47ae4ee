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
from mission_planner.detection.outlook import against_at
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
from mission_planner.errors import OptionError
from mission_planner.weather import Forecast
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
    float | None,
    typer.Option(
        help=f"for --against: Douglas, {SEA_STATES[0]:g} calm to {SEA_STATES[1]:g}; default: from"
        f" --forecast, or {USUAL.sea_state:g}"
    ),
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
    sea_state: SeaState = None
    light: Light = None
    sun: SunOption = None
    curve: Curve = None
    best: Best = False

    def boats(
        self, area: Area, at: datetime | None, forecast: Forecast | None = None
    ) -> Against | None:
        """What the patrol is flown against; None when nothing is asked.

        Raises PlannerError for values out of range, for what a forecast already says, and for bad
        curve files.
        """
        if self.against is None:
            return None
        place = lookout_place(area)
        curves = None if self.curve is None else read_curves(self.curve)
        if forecast is not None and at is not None:
            self._leaves_sea_and_sun_to_the_forecast()
            return against_at(forecast, place, at, self.against, curves)
        sun = sun_at(place, at) if self.sun is None and at is not None else self.sun
        sea = USUAL.sea_state if self.sea_state is None else self.sea_state
        conditions = Conditions(sea, self.light or (sun.light if sun else USUAL.light))
        return Against(self.against, conditions, sun, curves)

    def _leaves_sea_and_sun_to_the_forecast(self) -> None:
        told = {"--sea-state": self.sea_state, "--light": self.light, "--sun": self.sun}
        twice = [name for name, value in told.items() if value is not None]
        if twice:
            raise OptionError(
                f"--forecast and --at give the sea, the light and the sun: leave out {twice[0]}"
            )


def lookout_place(area: Area) -> LonLat:
    """Where the sun and the forecast are read for an area: home, or the middle of its fence."""
    return area.home or _middle(area)


def _middle(area: Area) -> LonLat:
    middle = area.fence.centroid
    return LonLat(middle.x, middle.y)
