"""A flight as layers look at it: places along its way with their heights."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.position import Floats
from mission_planner.flight import FlightPath
from mission_planner.samples import spread

Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Flown:
    """Samples of one flight from home to home, its corners among them.

    number: of the sortie. places: (N, 2) local metres. above_home_m: (N,). along_m: (N,) over
    ground since take-off. leg: (N,) index of the path's leg that leads there. home_alt_m: above
    mean sea level.
    """

    number: int
    places: Floats
    above_home_m: Floats
    along_m: Floats
    leg: Indices
    home_alt_m: float

    @property
    def height_m(self) -> Floats:
        """(N,) above mean sea level."""
        return self.above_home_m + self.home_alt_m

    @property
    def home(self) -> Floats:
        """(2,) local metres."""
        return np.asarray(self.places[0], np.float64)


def fly(path: FlightPath, home_alt_m: float, step_m: float, number: int = 1) -> Flown:
    """Samples at most step_m apart along a path."""
    lengths = np.hypot(*np.diff(path.points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    samples = spread(lengths, step_m)
    begins = samples.share == 0.0
    return Flown(
        number=number,
        places=samples.between(path.points),
        above_home_m=samples.between(path.height_m),
        along_m=samples.between(along),
        leg=np.maximum(samples.leg - begins, 0),
        home_alt_m=home_alt_m,
    )


def runs(flags: Flags) -> Iterator[slice]:
    """Stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    for first, end in edges.reshape(-1, 2):
        yield slice(int(first), int(end))
