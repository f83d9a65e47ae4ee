"""What lines miss of a field, also where the library's own shapes are broken."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest
import shapely
from shapely.geometry import LineString, box

from mission_planner.sweep.seen import ROUND, missed

REACH_M = 4.0
# GEOS draws the strip along this line as a polygon that crosses itself, and mends it with a line
CROSSING = LineString(
    [
        (10.999936092644312, -10.727642351296861),
        (11.000000050305381, 29.632886375058987),
        (3.000000050315426, 29.63289905232821),
        (2.9999517367019757, -0.8554419992412702),
        (0.4201164473935724, 3.329160351483043),
        (-3.220361859713555, 10.587360363059236),
        (-5.000022988094997, 15.094499668251247),
        (-4.99999994967453, 29.632911729440988),
        (-8.372814782323832, 29.63291695476951),
        (-8.372815944538146, 28.89950076301873),
        (-8.076518742574503, 27.360262550543435),
        (-6.8149675874181845, 21.05783193677256),
    ]
)


def test_a_broken_strip_misses_what_a_whole_one_does() -> None:
    cover = box(-20.0, -25.0, 20.0, 35.0)
    field = cast(Any, SimpleNamespace(cover=cover, reach_m=REACH_M))
    assert not CROSSING.buffer(REACH_M, quad_segs=ROUND).is_valid
    left = missed(field, [CROSSING])
    pieces = [LineString(pair) for pair in pairwise(CROSSING.coords)]
    whole = shapely.union_all([piece.buffer(REACH_M, quad_segs=ROUND) for piece in pieces])
    assert left.area == pytest.approx(cover.difference(whole).area, abs=0.01)
