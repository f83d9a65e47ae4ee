"""Receivers on hills ashore: how far they hear, in which directions, and when they are down."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OFF_M = (15e3, 60e3)  # from the middle of the scene
HEIGHTS_M = (20.0, 250.0)
HORIZON_M = 4120.0  # of VHF, times the root of metres of height: with the air's usual bending
EDGE = 0.06  # of the horizon: over so much hearing fades out
BEST = {True: 0.92, False: 0.75}  # of messages near by: slots collide, more so of class B
WEAK = 0.75  # of the horizon: 2 W against 12.5
SHADOWS_DEG = (15.0, 50.0)  # a headland stands in the way
FADES, FADES_S = 0.1, 300.0  # the horizon of one vessel wanders by so much, in so long
UP_S, DOWN_S = 2400.0, 300.0  # between outages, and how long they last


@dataclass(frozen=True, slots=True)
class Station:
    """point_m: east, north of the scene's middle. downs_s: from, to, after the overpass.

    shadow_deg: a direction, and half of the angle in which nothing is heard.
    """

    point_m: tuple[float, float]
    height_m: float
    shadow_deg: tuple[float, float]
    downs_s: tuple[tuple[float, float], ...]

    def chance(self, points_m: Floats, at_s: Floats, antenna_m: float, is_class_a: bool) -> Floats:
        """(N,) that it hears a message sent from (N, 2) at (N,), if the air is as usual.

        antenna_m: above the water.
        """
        apart = points_m - self.point_m
        away = np.linalg.norm(apart, axis=1)
        horizon = HORIZON_M * (np.sqrt(self.height_m) + np.sqrt(antenna_m))
        horizon *= 1.0 if is_class_a else WEAK
        heard = BEST[is_class_a] / (1.0 + np.exp((away / horizon - 0.9) / EDGE))
        bearing = np.degrees(np.arctan2(apart[:, 0], apart[:, 1]))
        off = np.abs((bearing - self.shadow_deg[0] + 180.0) % 360.0 - 180.0)
        is_down = np.zeros(len(at_s), bool)
        for begin, end in self.downs_s:
            is_down |= (at_s >= begin) & (at_s < end)
        return np.where((off < self.shadow_deg[1]) | is_down, 0.0, heard)


def draw_station(rng: Generator, span_s: float) -> Station:
    """Somewhere round the scene; span_s: before and after the overpass."""
    bearing, away = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(*OFF_M)
    downs = []
    t_s = -span_s - float(rng.exponential(DOWN_S))
    while t_s < span_s:
        begin = t_s + float(rng.exponential(UP_S))
        t_s = begin + float(rng.exponential(DOWN_S))
        downs.append((begin, t_s))
    return Station(
        point_m=(float(away * np.sin(bearing)), float(away * np.cos(bearing))),
        height_m=float(rng.uniform(*HEIGHTS_M)),
        shadow_deg=(float(rng.uniform(0.0, 360.0)), float(rng.uniform(*SHADOWS_DEG)) / 2.0),
        downs_s=tuple(downs),
    )


def faded(at_s: Floats, rng: Generator) -> Floats:
    """(N,) by which a vessel's distance counts as larger or smaller, constant for some minutes."""
    spells = np.floor(at_s / FADES_S).astype(int)
    first = int(spells.min(initial=0))
    drawn = np.exp(rng.normal(0.0, FADES, int(spells.max(initial=0)) - first + 1))
    return np.asarray(drawn[spells - first])
