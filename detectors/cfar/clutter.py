"""How far above the sea's mean a pixel must be: thresholds for K-distributed clutter.

Amplitude of the sea in a multi-look radar picture: the square root of speckle (gamma with as many
looks as the picture) times texture (gamma of some order). Small orders are spiky seas with
a heavy tail; infinite order is pure speckle. The order shows in the ratio of standard deviation
to mean, so that ratio alone says how many standard deviations above the mean a rate lies.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc, gammaln

Floats = NDArray[np.float64]

# Beyond the largest order the sea is speckle alone; below the least one no sea has been described.
_ORDERS = np.geomspace(2000.0, 0.15, 36)
_STEPS = 512
_QUADRATURE, _BISECTIONS = 140, 34


class Table(NamedTuple):
    """Standard deviations above the mean, by the ratio of deviation to mean in even steps.

    Outside the table its first and last values hold. least: the smallest of all.
    """

    sigmas: Floats
    first: float
    step: float
    least: float


@lru_cache(maxsize=32)
def threshold_table(rate: float, looks: float) -> Table:
    """The table for a false-alarm rate and an equivalent number of looks."""
    ratios = np.array([deviation_ratio(order, looks) for order in _ORDERS])
    means = np.array([_mean_amplitude(order, looks) for order in _ORDERS])
    sigmas = (_amplitudes(rate, looks) / means - 1.0) / ratios
    even = np.linspace(ratios[0], ratios[-1], _STEPS)
    table = np.interp(even, ratios, sigmas)
    table.setflags(write=False)
    return Table(table, float(even[0]), float(even[1] - even[0]), float(table.min()))


def constant_table(sigmas: float) -> Table:
    """The same number of standard deviations whatever the ratio."""
    return Table(np.full(2, sigmas), 0.0, 1.0, sigmas)


def deviation_ratio(order: float, looks: float) -> float:
    """Standard deviation over mean of the amplitude of K-distributed clutter."""
    return float(np.sqrt(1.0 / _mean_amplitude(order, looks) ** 2 - 1.0))


def false_alarm_share(amplitude: Floats, order: float, looks: float) -> Floats:
    """Share of clutter above an amplitude; clutter of mean intensity 1. Any shape of array."""
    log_texture, weight = _texture(order)
    texture = np.exp(log_texture)
    tails = gammaincc(looks, looks * amplitude[..., None] ** 2 / texture)
    share: Floats = tails @ weight
    return share


def _mean_amplitude(order: float, looks: float) -> float:
    """Mean of the amplitude when the mean intensity is 1."""
    logs = [gammaln(a + 0.5) - gammaln(a) - 0.5 * np.log(a) for a in (order, looks)]
    return float(np.exp(sum(logs)))


def _texture(order: float) -> tuple[Floats, Floats]:
    """Nodes (logarithm of the texture) and weights of a quadrature over its distribution."""
    below = max(-40.0 / order, -700.0) if order < 1.0 else -12.0 / np.sqrt(order) - 12.0 / order
    above = np.log1p(12.0 / np.sqrt(order) + 45.0 / order)
    nodes = np.linspace(below, above, _QUADRATURE)
    density = order * (nodes - np.exp(nodes)) + order * np.log(order) - gammaln(order)
    weight: Floats = np.exp(density)
    # what lies below the first node is too dark to alarm; the sum is 1 with it
    rest = float(gammainc(order, order * np.exp(nodes[0])))
    weight *= (1.0 - rest) / weight.sum()
    return nodes, weight


def _amplitudes(rate: float, looks: float) -> Floats:
    """The amplitude that this share of the clutter exceeds, for each of the orders."""
    low, high = np.zeros(len(_ORDERS)), np.full(len(_ORDERS), 200.0)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        shares = np.array(
            [
                false_alarm_share(np.array([m]), order, looks)[0]
                for m, order in zip(middle, _ORDERS, strict=True)
            ]
        )
        low = np.where(shares > rate, middle, low)
        high = np.where(shares > rate, high, middle)
    middles: Floats = 0.5 * (low + high)
    return middles
