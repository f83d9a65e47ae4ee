"""Sorties from a deck: each leaves it where it is, and meets it where it will be."""

import math
from dataclasses import replace

from mission_planner.deck.voyage import Meeting, Voyage
from mission_planner.route import Route
from mission_planner.sorties import Cost, Pieces, Unreachable

SHRINK = 10  # a sortie that is too dear on the way is cut by this part of its length


class DeckPieces(Pieces):
    """What the sorties between two cuts of a route take, when they start at one moment."""

    def __init__(self, route: Route, voyage: Voyage, start_s: float) -> None:
        super().__init__(replace(route, door=voyage.door(start_s)), voyage.mover, _unasked)
        self._voyage = voyage
        self._start_s = start_s
        self._meetings: dict[tuple[int, int], Meeting | None] = {}

    def meeting(self, begin: int, end: int) -> Meeting | None:
        """The sortie between two cuts; None: the deck cannot be met after it."""
        span = (begin, end)
        if span not in self._meetings:
            made = self._between(begin, end)
            met = None if made is None else self._voyage.meet(made, self._start_s)
            self._meetings[span] = met
        return self._meetings[span]

    def cost(self, begin: int, end: int) -> Cost:
        """See Pieces: the deck wherever it is within its error."""
        met = self.meeting(begin, end)
        if met is None:
            return Cost(math.inf, math.inf)
        share = met.worst_wh / self._voyage.spending.vehicle.usable_wh
        return Cost(share, met.met_s - self._start_s)

    def longest(self, begin: int, most_s: float) -> tuple[Meeting, int]:
        """The longest sortie from a cut on that may also be broken off anywhere, and its end.

        most_s: until it meets the deck. Raises Unreachable.
        """
        end = self.farthest(begin, most_s)
        while True:
            met = self.meeting(begin, end)
            if met is not None:
                worst = max(met.worst_wh, self._voyage.dearest_wh(met.route, self._start_s))
                if worst <= self._voyage.spending.vehicle.usable_wh:
                    return replace(met, worst_wh=worst), end
            if end == begin + 1:
                raise Unreachable(self.place(begin))
            end = max(begin + 1, end - max(1, (end - begin) // SHRINK))


def _unasked(_points: object) -> Cost:
    raise AssertionError  # what a flight from a deck takes depends on when it starts
