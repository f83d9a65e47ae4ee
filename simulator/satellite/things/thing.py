"""One thing at sea, in the moment in which the radar has it abeam."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["vessel", "platform", "turbine", "rock", "raft", "net"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What AIS said at a moment, in seconds after the middle of the scene was abeam."""

    at_s: float
    lon: float
    lat: float
    speed_mps: float
    course_deg: float
    heading_deg: float


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing at its true place.

    type: what sort of vessel; of other things the kind again. mmsi: None where it sends no AIS.
    echo_m2: radar cross-section by polarisation, over the whole of it. scatterers (N, 3): metres
    forward, metres to the right, share of the cross-section.
    """

    id: str
    kind: Kind
    type: str
    lon: float
    lat: float
    length_m: float
    width_m: float
    heading_deg: float
    course_deg: float
    speed_mps: float
    mmsi: int | None
    echo_m2: dict[str, float]
    scatterers: Floats
    ais: tuple[Fix, ...] = ()

    @property
    def velocity(self) -> tuple[float, float]:
        """Metres per second to the east and to the north."""
        course = np.radians(self.course_deg)
        return float(self.speed_mps * np.sin(course)), float(self.speed_mps * np.cos(course))
