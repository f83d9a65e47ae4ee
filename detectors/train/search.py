"""A labelled port searched by a network, and the chances from which on a find should count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from detectors.optical.bands import Mask
from detectors.optical.find import Find, find_in, scene_parts
from detectors.optical.network import Network
from detectors.train.counts import Counts, count
from detectors.train.ports import Port

_ALIKE = 5  # steps on either side that count with one: a hundred vessels make sharp peaks by chance
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

    Of the mean of F1 over the chances within 0.05; where several are as good, the middle one.
    """
    free = _best([_total([p.counts((step, 1.1))[0] for p in ports]) for step in _STEPS])
    return free, _best([_total([p.counts((free, step))[1] for p in ports]) for step in _STEPS])


def _total(counts: list[Counts]) -> float:
    return sum(counts, Counts(0, 0, 0)).f1


def _best(f1: list[float]) -> float:
    """The step with the best F1 round it. f1: of each of _STEPS."""
    round_it = uniform_filter1d(np.array(f1), 2 * _ALIKE + 1, mode="nearest")
    best = np.flatnonzero(np.isclose(round_it, round_it.max(), rtol=0.0, atol=1e-9))
    return float(_STEPS[best[len(best) // 2]])
