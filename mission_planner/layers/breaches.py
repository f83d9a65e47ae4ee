"""Limits of the layers that a flight breaks: airport surfaces and distance from home."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geodata.position import Floats, LocalFrame
from mission_planner.layers.flown import Flown, runs
from mission_planner.layers.layers import Layers
from mission_planner.layers.surfaces import NAMES, ceiling

SLACK_M = 0.5  # way points are kept to a centimetre, discs are drawn by chords


@dataclass(frozen=True, slots=True, eq=False)
class Breach:
    """One stretch beyond a limit; place (2,) local metres, where it is worst.

    kind: airport (metres above the sea) or distance (metres from home).
    """

    kind: str
    place: Floats
    amount: float
    limit: float
    text: str


def breaches(flown: Flown, frame: LocalFrame, layers: Layers) -> Iterator[Breach]:
    """Every stretch above an airport's surface or too far from home."""
    if layers.max_distance_m is not None:
        yield from _too_far(flown, layers.max_distance_m)
    if layers.runways:
        yield from _above_surfaces(flown, frame, layers)


def _too_far(flown: Flown, most_m: float) -> Iterator[Breach]:
    away = np.hypot(*(flown.places - flown.home).T)
    for run in runs(away > most_m + SLACK_M):
        worst = run.start + int(away[run].argmax())
        text = (
            f"{away[worst]:.0f} m from home; limit {most_m:g} m: launch nearer, or plan again with"
            " this --max-distance"
        )
        yield Breach("distance", flown.places[worst], float(away[worst]), most_m, text)


def _above_surfaces(flown: Flown, frame: LocalFrame, layers: Layers) -> Iterator[Breach]:
    above = ceiling(layers.runways, frame, flown.places)
    height = flown.height_m
    excess = np.where(np.isfinite(above.height_m), height - above.height_m, -np.inf)
    # on the ground nothing flies: home itself may lie on an airport's site
    over = (excess > 0) & (flown.above_home_m > 0)
    for run in runs(over):
        worst = run.start + int(excess[run].argmax())
        runway = layers.runways[above.runway[worst]]
        amount, limit = float(height[worst]), float(above.height_m[worst])
        lower = "no height is free there" if limit <= 0 else f"it lies at {limit:.0f} m there"
        text = (
            f"{amount:.0f} m above the sea over the {NAMES[above.kind[worst]]} of {runway.airport}"
            f" {runway.name}: {lower}: fly lower or move away"
        )
        yield Breach("airport", flown.places[worst], amount, limit, text)
