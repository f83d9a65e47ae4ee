"""What is asked of a plan."""

from dataclasses import dataclass

from geodata.position import LonLat
from mission_planner.deck.deck import Deck
from mission_planner.detection.barrier_shape import TO_AND_FRO, BarrierShape
from mission_planner.errors import OptionError
from mission_planner.focus import NO_FOCUS, Focus
from mission_planner.ranges import within as _within
from mission_planner.underwater.dive import Dive

PATTERNS = (
    "auto",
    "corridor",
    "loop",
    "sweep",
    "parallel",
    "creeping",
    "square",
    "sector",
    "barrier",
    "watch",
    "places",
)
DIRECTIONS = ("cw", "ccw")


@dataclass(frozen=True, slots=True)
class Wind:
    """A steady wind: speed and where it comes from, clockwise from true north."""

    speed_mps: float
    from_deg: float

    @property
    def stronger(self) -> "Wind":
        """What a sortie must also hold under: forecasts are wrong by about as much."""
        return Wind(1.3 * self.speed_mps, self.from_deg)


CALM = Wind(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """One patrol: a strip from standoff_m to standoff_m + strip_m off the coast.

    altitude_m: above home. swath_m: the line spacing itself; None: from camera and altitude, less
    overlap_pct. coverage_pct: the share of the strip that must be seen, fewer lines below 100.
    home: None means the area's own. direction: which way round islands, seen from above, and which
    way a square or sector search turns. focus: what patterns that follow no coast are about.
    swap_s: on the ground between two sorties of one vehicle, for another battery.
    barrier: how a barrier is flown along its line. deck: home is a ship that steams on; None: it
    stays. dive: how deep an underwater vehicle goes; altitude_m is then below 0, and wind is the
    current.
    Raises OptionError that names the value out of range.
    """

    pattern: str = "auto"
    standoff_m: float = 300.0
    strip_m: float = 200.0
    altitude_m: float = 100.0
    swath_m: float | None = None
    overlap_pct: float = 10.0
    coverage_pct: float = 100.0
    home: LonLat | None = None
    wind: Wind = CALM
    direction: str = "cw"
    focus: Focus = NO_FOCUS
    swap_s: float = 600.0
    barrier: BarrierShape = TO_AND_FRO
    deck: Deck | None = None
    dive: Dive | None = None

    def __post_init__(self) -> None:
        if self.pattern not in PATTERNS:
            known = ", ".join(PATTERNS)
            raise OptionError(f"no pattern is called {self.pattern!r}; there are: {known}")
        if self.direction not in DIRECTIONS:
            raise OptionError(f"direction is {self.direction!r}; it must be cw or ccw")
        _within("standoff", self.standoff_m, 0.0, 50_000.0, "m")
        _within("strip", self.strip_m, 1.0, 50_000.0, "m")
        if self.dive is None:
            _within("altitude", self.altitude_m, 1.0, 10_000.0, "m")
        if self.swath_m is not None:
            _within("swath", self.swath_m, 5.0, 10_000.0, "m")
        _within("overlap", self.overlap_pct, 0.0, 90.0, "%")
        _within("coverage", self.coverage_pct, 1.0, 100.0, "%")
        _within("wind speed", self.wind.speed_mps, 0.0, 100.0, "m/s")
        _within("wind direction", self.wind.from_deg, 0.0, 360.0, "deg")
        _within("swap", self.swap_s, 0.0, 86_400.0, "s")
        self.focus.check(self.pattern)
