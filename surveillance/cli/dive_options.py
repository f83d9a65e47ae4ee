"""`--depth` and the sea bed: what is asked of an underwater vehicle, read and told."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.plan import Plan, Sortie
from mission_planner.request import Wind
from mission_planner.underwater.bed import Bed, LevelBed, read_bed
from mission_planner.underwater.dive import Dive
from mission_planner.vehicle import VehicleSpec
from surveillance.cli.flow_text import parse_current

BED_REACH_M = 2_000.0  # of a bed round the area that is read; no tether is longer

NO_BED = (
    "nothing is known of the sea bed here: the clearance over it is not checked; give --bed FILE or"
    " --bed-depth M"
)

BedFile = Annotated[
    Path | None,
    typer.Option(help="heights of the sea bed against the water level, metres; any lon/lat raster"),
]
BedDepth = Annotated[
    float | None, typer.Option(metavar="M", help="depth of a level sea bed, instead of --bed")
]
Current = Annotated[
    Wind | None,
    typer.Option(parser=parse_current, metavar="SPEED@TO", help="for a sub: m/s, degrees it goes"),
]


def bed_of(file: Path | None, depth_m: float | None, area: Area) -> Bed | None:
    """The bed that the options give; None: nothing is known. Raises PlannerError for a bad file."""
    if file is not None and depth_m is not None:
        raise typer.BadParameter("give either --bed FILE or --bed-depth M")
    if depth_m is not None:
        return LevelBed(depth_m)
    return None if file is None else read_bed(file, area.frame, _reach_m(area))


def flow_of(vehicle: VehicleSpec, wind: Wind | None, current: Wind | None) -> Wind | None:
    """What the vehicle moves against: wind in the air, current under water."""
    if vehicle.submersible is None and current is not None:
        raise typer.BadParameter(f"--current is for a sub; {vehicle.name} flies: give --wind")
    if vehicle.submersible is not None and wind is not None:
        raise typer.BadParameter(f"--wind is for aircraft; {vehicle.name} dives: give --current")
    return wind if vehicle.submersible is None else current


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class DiveOptions:
    """Every field is an option."""

    depth: Annotated[
        float | None, typer.Option(metavar="M", help="for a sub: depth, kept all the way")
    ] = None
    above_bed: Annotated[
        float | None, typer.Option(metavar="M", help="for a sub: height over the bed, followed")
    ] = None
    bed: BedFile = None
    bed_depth: BedDepth = None
    current: Current = None

    @property
    def dives(self) -> bool:
        """Whether any of them was given."""
        given = (self.depth, self.above_bed, self.bed, self.bed_depth, self.current)
        return any(value is not None for value in given)

    def dive(self, area: Area) -> Dive | None:
        """None: nothing of a dive was asked for. Raises PlannerError for values out of range."""
        if self.depth is not None and self.above_bed is not None:
            raise typer.BadParameter("give either --depth or --above-bed")
        if self.depth is None and self.above_bed is None:
            if self.bed is not None or self.bed_depth is not None:
                raise typer.BadParameter("a sea bed is for a dive: give --depth or --above-bed")
            return None
        return Dive(self.depth, self.above_bed, bed_of(self.bed, self.bed_depth, area))


def _reach_m(area: Area) -> float:
    west, south, east, north = area.frame.geometry_to_metres(area.fence).bounds
    return max(abs(west), abs(south), abs(east), abs(north)) + BED_REACH_M


def tell_dive(made: Plan) -> None:
    """On stderr: what nobody has looked at."""
    dive = made.request.dive
    if dive is not None and dive.bed is None:
        print(NO_BED, file=sys.stderr)


def dive_json(made: Plan) -> dict[str, Any]:
    """The dive of a plan; nothing for aircraft."""
    dive = made.request.dive
    if dive is None:
        return {}
    current = {"speed_mps": made.request.wind.speed_mps, "to_deg": _to_deg(made.request.wind)}
    return {
        "dive": {
            "depth_m": dive.depth_m,
            "above_bed_m": dive.above_bed_m,
            "is_bed_known": dive.bed is not None,
            "current": current,
        }
    }


def reckoning_json(sortie: Sortie) -> dict[str, Any]:
    """How deep a dive goes and how well it knows its place at its end; nothing for aircraft."""
    if sortie.error_m is None:
        return {}
    return {"deepest_m": _deepest_m(sortie), "place_error_m": round(sortie.error_m, 1)}


def dive_lines(made: Plan) -> list[str]:
    """The same for the table."""
    return [
        f"sortie {sortie.number}: to {_deepest_m(sortie):g} m; at its end it knows its place to"
        f" {sortie.error_m:.0f} m (95 %)"
        for sortie in made.sorties
        if sortie.error_m is not None
    ]


def _deepest_m(sortie: Sortie) -> float:
    places: list[tuple[LonLat, float]] = [
        (item.position, item.alt_m) for item in sortie.mission.items if item.position is not None
    ]
    return -min(height for _, height in places)


def _to_deg(flow: Wind) -> float:
    return (flow.from_deg + 180.0) % 360.0
