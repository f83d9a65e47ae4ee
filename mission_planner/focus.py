"""What a patrol is about when it follows no coast: a datum and how far round it, or places."""

from dataclasses import dataclass

from geodata.position import LonLat, distance_m
from mission_planner.errors import OptionError
from mission_planner.ranges import within

AROUND_DATUM = ("parallel", "creeping", "square", "sector")
AT_PLACES = ("barrier", "watch", "places")
SAME_PLACE_M = 5.0  # two places of a list this near are one: GNSS is no better
MOST_PLACES = 40

# which patterns an option means something to; auto takes all and chooses by them
_TAKEN = {
    "datum": AROUND_DATUM,
    "extent": AROUND_DATUM,
    "bearing": AROUND_DATUM,
    "place": AT_PLACES,
    "minutes": ("watch", "places"),
    "passes": ("sector",),
}
_LEAST = {"barrier": 0, "watch": 1, "places": 1}
_MOST = {"barrier": 2, "watch": 1, "places": MOST_PLACES}


@dataclass(frozen=True, slots=True)
class Focus:
    """Where to look, and how.

    datum: the most likely place of what is searched. extent_m: how far from it, to the sides of a
    box or as a radius. bearing_deg: of the first leg, clockwise from true north; None: into the
    wind. passes: rounds of a sector search. places: in order of priority. minutes: to stay at
    each place; None: as the pattern does it. Raises OptionError that names a value out of range.
    """

    datum: LonLat | None = None
    extent_m: float | None = None
    bearing_deg: float | None = None
    passes: int | None = None
    places: tuple[LonLat, ...] = ()
    minutes: float | None = None

    def __post_init__(self) -> None:
        if self.extent_m is not None:
            within("extent", self.extent_m, 10.0, 100_000.0, "m")
        if self.bearing_deg is not None:
            within("bearing", self.bearing_deg, 0.0, 360.0, "deg")
        if self.passes is not None:
            within("passes", self.passes, 1, 2, "rounds")
        if self.minutes is not None:
            within("minutes", self.minutes, 0.0, 1_000.0, "min")
        _check_apart(self.places)

    @property
    def given(self) -> frozenset[str]:
        """The options that were given, by their names on the command line."""
        values = {
            "datum": self.datum,
            "extent": self.extent_m,
            "bearing": self.bearing_deg,
            "passes": self.passes,
            "place": self.places or None,
            "minutes": self.minutes,
        }
        return frozenset(name for name, value in values.items() if value is not None)

    def check(self, pattern: str) -> None:
        """Raises OptionError when a pattern cannot do anything with what is given, or lacks it.

        auto is checked again once it has chosen.
        """
        if pattern == "auto":
            if self.datum is not None and self.places:
                raise OptionError(
                    "--datum and --place together mean nothing: a search has a datum, a patrol has"
                    " places: leave one of them out"
                )
            return
        for name in sorted(self.given):
            if pattern not in _TAKEN[name]:
                takers = ", ".join(_TAKEN[name])
                raise OptionError(
                    f"--{name} means nothing to the pattern {pattern}: leave it out, or take one"
                    f" of: {takers}"
                )
        _check_round(self, pattern)
        _check_number(self.places, pattern)


def _check_round(focus: Focus, pattern: str) -> None:
    if pattern not in AROUND_DATUM:
        return
    if focus.datum is not None and focus.extent_m is None:
        raise OptionError(
            f"{pattern} round a datum needs --extent M: how far from the datum to look"
        )
    if focus.extent_m is not None and focus.datum is None:
        raise OptionError(f"--extent needs --datum LON,LAT: the place that {pattern} is round")


def _check_number(places: tuple[LonLat, ...], pattern: str) -> None:
    if pattern not in AT_PLACES:
        return
    count, least, most = len(places), _LEAST[pattern], _MOST[pattern]
    if pattern == "barrier" and count == 1:
        raise OptionError("a barrier runs from one --place LON,LAT to another: 1 is given")
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise OptionError(f"{pattern} needs {wanted} --place LON,LAT; {count} are given")


def _check_apart(places: tuple[LonLat, ...]) -> None:
    for number, place in enumerate(places, start=1):
        for before, other in enumerate(places[: number - 1], start=1):
            if distance_m(place, other) < SAME_PLACE_M:
                raise OptionError(
                    f"place {number} is place {before} again"
                    f" ({place.lon:.5f},{place.lat:.5f}): leave it out"
                )


NO_FOCUS = Focus()
