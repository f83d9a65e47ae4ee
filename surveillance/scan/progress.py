"""How far a scan is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]  # share of the scene that is done


def part_of(progress: Progress, number: int, count: int) -> Progress:
    """Takes the share of one of several equal parts that is done.

    >>> part_of(print, 1, 4)(0.5)
    0.375
    """
    return lambda share: progress((number + share) / count)
