"""What a simulated vessel is, and how it moves at one moment."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["open_boat", "rhib", "fishing", "yacht", "coaster", "cargo"]
Behaviour = Literal["anchored", "drifting", "fishing", "passing", "lander", "stopper"]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class VesselState:
    """A vessel at one moment, in the metres of the scenario's local frame.

    Position is the middle of the waterline. `course_deg` is the motion (for a vessel that lies
    still: its heading), `heading_deg` the bow; both clockwise from true north.
    """

    id: str
    kind: Kind
    length_m: float
    beam_m: float
    height_m: float  # top of the superstructure above the water
    east_m: float
    north_m: float
    course_deg: float
    heading_deg: float
    speed_mps: float
    mmsi: int | None  # None: it carries no AIS
    colour: Colour  # of the hull, sRGB
