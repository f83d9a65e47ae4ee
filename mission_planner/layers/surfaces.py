"""Protected surfaces round runways (制限表面): how high one may fly at a place near an airport.

Geometry: Civil Aeronautics Act (航空法) art. 2 (6)-(10) and 56, with the Ordinance for its
Enforcement. Read low where the runway table does not say enough:

strip         着陸帯      runway and 60 m beyond each end, 150 m to each side (75 m: classes H, J)
approach      進入表面    3,000 m from the strip's end, widening to 600 m each side, rising 1/50
transitional  転移表面    outwards from the strip's long sides and the approach, rising 1/7 to 45 m
horizontal    水平表面    45 m above the airport; radius 4,000 m (class A) to 800 m (J)
extended approach, conical, outer horizontal (延長進入・円錐・外側水平表面): the airports of art. 56
              approach on to 15,000 m; 1/50 from the horizontal surface to 16,500 m; on to 24,000 m

Always the precision-approach figures (1/50, 600 m): the lowest there are. The class follows from
the runway's length. Reference point: the runway's middle, so discs are 300 m wider than the law's.
Heights count from the runway's lower end. Helipads: 45 m within 200 m, and 1/8 to 1,000 m in all
directions, for their direction of approach is not known. At the eight airports of the 2019
ordinance no height is free below approach and transitional surfaces. The true surfaces are told
by the airport's office; these are to be on the safe side of them.

Where each figure was compared, and which still wait for it: docs/airspace.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from geodata.airports import Runway
from geodata.position import Floats, LocalFrame
from mission_planner.layers.flown import Indices

BEYOND_END_M = 60.0
APPROACH_M, APPROACH_WIDE_M, APPROACH_RISE = 3_000.0, 600.0, 1.0 / 50.0
EXTENDED_M = 15_000.0
TRANSITION_RISE = 1.0 / 7.0
HORIZONTAL_M = 45.0
CONE_RISE, CONE_M, OUTER_M = 1.0 / 50.0, 16_500.0, 24_000.0
REFERENCE_MARGIN_M = 300.0
PAD_HORIZONTAL_M, PAD_APPROACH_M, PAD_RISE = 200.0, 1_000.0, 1.0 / 8.0
REACH_M = OUTER_M + APPROACH_M  # no surface of a runway lies farther from it

# runway at least this long: radius of the horizontal surface, half width of the strip
_CLASSES = (
    (2_550.0, 4_000.0, 150.0),  # A
    (2_150.0, 3_500.0, 150.0),
    (1_800.0, 3_000.0, 150.0),
    (1_500.0, 2_500.0, 150.0),
    (1_280.0, 2_000.0, 150.0),
    (1_080.0, 1_800.0, 150.0),
    (900.0, 1_500.0, 150.0),
    (500.0, 1_000.0, 75.0),
    (0.0, 800.0, 75.0),  # J
)
# art. 56 with art. 5 of the Enforcement Order: airports that may have the outer surfaces
OUTER_AIRPORTS = frozenset({
    "RJAA", "RJTT", "RJGG", "RJBB", "RJOO", "RJCK", "RJCH", "RJSS", "RJSN", "RJOM", "RJFF", "RJFR",
    "RJFU", "RJFT", "RJFO", "RJFM", "RJFK", "ROAH",
})  # fmt: skip
# closed below approach and transitional surfaces as well, since 18 September 2019
CLOSED_AIRPORTS = frozenset({"RJCC", "RJAA", "RJTT", "RJGG", "RJBB", "RJOO", "RJFF", "ROAH"})

NAMES = (
    "no surface", "strip", "approach surface", "transitional surface", "horizontal surface",
    "extended approach surface", "conical surface", "outer horizontal surface",
)  # fmt: skip
NAMES_JA = (
    "制限表面なし", "着陸帯", "進入表面", "転移表面", "水平表面", "延長進入表面", "円錐表面",
    "外側水平表面",
)  # fmt: skip
_STRIP, _APPROACH, _TRANSITION, _HORIZONTAL, _EXTENDED, _CONE, _OUTER = range(1, len(NAMES))
_CLOSED_KINDS = (_STRIP, _APPROACH, _TRANSITION)


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """The lowest surface above each of N places.

    height_m: (N,) above mean sea level, inf where there is none; 0 where no height is free.
    kind: (N,) index into NAMES. runway: (N,) index into the runways, -1 without one.
    """

    height_m: Floats
    kind: Indices
    runway: Indices


def ceiling(runways: Iterable[Runway], frame: LocalFrame, points: Floats) -> Ceiling:
    """The lowest protected surface above points (N, 2), local metres of a frame."""
    lowest = np.full(len(points), np.inf)
    kinds, owners = np.zeros(len(points), np.intp), np.full(len(points), -1, np.intp)
    for number, runway in enumerate(runways):
        heights = _heights(runway, frame, points)
        kind = np.argmin(heights, axis=0)
        least = heights[kind, np.arange(len(points))]
        if runway.airport in CLOSED_AIRPORTS:
            # the surface that closes the ground below need not be the lowest one there
            shut = np.isfinite(heights[list(_CLOSED_KINDS)])
            kind = np.where(shut.any(axis=0), np.asarray(_CLOSED_KINDS)[shut.argmax(axis=0)], kind)
            least = np.where(shut.any(axis=0), 0.0, least)
        lower = least < lowest
        lowest[lower], kinds[lower], owners[lower] = least[lower], kind[lower], number
    return Ceiling(lowest, kinds, owners)


def _heights(runway: Runway, frame: LocalFrame, points: Floats) -> Floats:
    """(kinds, N) heights above mean sea level, inf outside a surface."""
    ends = np.array([frame.point(end) for end in runway.ends])
    middle = ends.mean(axis=0)
    away = np.hypot(*(points - middle).T)
    heights = np.full((len(NAMES), len(points)), np.inf)
    if runway.is_pad:
        heights[_HORIZONTAL, away <= PAD_HORIZONTAL_M] = HORIZONTAL_M
        heights[_APPROACH] = np.where(away <= PAD_APPROACH_M, PAD_RISE * away, np.inf)
        return heights + runway.elevation_m
    length = float(np.hypot(*(ends[1] - ends[0])))
    radius, half = next(row[1:] for row in _CLASSES if length >= row[0])
    axis = (ends[1] - ends[0]) / length if length > 0 else np.array([1.0, 0.0])
    beyond = np.abs((points - middle) @ axis) - length / 2.0 - BEYOND_END_M
    beside = np.abs((points - middle) @ np.array([-axis[1], axis[0]]))
    is_outer = runway.airport in OUTER_AIRPORTS
    _along(heights, beyond, beside, half, EXTENDED_M if is_outer else APPROACH_M)
    radius += REFERENCE_MARGIN_M
    heights[_HORIZONTAL, away <= radius] = HORIZONTAL_M
    if is_outer:
        cone = HORIZONTAL_M + CONE_RISE * np.maximum(away - radius, 0.0)
        heights[_CONE] = np.where((away > radius) & (away <= CONE_M), cone, np.inf)
        top = HORIZONTAL_M + CONE_RISE * (CONE_M - radius)
        heights[_OUTER, (away > CONE_M) & (away <= OUTER_M)] = top
    return heights + runway.elevation_m


def _along(heights: Floats, beyond: Floats, beside: Floats, half: float, reach: float) -> None:
    """Strip, approach and transitional surfaces, by distance beyond the strip and beside it."""
    edge = half + np.clip(beyond, 0.0, None) * (APPROACH_WIDE_M - half) / APPROACH_M
    rise = APPROACH_RISE * np.clip(beyond, 0.0, None)
    within, over = beside <= edge, beyond > 0.0
    heights[_STRIP, within & ~over] = 0.0
    near = within & over & (beyond <= APPROACH_M)
    heights[_APPROACH, near] = rise[near]
    far = within & (beyond > APPROACH_M) & (beyond <= reach)
    heights[_EXTENDED, far] = rise[far]
    side = rise + TRANSITION_RISE * (beside - edge)
    slope = ~within & (beyond <= APPROACH_M) & (side <= HORIZONTAL_M)
    heights[_TRANSITION, slope] = side[slope]
