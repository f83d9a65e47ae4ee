"""Options of `mizugiwa plan` for several areas, several vehicles and a whole day."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mission_planner.schedule.asked import Window


def parse_window(text: str) -> Window:
    """HH:MM-HH:MM, local time; an end before the start is on the next day."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", text.strip())
    numbers = [int(group) for group in match.groups()] if match else []
    if not numbers or max(numbers[0], numbers[2]) > 24 or max(numbers[1], numbers[3]) > 59:
        raise typer.BadParameter(f"{text!r} is not HH:MM-HH:MM, such as 06:00-18:00")
    begin, end = (60 * hours + minutes for hours, minutes in (numbers[:2], numbers[2:]))
    if begin == end:
        raise typer.BadParameter(f"{text!r} is empty: it begins when it ends")
    return Window(60.0 * begin, 60.0 * ((end - begin) % 1440 or 1440))


def parse_hours(text: str) -> float:
    """Seconds of 4h, 90min or 2h30min."""
    match = re.fullmatch(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)(?:min|m))?", text.strip())
    if not match or not (match[1] or match[2]):
        raise typer.BadParameter(f"{text!r} is no time such as 4h, 90min or 2h30min")
    return 3600.0 * float(match[1] or 0.0) + 60.0 * float(match[2] or 0.0)


Areas = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,C",
        help="several areas from one home, names or files; a GeoJSON file may hold several",
    ),
]
WindowOption = Annotated[
    Window | None,
    typer.Option(parser=parse_window, metavar="HH:MM-HH:MM", help="when to fly, local time"),
]
Revisit = Annotated[
    float | None,
    typer.Option(
        parser=parse_hours, metavar="TIME", help="the longest that any place may go unseen: 4h"
    ),
]
Risk = Annotated[
    Path | None,
    typer.Option(
        help="sightings as GeoJSON points (weight), or JSON {area: weight}: riskier areas are"
        " seen more often in spare time"
    ),
]
Swap = Annotated[
    float, typer.Option(metavar="MIN", help="battery swap between sorties of one vehicle, minutes")
]
Engine = Annotated[
    str, typer.Option(help="search for rounds over areas: own or pyvrp (extra routing)")
]


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class DayOptions:
    """Every field is an option."""

    areas: Areas = None
    window: WindowOption = None
    revisit: Revisit = None
    risk: Risk = None
    swap: Swap = 10.0
    engine: Engine = "own"

    @property
    def is_day(self) -> bool:
        """Whether a round or a schedule is asked for, not a single plan."""
        asked = (self.areas, self.window, self.revisit, self.risk)
        return any(value is not None for value in asked)
