"""A labelled port searched by a network, and the chances from which on a find should count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Mask
from detectors.optical.find import Find, find_in, scene_parts
from detectors.optical.network import Network
from detectors.train.counts import Counts, count
from detectors.train.ports import Port

_STEPS = np.round(np.arange(0.05, 0.905, 0.01), 2).tolist()


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """A port's labels, and everything that a network found there, likely or not."""

    name: str
    boxes_px: NDArray[np.float64]
    land: Mask
    finds: list[Find]

    def counts(self, even: tuple[float, float]) -> tuple[Counts, Counts]:
        """(with open water, all) of the finds from these chances on: open water, at the quay."""
        counted = [f.box_px for f in self.finds if f.chance >= even[f.spot is None]]
        return count(self.boxes_px, counted, self.land)


def search(port: Port, network: Network) -> Searched:
    """What the network finds in a port."""
    scene = scene_parts(port.stack, port.metre_per_px)
    return Searched(port.name, port.boxes_px, scene.land, find_in(scene, network))


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
