"""What flying between targets takes, as the search for rounds reads it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.position import Floats

Ints = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Costs(NamedTuple):
    """V vehicles, home as place 0 and n - 1 targets. Asymmetric where the wind makes it so.

    seconds, energy: (V, n, n) of going from one place to another and looking at it; of going home
    only the way. energy is a share of what one battery may give: a sortie of more than 1 does not
    fit. sortie_seconds, sortie_energy: (V,) of every sortie: climb, landing, a battery swap.
    power: 1: the least sum of all times; higher: ever more the time at which the last one is done.
    """

    seconds: Floats
    energy: Floats
    sortie_seconds: Floats
    sortie_energy: Floats
    power: float


class Tours(NamedTuple):
    """Sorties as rows; rows of length 0 are not used.

    order: (R, n) targets of each sortie. length, crew, energy: (R,). row_of: (n,) the sortie of a
    target, -1 for none. load: (V,) seconds of each vehicle.
    """

    order: Ints
    length: Ints
    crew: Ints
    energy: Floats
    row_of: Ints
    load: Floats


def no_tours(costs: Costs) -> Tours:
    """Tours of no sortie yet, with room for one sortie per target."""
    crews, places, _ = costs.seconds.shape
    return Tours(
        order=np.zeros((places, places), np.int64),
        length=np.zeros(places, np.int64),
        crew=np.zeros(places, np.int64),
        energy=np.zeros(places, np.float64),
        row_of=np.full(places, -1, np.int64),
        load=np.zeros(crews, np.float64),
    )
