"""Options of `mizugiwa plan`, those that other commands share, and how their texts are read."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from geodata.area import Area
from geodata.coast import Land, read_land
from geodata.position import LonLat
from mission_planner import formats
from mission_planner.airspace import land_bounds
from mission_planner.plan import PlanRequest, Wind
from mission_planner.request import PATTERNS
from mission_planner.vehicle import VehicleSpec
from surveillance.cli.day_options import DayOptions
from surveillance.cli.deck_options import DeckOptions
from surveillance.cli.detection_options import DetectionOptions
from surveillance.cli.dive_options import DiveOptions, flow_of
from surveillance.cli.flow_text import parse_wind
from surveillance.cli.focus_options import FocusOptions
from surveillance.cli.forecast_options import ForecastOptions
from surveillance.cli.layer_options import LayerOptions
from surveillance.cli.place_text import parse_place

USUAL_ALTITUDE_M, USUAL_STANDOFF_M = 100.0, 300.0
CLOSE_M = 10.0  # of a dive to land
LAND_MARGIN_M = 5_000.0  # land read beyond the fence; the planner clips it to what it measures


Vehicle = Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")]
Vehicles = Annotated[
    list[str] | None, typer.Option(help="name of a vehicle of the fleet; several share the sorties")
]
Fleet = Annotated[Path | None, typer.Option(help="fleet file (TOML); default: the built-in one")]
LandFile = Annotated[Path | None, typer.Option("--land", help="land polygons; any vector file")]
WindOption = Annotated[
    Wind | None, typer.Option(parser=parse_wind, metavar="SPEED@FROM", help="m/s, degrees")
]


@dataclass(frozen=True, slots=True)
class PlanOptions(
    LayerOptions,
    FocusOptions,
    DetectionOptions,
    ForecastOptions,
    DayOptions,
    DeckOptions,
    DiveOptions,
):
    """What `mizugiwa plan` can be told: every field is an argument or an option of the command."""

    area: Annotated[
        str | None, typer.Argument(help="name of an area, or a GeoJSON file; or --areas")
    ] = None
    pattern: Annotated[str, typer.Option(help=", ".join(PATTERNS))] = "auto"
    vehicle: Vehicles = None
    fleet: Fleet = None
    land: LandFile = None
    standoff: Annotated[
        float | None,
        typer.Option(help="least distance to land, metres; default 300, for a sub 10"),
    ] = None
    strip: Annotated[float, typer.Option(help="width of the strip to see, metres")] = 200.0
    altitude: Annotated[
        float | None,
        typer.Option(help="metres above home; default 100, for a barrier --against: the best"),
    ] = None
    swath: Annotated[
        float | None, typer.Option(help="line spacing, metres; default: from the camera")
    ] = None
    overlap: Annotated[float, typer.Option(help="percent, for a swath from the camera")] = 10.0
    coverage: Annotated[float, typer.Option(help="percent of the strip to see")] = 100.0
    wind: WindOption = None
    home: Annotated[
        LonLat | None, typer.Option(parser=parse_place, metavar="LON,LAT", help="launch place")
    ] = None
    direction: Annotated[
        str, typer.Option(help="cw or ccw: round islands; turns of a square or sector search")
    ] = "cw"
    out: Annotated[Path | None, typer.Option(help=f"file: {', '.join(formats.WRITTEN)}")] = None
    preview: Annotated[Path | None, typer.Option(help="picture: FILE.html or FILE.png")] = None
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False

    @property
    def request(self) -> PlanRequest:
        """What the planner is asked for. Raises PlannerError for a value out of range."""
        return PlanRequest(
            pattern=self.pattern,
            standoff_m=USUAL_STANDOFF_M if self.standoff is None else self.standoff,
            strip_m=self.strip,
            altitude_m=USUAL_ALTITUDE_M if self.altitude is None else self.altitude,
            swath_m=self.swath,
            overlap_pct=self.overlap,
            coverage_pct=self.coverage,
            home=self.home,
            wind=self.wind or Wind(0.0, 0.0),
            direction=self.direction,
            focus=self.focus,
            swap_s=60.0 * self.swap,
            deck=self.ship,
        )

    def request_for(self, vehicle: VehicleSpec, area: Area, wind: Wind) -> PlanRequest:
        """The same for a vehicle that may dive, in this wind or current."""
        if vehicle.submersible is None:
            if self.dives:
                raise typer.BadParameter(f"{vehicle.name} flies: depth and bed are for a sub")
            return replace(self.request, wind=wind)
        if self.altitude is not None:
            raise typer.BadParameter(f"{vehicle.name} dives: give --depth, not --altitude")
        standoff_m = CLOSE_M if self.standoff is None else self.standoff
        asked = replace(self.request, dive=self.dive(area))
        return replace(asked, wind=wind, standoff_m=standoff_m)

    def flow(self, vehicle: VehicleSpec) -> Wind | None:
        """The wind, or the current, that the options give."""
        return flow_of(vehicle, self.wind, self.current)


Options = TypeVar("Options")


def takes_options(run: Callable[[Options], None]) -> Callable[..., None]:
    """A command with every field of its `options` as an option: a signature for typer to read."""
    kind = get_type_hints(run)["options"]

    def command(**words: Any) -> None:
        run(kind(**words))

    command.__doc__ = run.__doc__
    command.__annotations__ = get_type_hints(kind, include_extras=True)
    command.__signature__ = inspect.signature(kind)  # type: ignore[attr-defined]
    return command


def read_near(file: Path | None, area: Area) -> Land | None:
    """The land of a file round an area; None without a file."""
    return None if file is None else read_land(file, near=land_bounds(area, LAND_MARGIN_M))
