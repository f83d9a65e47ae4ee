"""A labelled port searched by a network, and the chances from which on a find should count."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Mask
from detectors.optical.find import Find, find_in, scene_parts
from detectors.optical.network import Network
from detectors.optical.shape import shape_of
from detectors.train.counts import Counts, count, pairs_within
from detectors.train.ports import Port

_STEPS = np.round(np.arange(0.05, 0.905, 0.01), 2).tolist()


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """A port's labels, and everything that a network found there, likely or not."""

    name: str
    boxes_px: NDArray[np.float64]
    land: Mask
    finds: list[Find]
    metre_per_px: float

    def counts(self, even: tuple[float, float]) -> tuple[Counts, Counts]:
        """(with open water, all) of the finds from these chances on: open water, at the quay."""
        counted = [f.box_px for f in self.finds if f.chance >= even[f.spot is None]]
        return count(self.boxes_px, counted, self.land)


def search(port: Port, network: Network) -> Searched:
    """What the network finds in a port."""
    scene = scene_parts(port.stack, port.metre_per_px)
    return Searched(
        port.name, port.boxes_px, scene.land, find_in(scene, network), port.metre_per_px
    )


def without_small_craft(searched: Searched, least_m: float) -> Searched:
    """Without the bright spots shorter than this that are near no label: nobody labels them all."""
    boxes = np.array([find.box_px for find in searched.finds], np.float64)
    labelled = {found for _, found in pairs_within(searched.boxes_px, boxes)}
    kept = [
        find
        for number, find in enumerate(searched.finds)
        if number in labelled or not _is_short(find, least_m, searched.metre_per_px)
    ]
    return replace(searched, finds=kept)


def _is_short(find: Find, least_m: float, metre_per_px: float) -> bool:
    if find.spot is None:
        return False
    return shape_of(find.spot.pixels, find.spot.rise, metre_per_px).length_m < least_m


def best_even(ports: list[Searched]) -> tuple[float, float]:
    """The chances that give these ports together the best F1: on open water, then of all.

    Where several are as good, the middle one of them.
    """
    free = _best([(step, _total([p.counts((step, 1.1))[0] for p in ports])) for step in _STEPS])
    every = [(step, _total([p.counts((free, step))[1] for p in ports])) for step in _STEPS]
    return free, _best(every)


def _total(counts: list[Counts]) -> float:
    return sum(counts, Counts(0, 0, 0)).f1


def _best(scored: list[tuple[float, float]]) -> float:
    top = max(f1 for _, f1 in scored)
    best = [step for step, f1 in scored if f1 == top]
    return best[len(best) // 2]
