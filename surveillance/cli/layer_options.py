"""Options that lay the map and the law over a plan: `plan` and `check` share them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geodata.airports import Runways, read_runways
from geodata.area import Area
from mission_planner.airspace import land_bounds
from mission_planner.layers.assessment import Assessment
from mission_planner.layers.conditions import Context, State, words_of
from mission_planner.layers.layers import KINDS, Layers, read_zones
from mission_planner.layers.link import Radio
from mission_planner.layers.surfaces import REACH_M
from surveillance.cli.times import parse_time

NEAR_M = 5_000.0  # layers are read this far beyond the fence
LAND_HEIGHT_M = 50.0
LINK_MHZ = 2_400.0
SIGHT_M = 300.0
LISTED = 8  # stretches of one sort in the table; JSON has all

Layer = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KIND=FILE",
        help=f"map layer, any vector file; kinds: {', '.join(KINDS)} (repeatable)",
    ),
]
Airports = Annotated[Path | None, typer.Option(help="runways.csv of OurAirports")]
MaxDistance = Annotated[float | None, typer.Option(help="farthest from home, metres")]
Antenna = Annotated[
    float | None, typer.Option(help="antenna above ground at home, metres: maps the link")
]
LandHeight = Annotated[float, typer.Option(help="of all land, for the link; metres above the sea")]
LinkMhz = Annotated[float, typer.Option(help="carrier of the link, MHz")]
Sight = Annotated[float, typer.Option(help="seen from home up to, metres")]
At = Annotated[
    datetime | None,
    typer.Option(parser=parse_time, metavar="TIME", help="of take-off, with zone: day or night"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerOptions:
    """Every field is an option."""

    layer: Layer = None
    airports: Airports = None
    max_distance: MaxDistance = None
    antenna: Antenna = None
    land_height: LandHeight = LAND_HEIGHT_M
    link_mhz: LinkMhz = LINK_MHZ
    sight: Sight = SIGHT_M
    at: At = None

    def layers(self, area: Area) -> Layers:
        """What lies round an area. Raises LayerError or PlannerError for a bad file."""
        near = land_bounds(area, NEAR_M)
        named = [_named(text) for text in self.layer or ()]
        zones = [zone for kind, file in named for zone in read_zones(kind, file, near)]
        given = {kind for kind, _ in named}
        runways = Runways((), ())
        if self.airports is not None:
            given.add("airports")
            runways = read_runways(self.airports, land_bounds(area, REACH_M))
        return Layers(
            zones=tuple(zones),
            runways=runways.placed,
            unplaced=runways.unplaced,
            given=frozenset(given),
            max_distance_m=self.max_distance,
        )

    @property
    def radio(self) -> Radio | None:
        """The link to map; None without an antenna. Raises PlannerError out of range."""
        if self.antenna is None:
            return None
        return Radio(self.antenna, self.land_height, self.link_mhz)

    def context(self, area: Area, layers: Layers, duration_s: float) -> Context:
        """What the special-flight conditions depend on. Raises PlannerError out of range."""
        return Context(area.frame, layers, self.sight, self.at, duration_s)


def _named(text: str) -> tuple[str, Path]:
    kind, equals, file = text.partition("=")
    if not (equals and file):
        raise typer.BadParameter(f"{text!r} is not KIND=FILE, such as did=did.gpkg")
    return kind.strip(), Path(file)


def print_assessment(found: Assessment) -> None:
    """Conditions, ways back and link on stdout."""
    console = Console()
    console.print("special flight (特定飛行), to be confirmed by the authorities:")
    for condition in found.conditions:
        if condition.state is State.APPLIES:
            words = words_of(condition)
            console.print(
                f"  applies: {words['name_en']} / {words['name_ja']}: {condition.found_en}:"
                f" {words['means_en']}",
                markup=False,
            )
    unknown = [words_of(c) for c in found.conditions if c.state is State.CHECK]
    if unknown:
        names = "; ".join(f"{words['name_en']} / {words['name_ja']}" for words in unknown)
        console.print(f"  yours to check (--json says why): {names}", markup=False)
    for warning in found.returns[:LISTED]:
        console.print(
            f"return: sortie {warning.sortie}, {warning.length_m:.0f} m from"
            f" {warning.begin.lon:.5f},{warning.begin.lat:.5f}: the straight way to"
            f" {warning.target} crosses {', '.join(warning.crosses)}: {warning.remedy}",
            markup=False,
        )
    if len(found.returns) > LISTED:
        console.print(f"return: {len(found.returns) - LISTED} more stretches (--json lists them)")
    if found.link is None:
        return
    parts = ", ".join(f"{state} {100 * part:.0f} %" for state, part in found.link.shares.items())
    console.print(f"link: {parts} of the way; land taken as {found.link.radio.land_m:g} m high")
    for shadow in found.link.shadows[:LISTED]:
        console.print(
            f"link {shadow.state}: sortie {shadow.sortie}, {shadow.length_m:.0f} m from km"
            f" {shadow.from_m / 1000:.1f}, behind the {shadow.cause} at"
            f" {shadow.behind.lon:.5f},{shadow.behind.lat:.5f}"
        )
    if len(found.link.shadows) > LISTED:
        console.print(f"link: {len(found.link.shadows) - LISTED} more stretches (--json)")
    for leg in found.link.legs[:LISTED]:
        legs = f"leg {leg.first}" if leg.first == leg.last else f"legs {leg.first}-{leg.last}"
        console.print(f"on link loss: sortie {leg.sortie}, {legs}: {leg.rule} ({leg.why})")
    if len(found.link.legs) > LISTED:
        console.print(f"on link loss: {len(found.link.legs) - LISTED} more rows (--json)")
