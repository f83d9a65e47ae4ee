"""One sortie as the search sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tour:
    """crew: number of its vehicle. places: the numbers of its targets (from 1) in order."""

    crew: int
    places: tuple[int, ...]
