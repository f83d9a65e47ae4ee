"""A route as sorties from a ship under way."""

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.deck.deck import Deck, PredictedDeck
from mission_planner.deck.pieces import DeckPieces
from mission_planner.deck.spending import Spending, reached_s
from mission_planner.deck.track import steam
from mission_planner.deck.voyage import Meeting, Voyage
from mission_planner.energy import LANDING_S, Estimate
from mission_planner.errors import OptionError, PlanRefused
from mission_planner.flight import TAKE_OVER_S
from mission_planner.layers.layers import Layers
from mission_planner.mission import Mission
from mission_planner.request import PlanRequest
from mission_planner.route import Route
from mission_planner.several import Company, batteries
from mission_planner.sorties import Unreachable, with_cuts
from mission_planner.vehicle import VehicleSpec

FITTED = ("barrier", "watch", "places")  # patterns that fill a battery from a home that stays
LEAST_ALT_M = 40.0  # above the deck: masts of patrol ships, and room for a wrong height
RALLY_EVERY_M, MOST_RALLY = 1_000.0, 5
MET_WITHIN_M = 5.0
EVENED = (1.02, 1.1, 1.25)  # of the mean time of the sorties: the longest that is tried


@dataclass(frozen=True, slots=True, eq=False)
class Departure:
    """One sortie from a deck. area: as that sortie knows it, with the deck at take-off for its home
    and its rally points, those along the way of the ship among them."""

    route: Route
    area: Area
    rally: tuple[LonLat, ...]
    start_s: float
    met_s: float
    worst_wh: float
    voyage: Voyage

    def landing(self, mission: Mission, figures: Estimate) -> PredictedDeck:
        """Where its pilot takes over. Raises PlanRefused when the ship is not there then."""
        place = mission.items[-1].position
        assert place is not None  # its wait for the pilot
        at_s = self.start_s + reached_s(figures)
        track = self.voyage.track
        off_m = float(np.hypot(*(track.at(at_s) - np.array(self.area.frame.point(place)))))
        if off_m > MET_WITHIN_M:
            raise PlanRefused(
                f"the copter would wait {off_m:.0f} m from where the deck is predicted; limit"
                f" {MET_WITHIN_M:g} m: plan with another speed or course of the ship"
            )
        return PredictedDeck(place, at_s, track.deck.error_m_at(at_s), self.rally)


def check_asked(
    deck: Deck, vehicles: Sequence[VehicleSpec], request: PlanRequest, layers: Layers
) -> None:
    """Raises OptionError for what is not planned from a ship under way."""
    if len(vehicles) > 1:
        raise OptionError("several vehicles cannot share a moving deck: give one --vehicle")
    if vehicles[0].is_winged:
        raise OptionError(
            f"{vehicles[0].name} is a plane, which circles at a home that stays: --deck is for"
            " copters"
        )
    if request.altitude_m < LEAST_ALT_M:
        raise OptionError(
            f"altitude is {request.altitude_m:g} m; the wait above a deck needs {LEAST_ALT_M:g} m"
            " for masts: raise --altitude"
        )
    if layers.max_distance_m is not None:
        raise OptionError(
            "a greatest distance is measured from a home that stays: leave out --max-distance"
        )


def check_deck_pattern(pattern: str) -> None:
    """Raises OptionError for a pattern that cannot begin and end at a ship under way."""
    if pattern in FITTED:
        raise OptionError(
            f"pattern {pattern} is fitted to the battery from a home that stays: with --deck give"
            " corridor, loop, sweep, parallel, creeping, square or sector"
        )


def sail(route: Route, company: Company, area: Area) -> list[Departure]:
    """The route as the fewest sorties that the battery allows, about equally long where that works.

    Raises PlanRefused when the ship could get away, steams where nothing may fly, or is too far.
    """
    request, deck, vehicle = company.request, company.request.deck, company.vehicles[0]
    assert deck is not None and area.home is not None  # draft() asks only then
    spending = Spending(vehicle, request.altitude_m, request.wind, deck)
    spending.check_closing()
    voyage = Voyage(steam(deck, area.home, area.frame, company.airspace), spending, company.mover)
    split = Split(with_cuts(route), voyage, area, request.swap_s)
    made = split.sorties(math.inf)
    mean_s = sum(one.met_s - one.start_s for one in made) / len(made)
    for stretch in EVENED if len(made) > 1 else ():
        with contextlib.suppress(PlanRefused):
            tried = split.sorties(stretch * mean_s)
            if len(tried) <= len(made):
                return tried
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A finely cut route on its way into sorties. swap_s: on deck between two of them."""

    route: Route
    voyage: Voyage
    area: Area
    swap_s: float

    def sorties(self, most_s: float) -> list[Departure]:
        """Each as long as the battery and a time allow. Raises PlanRefused."""
        begin, start_s, last = 0, 0.0, sum(map(len, self.route.ways)) - 1
        made: list[Departure] = []
        while begin < last:
            pieces = DeckPieces(self.route, self.voyage, start_s)
            begin = pieces.next_begin(begin)
            try:
                met, begin = pieces.longest(begin, most_s)
            except Unreachable as exc:
                raise _refusal(pieces, begin, self.voyage, start_s, self.area) from exc
            made.append(_departure(met, self.voyage, self.area, start_s))
            start_s = met.met_s + TAKE_OVER_S + LANDING_S + self.swap_s
        return made


def _departure(met: Meeting, voyage: Voyage, area: Area, start_s: float) -> Departure:
    rally = _rally(voyage, start_s, met.met_s, area)
    home = area.frame.lonlat(*voyage.track.at(start_s))
    its = replace(area, home=home, rally=(*area.rally, *rally))
    return Departure(met.route, its, rally, start_s, met.met_s, met.worst_wh, voyage)


def _rally(voyage: Voyage, start_s: float, met_s: float, area: Area) -> tuple[LonLat, ...]:
    """Places along the way of the ship, the last where it is met; not where it has left for good.

    A return to launch flies to the nearest of them.
    """
    way_m = voyage.track.deck.speed_mps * (met_s - start_s)
    count = min(max(math.ceil(way_m / RALLY_EVERY_M), 1), MOST_RALLY)
    moments = np.linspace(start_s, met_s, count + 1)[1:]
    return tuple(area.frame.lonlat(*place) for place in voyage.track.at(moments))


def _refusal(
    pieces: DeckPieces, begin: int, voyage: Voyage, start_s: float, area: Area
) -> PlanRefused:
    """Why no sortie can begin at a cut: the ship has left where one may fly, or is too far off."""
    track, space = voyage.track, area.frame
    place, minutes = pieces.place(begin), start_s / 60.0
    if pieces.meeting(begin, begin + 1) is None:
        lost_s = track.lost_s(start_s, TAKE_OVER_S)
        where = space.lonlat(*track.at(lost_s))
        return PlanRefused(
            f"after {lost_s / 60:.0f} min, at {where.lon:.5f},{where.lat:.5f}, the deck"
            f" {track.why(lost_s)}: the sortie that starts after {minutes:.0f} min cannot come back"
            " to it: steam another course, or slower, or widen the fence"
        )
    far_m = float(np.hypot(*(place - track.at(start_s))))
    to = space.lonlat(*place)
    return PlanRefused(
        f"{to.lon:.5f},{to.lat:.5f}, {far_m / 1000:.1f} km from the deck after {minutes:.0f} min,"
        f" is out of reach of {batteries((voyage.spending.vehicle,))} do not bring it there and"
        " back to the deck: steam nearer, or take another vehicle"
    )
