"""`--deck` of `mizugiwa plan`: a home that steams on, read and told."""

import re
import sys
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from mission_planner.deck.deck import USUAL_ERROR_M, Deck
from mission_planner.plan import Plan, Sortie
from surveillance.cli.place_text import NUMBER

RETURNS = (
    "lost link or low battery: return to launch (RTL) knows nothing of the ship: it comes down at"
    " the launch place or the nearest rally point on its way (.waypoints files carry none): set"
    " RALLY_INCL_HOME 0, RALLY_LIMIT_KM 0 and RTL_ALT_FINAL above the masts, then it waits there"
)


def parse_deck(text: str) -> Deck:
    """SPEED@COURSE: metres per second and degrees, e.g. 4@250. Raises PlannerError out of range."""
    match = re.fullmatch(rf"({NUMBER})@({NUMBER})", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not SPEED@COURSE in m/s and degrees, such as 4@250")
    return Deck(float(match[1]), float(match[2]))


DeckOption = Annotated[
    Deck | None,
    typer.Option(
        parser=parse_deck,
        metavar="SPEED@COURSE",
        help="home is a ship that steams on: m/s (a knot is 0.51), degrees where it goes to;"
        " copters come back to where it will be",
    ),
]
DeckError = Annotated[
    float | None,
    typer.Option(
        metavar="M",
        help=f"for --deck: error of its place at take-off, default {USUAL_ERROR_M:g};"
        " it grows by a tenth of the way steamed",
    ),
]


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class DeckOptions:
    """Every field is an option."""

    deck: DeckOption = None
    deck_error: DeckError = None

    @property
    def ship(self) -> Deck | None:
        """None: home stays. Raises PlannerError for values out of range."""
        if self.deck is None:
            if self.deck_error is not None:
                raise typer.BadParameter("--deck-error is for --deck SPEED@COURSE")
            return None
        if self.deck_error is None:
            return self.deck
        return replace(self.deck, error_m=self.deck_error)


def deck_json(made: Plan) -> dict[str, Any]:
    """The ship of a plan; nothing when home stays."""
    deck = made.request.deck
    if deck is None:
        return {}
    figures = {
        "speed_mps": deck.speed_mps,
        "course_deg": deck.course_deg,
        "error_m": deck.error_m,
        "error_growth_mps": round(deck.growth_mps, 3),
    }
    return {"deck": figures, "on_return_to_launch": RETURNS}


def landing_json(sortie: Sortie) -> dict[str, Any]:
    """Where a sortie leaves its ship and meets it again; nothing when home stays."""
    if sortie.deck is None:
        return {}
    home, deck = sortie.mission.home, sortie.deck
    return {
        "home": [home.lon, home.lat],
        "deck": {
            "lonlat": [deck.place.lon, deck.place.lat],
            "at_s": round(deck.at_s, 1),
            "error_m": round(deck.error_m, 1),
        },
        "least_left_pct": round(sortie.least_left_pct, 1),
    }


def tell_deck(made: Plan) -> None:
    """On stderr: what the autopilot would do, and that a prediction ages."""
    if made.request.deck is None:
        return
    print(RETURNS, file=sys.stderr)
    if len(made.sorties) > 1:
        text = "plan again before each take-off after the first, from where the ship then is"
        print(text, file=sys.stderr)


def deck_lines(made: Plan) -> list[str]:
    """The same for the table."""
    lines = []
    for sortie in made.sorties:
        if sortie.deck is not None:
            home, deck = sortie.mission.home, sortie.deck
            lines.append(
                f"sortie {sortie.number}: off the deck after {sortie.start_s / 60:.1f} min at"
                f" {home.lon:.5f},{home.lat:.5f}; back after {deck.at_s / 60:.1f} min at"
                f" {deck.place.lon:.5f},{deck.place.lat:.5f}, predicted to {deck.error_m:.0f} m:"
                f" it waits at {sortie.altitude_m:g} m, the pilot lands it; battery left"
                f" {sortie.least_left_pct:.0f} % at worst"
            )
    return lines
