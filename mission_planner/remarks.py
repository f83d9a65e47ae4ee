"""What a pattern says of a plan beside its lines."""

from dataclasses import dataclass

from geodata.position import LonLat


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place of a list that is not visited, and why. number: its rank in the list, from 1."""

    number: int
    place: LonLat
    reason: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """Figures that only some patterns have.

    spacing_m: between neighbouring legs, their mean where they fan out. passes: along a barrier.
    on_station_s: at each place. visited: places by their rank in the list, in the order
    flown. left_out: the others.
    """

    spacing_m: float | None = None
    is_mean_spacing: bool = False
    passes: int | None = None
    on_station_s: float | None = None
    visited: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


NO_REMARKS = Remarks()
