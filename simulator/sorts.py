"""The sorts of vessels there are, and one vessel of a run."""

from dataclasses import dataclass

from simulator.behaviours import Motion
from simulator.vessel import Behaviour, Colour, Kind


@dataclass(frozen=True, slots=True)
class Sort:
    """What vessels of one kind have in common."""

    length_m: tuple[float, float]
    beam_share: float  # of the length
    height_m: tuple[float, float]
    is_class_a: bool  # class A AIS by law; others carry class B, if any
    ship_type: int  # ITU-R M.1371 code


SORTS: dict[Kind, Sort] = {
    "open_boat": Sort((6.0, 9.0), 0.30, (1.0, 1.6), False, 37),
    "rhib": Sort((6.5, 9.0), 0.36, (1.2, 2.0), False, 37),
    "fishing": Sort((10.0, 20.0), 0.25, (3.0, 5.0), False, 30),
    "yacht": Sort((9.0, 16.0), 0.31, (2.2, 3.6), False, 36),
    "coaster": Sort((60.0, 90.0), 0.17, (10.0, 14.0), True, 70),
    "cargo": Sort((95.0, 120.0), 0.16, (15.0, 21.0), True, 70),
}

HULLS: tuple[Colour, ...] = (
    (236, 236, 230),  # white
    (28, 48, 92),  # dark blue
    (128, 52, 40),  # red-brown
    (128, 132, 136),  # grey
    (222, 112, 34),  # orange
)


@dataclass(frozen=True, slots=True)
class Vessel:
    """A vessel for the whole run: what it is and how it moves."""

    id: str
    kind: Kind
    behaviour: Behaviour
    length_m: float
    beam_m: float
    height_m: float
    colour: Colour
    mmsi: int | None  # None: it carries no AIS
    motion: Motion

    @property
    def sort(self) -> Sort:
        """What it has in common with others of its kind."""
        return SORTS[self.kind]
