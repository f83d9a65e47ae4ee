"""What a vehicle does when the link is lost, leg by leg: return, or go on with the patrol.

A leg with a link all along: return, for then something has failed; unless the straight way back
crosses land, a no-fly zone or the fence from some place of the leg: go on.
A leg on which the link dies behind a cape or the horizon: whichever brings it back sooner, the
straight way back or the patrol; go on where the straight way is not safe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geodata.position import LocalFrame, LonLat
from mission_planner.layers.flown import Flown, Indices
from mission_planner.layers.link import Hearing, State, Station
from mission_planner.layers.returns import WayBack

STEP_M = 25.0  # how closely the way back is looked at
SHORTEST_M = 1.0  # take-off and landing are no legs

RETURN, GO_ON = "return", "go on"


@dataclass(frozen=True, slots=True)
class LegLoss:
    """Consecutive legs of a sortie (1 is the first after take-off) with the same rule.

    link: the worst on them. rule: return or go on; why: in words.
    """

    sortie: int
    first: int
    last: int
    begin: LonLat
    end: LonLat
    link: State
    rule: str
    why: str


def leg_losses(
    flown: Flown, heard: Hearing, back: WayBack, station: Station, frame: LocalFrame
) -> list[LegLoss]:
    """The rule for every leg of a flight, legs with the same one together."""
    found: list[LegLoss] = []
    for leg in _legs(flown, heard, back, station, frame):
        last = found[-1] if found else None
        if last and (last.rule, last.why, last.link) == (leg.rule, leg.why, leg.link):
            found[-1] = replace(last, last=leg.last, end=leg.end)
        else:
            found.append(leg)
    return found


def _legs(
    flown: Flown, heard: Hearing, back: WayBack, station: Station, frame: LocalFrame
) -> Iterator[LegLoss]:
    number = 0
    ends = np.flatnonzero(np.diff(flown.leg, append=flown.leg[-1] + 1))
    for begin, end in pairwise([0, *ends.tolist()]):
        part = np.arange(begin, end + 1)
        if flown.along_m[part[-1]] - flown.along_m[part[0]] < SHORTEST_M:
            continue
        number += 1
        rule, why = _rule(part, flown, heard, back, station)
        yield LegLoss(
            sortie=flown.number,
            first=number,
            last=number,
            begin=frame.lonlat(*flown.places[part[0]]),
            end=frame.lonlat(*flown.places[part[-1]]),
            link=_worst(heard, part),
            rule=rule,
            why=why,
        )


def _worst(heard: Hearing, part: Indices) -> State:
    if heard.is_dead[part].any():
        return State.DEAD
    return State.FULL if heard.is_full[part].all() else State.WEAK


def _rule(
    part: Indices,
    flown: Flown,
    heard: Hearing,
    back: WayBack,
    station: Station,
) -> tuple[str, str]:
    if not back.is_safe[part].all():
        return GO_ON, "the straight way back is not safe"
    dead = part[heard.is_dead[part]]
    if not len(dead):
        return RETURN, "the link reaches here: its loss means that something has failed"
    lost = int(dead[0])
    ahead = np.flatnonzero(~heard.is_dead[lost:])
    on_m = flown.along_m[lost + ahead[0]] - flown.along_m[lost] if len(ahead) else np.inf
    back_m = _until_heard(lost, flown, back, station)
    if back_m <= on_m + STEP_M:  # as sampled
        return RETURN, "the straight way back is heard sooner"
    return GO_ON, "the patrol is heard again sooner than the straight way back"


def _until_heard(lost: int, flown: Flown, back: WayBack, station: Station) -> float:
    """Metres flown straight back, at the height of the loss, until the station hears it."""
    start, target = flown.places[lost], back.targets[back.target[lost]]
    length = float(np.hypot(*(target - start)))
    at_m = np.append(np.arange(0.0, length, STEP_M), length)
    places = start + (at_m / max(length, 1e-9))[:, None] * (target - start)
    heard = station.hears(places, np.full(len(at_m), flown.height_m[lost]))
    found = np.flatnonzero(~heard.is_dead)
    return float(at_m[found[0]]) if len(found) else np.inf
