"""Expanding square and sector search: legs round the most likely place.

Shapes as in the IAMSAR manual, vol. II ch. 5 and vol. III: all turns to one side, to starboard
unless asked otherwise.
"""

import math

from geodata.position import Floats
from mission_planner.search.legs import walk

TRIANGLES = 3
SECTOR_TURN_DEG = 120.0
SECOND_PASS_DEG = 30.0


def square_legs(
    datum: Floats, spacing_m: float, reach_m: float, turn: tuple[float, float]
) -> list[Floats]:
    """Legs (2, 2) of an expanding square that see all within reach_m to each side of the datum.

    turn: bearing of the first leg, and +1 for turns to starboard or -1 to port. The legs are 1, 1,
    2, 2, 3, 3 ... spacings long; the square is complete to (m + 1/2) spacings after 4 m + 1 legs.
    """
    bearing, side = turn
    rounds = max(1, math.ceil(reach_m / spacing_m - 0.5 - 1e-9))
    steps = (
        (bearing + side * 90.0 * number, (number // 2 + 1) * spacing_m)
        for number in range(4 * rounds + 1)
    )
    return walk(datum, steps)


def sector_legs(
    datum: Floats, radius_m: float, passes: int, turn: tuple[float, float]
) -> list[Floats]:
    """Legs (2, 2) of a sector search: per pass three triangles with a corner at the datum.

    turn: as in square_legs. Each triangle goes out, across and back, with turns of 120 degrees, and
    straight on through the datum; the second pass is turned by 30 degrees.
    """
    bearing, side = turn
    steps: list[tuple[float, float]] = []
    for number in range(passes):
        course = bearing + side * SECOND_PASS_DEG * number
        for _ in range(TRIANGLES):
            for corner in range(3):
                steps.append((course + side * SECTOR_TURN_DEG * corner, radius_m))
            course += side * SECTOR_TURN_DEG * 2
    return walk(datum, steps)
