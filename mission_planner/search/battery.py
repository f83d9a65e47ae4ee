"""How often something may be flown on one battery."""

from collections.abc import Callable

FULL = 0.999  # of the usable battery: way points are rounded to the centimetre
MOST_ROUNDS = 400


def most_rounds(share: Callable[[int], float]) -> int:
    """The most rounds whose share of the battery is not above FULL, at least one.

    Every two more take about the same: from two trials the number is foretold, then tried.

    >>> most_rounds(lambda rounds: 0.1 + 0.2 * rounds)
    4
    """
    two = share(2)
    if two > FULL:
        return 1
    each = 0.5 * (share(4) - two)
    rounds = min(2 + int((FULL - two) / each), MOST_ROUNDS)
    while rounds > 2 and share(rounds) > FULL:
        rounds -= 1
    while rounds < MOST_ROUNDS and share(rounds + 1) <= FULL:
        rounds += 1
    return rounds
