"""How much of the radar's pulse things return, and from which of their parts.

Vessels: 0.08 x length^(7/3) square metres on average (P. W. Vachon, J. W. M. Campbell,
C. A. Bjerkelund, F. W. Dobson and M. T. Rey, "Ship detection by the RADARSAT SAR", Canadian
Journal of Remote Sensing 23, 1997), a few decibels up or down from ship to ship.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulator.satellite.things.thing import Kind

Floats = NDArray[np.float64]

SHIP_SPREAD_DB = 2.5
CROSS_DB, CROSS_SPREAD_DB = -9.0, 1.5  # of the cross polarisation, below the like one
STEP_M = 6.0  # along a hull, from one bright spot to the next
BRIDGE_SHARE = 0.35  # of the return comes from the superstructure aft
ECHO_M2: dict[Kind, tuple[float, float]] = {
    "platform": (3_000.0, 10_000.0),
    "turbine": (800.0, 3_000.0),
    "rock": (20.0, 400.0),
    "raft": (200.0, 900.0),
    "net": (40.0, 160.0),
}
RAFT_STEP_M, FLOAT_STEP_M = 35.0, 20.0


def ship_echo_m2(length_m: float) -> float:
    """The mean radar cross-section of a vessel in like polarisation.

    >>> round(ship_echo_m2(100.0))
    3713
    """
    return float(0.08 * length_m ** (7.0 / 3.0))


def draw_echo(rng: Generator, kind: Kind, length_m: float) -> dict[str, float]:
    """Radar cross-section by polarisation, in square metres."""
    if kind == "vessel":
        like = ship_echo_m2(length_m) * 10.0 ** (rng.normal(0.0, SHIP_SPREAD_DB) / 10.0)
    else:
        like = float(np.exp(rng.uniform(*np.log(ECHO_M2[kind]))))
    cross_db = rng.normal(CROSS_DB, CROSS_SPREAD_DB)
    return {"VV": float(like), "VH": float(like * 10.0 ** (cross_db / 10.0))}


def draw_scatterers(rng: Generator, kind: Kind, length_m: float, width_m: float) -> Floats:
    """(N, 3): metres forward, metres to the right, share of the return."""
    if kind == "raft":
        forward, right = _lattice(length_m, width_m, RAFT_STEP_M)
    elif kind == "net":
        forward, right = _lattice(length_m, 0.0, FLOAT_STEP_M)
    else:
        count = max(int(length_m / STEP_M), 2) + 1
        forward = np.linspace(-0.5, 0.5, count) * length_m
        right = rng.uniform(-0.4, 0.4, count) * width_m
    share = rng.exponential(1.0, len(forward)) + 0.25
    share /= share.sum()
    if kind == "vessel" and len(share) > 4:
        aft = int(len(share) * 0.18)
        share *= 1.0 - BRIDGE_SHARE
        share[aft] += BRIDGE_SHARE
    return np.stack([forward, right, share], axis=-1)


def _lattice(length_m: float, width_m: float, step_m: float) -> tuple[Floats, Floats]:
    along = np.arange(-length_m / 2.0, length_m / 2.0 + 1.0, step_m)
    across = np.arange(-width_m / 2.0, width_m / 2.0 + 1.0, step_m)
    forward, right = np.meshgrid(along, across)
    return forward.ravel(), right.ravel()
