"""Options of `mizugiwa plan` for searches and for patrols of places."""

from dataclasses import dataclass
from typing import Annotated

import typer

from geodata.position import LonLat
from mission_planner.focus import Focus
from surveillance.cli.place_text import parse_place

Datum = Annotated[
    LonLat | None,
    typer.Option(
        parser=parse_place,
        metavar="LON,LAT",
        help="most likely place of what is searched: parallel, creeping, square, sector",
    ),
]
Extent = Annotated[
    float | None,
    typer.Option(metavar="M", help="how far from the datum to search, to each side, metres"),
]
Bearing = Annotated[
    float | None,
    typer.Option(
        metavar="DEG",
        help="of the first leg (creeping: of the creep), true; default: by area and wind",
    ),
]
Passes = Annotated[
    int | None,
    typer.Option(help="sector: 1 or 2 rounds, the second turned by 30 degrees; default 1"),
]
Place = Annotated[
    list[LonLat] | None,
    typer.Option(
        parser=parse_place,
        metavar="LON,LAT",
        help="repeatable. watch: what to watch. places: what to visit, the most important first."
        " barrier: its two ends",
    ),
]
Minutes = Annotated[
    float | None,
    typer.Option(
        metavar="MIN",
        help="to stay. watch: default as long as the battery lasts. places: at each, default 0.5",
    ),
]


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class FocusOptions:
    """Every field is an option."""

    datum: Datum = None
    extent: Extent = None
    bearing: Bearing = None
    passes: Passes = None
    place: Place = None
    minutes: Minutes = None

    @property
    def focus(self) -> Focus:
        """Where to look. Raises PlannerError for a value out of range."""
        return Focus(
            datum=self.datum,
            extent_m=self.extent,
            bearing_deg=self.bearing,
            passes=self.passes,
            places=tuple(self.place or ()),
            minutes=self.minutes,
        )
