"""Options of a flight's papers and weather, and what they stand for."""

from pathlib import Path
from typing import Annotated

import typer

from mission_planner.weather import read_forecast
from surveillance.model import Realm
from surveillance.papers.papers import read_papers
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.paperwork import Desk
from surveillance.settings import Settings

PapersFile = Annotated[
    Path | None,
    typer.Option(
        "--papers",
        help="permits, aircraft, pilots (TOML); a live flight reads papers.toml of the product's"
        " folder, others none unless given here",
    ),
]
ForecastFile = Annotated[
    Path | None,
    typer.Option(
        "--forecast", help="CSV or GRIB: no launch outside its go windows, and reckoned in its wind"
    ),
]


def desk_of(
    order: PatrolOrder, settings: Settings, papers: Path | None, forecast: Path | None
) -> Desk:
    """What a launch goes by. Raises PapersError or ForecastError for a file that is bad."""
    is_asked = papers is not None or order.realm is Realm.LIVE
    return Desk(
        papers=read_papers(settings.home, papers) if is_asked else None,
        forecast=read_forecast(forecast, order.mission.home) if forecast is not None else None,
    )
