"""How tightly a way of straight legs turns, and shapes whose outline a plane can follow."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import polygons_of

Numbers = NDArray[np.intp]

SAME_M = 0.05
CORE_ROUNDS = 6  # bisections of how thin the core of a cape may be
CAPE_SHARE = 1e-3  # of a turn circle's area: smaller tips are left to the rounding of corners
FINEST_M = 0.25  # chords of smooth outlines lie this much off their arcs


def corner_rad(radius_m: float, off_m: float) -> float:
    """The corner of a way that an arc of a radius replaces no farther than off_m away."""
    return 2.0 * math.acos(radius_m / (radius_m + off_m))


def tightness(points: Floats, radius_m: float) -> tuple[Floats, Numbers]:
    """Radians (N,) by which a way turns more than a radius allows, up to each of its corners.

    Of every stretch that ends at the corner: its turns, all to one side, less its length over the
    radius; the most of both sides. The corners of a true curve's chords stay below the corner of
    one chord, however unevenly they are set. Beside it: the corner where that stretch begins.
    """
    steps = np.diff(points, axis=0)
    straight = (np.hypot(*steps.T) / radius_m).tolist()
    courses = np.arctan2(steps[:, 1], steps[:, 0])
    turns = ((np.diff(courses) + math.pi) % (2.0 * math.pi) - math.pi).tolist()
    found = np.zeros(len(points))
    begins = np.arange(len(points))
    for side in (1.0, -1.0):
        most, begin = 0.0, 1
        for number, turn in enumerate(turns, start=1):
            most -= straight[number - 1]
            if most <= 0.0:
                most, begin = 0.0, number
            most += side * turn
            if most > found[number]:
                found[number], begins[number] = most, begin
    return found, begins


def distinct(points: Floats) -> Floats:
    """A way without the places that repeat the one before."""
    apart = np.hypot(*np.diff(points, axis=0).T)
    return np.asarray(points[np.concatenate([[True], apart > SAME_M])], np.float64)


def tightest(points: Floats, radius_m: float, off_m: float) -> tuple[int, float] | None:
    """The corner that turns most beyond a radius, and the radius that would be needed there.

    None: the way can be flown with arcs of the radius no farther than off_m from its corners.
    """
    found, _ = tightness(points, radius_m)
    worst = int(np.argmax(found))
    if found[worst] <= corner_rad(radius_m, off_m):
        return None
    low, high = 0.0, radius_m
    for _ in range(20):
        middle = 0.5 * (low + high)
        if tightness(points, middle)[0][worst] > corner_rad(middle, off_m):
            high = middle
        else:
            low = middle
    return worst, low


def smooth(shape: BaseGeometry, radius_m: float) -> BaseGeometry:
    """The least region round a shape, nearly, whose outline turns at a radius or wider.

    Bays where the turn does not fit are shut off; capes and islets smaller than the turn get a
    wider berth, in the end a circle of the radius.
    """
    quads = math.ceil(math.pi / 4.0 / math.acos(1.0 - FINEST_M / radius_m))
    filled = _closed(shape, radius_m, quads)
    wide = filled.buffer(-radius_m, quad_segs=quads).buffer(radius_m, quad_segs=quads)
    tips = polygons_of(filled.difference(wide.buffer(1.0)))
    tips = [tip for tip in tips if tip.area > CAPE_SHARE * math.pi * radius_m**2]
    if not tips:
        return filled
    berths = [_berth(tip, radius_m, quads) for tip in tips]
    return _closed(shapely.union_all([filled, *berths]), radius_m, quads)


def _closed(shape: BaseGeometry, radius_m: float, quads: int) -> BaseGeometry:
    """A shape with all bays shut off that a disc from the sea does not enter."""
    grown = shape.buffer(radius_m, quad_segs=quads).buffer(-radius_m, quad_segs=quads)
    return shapely.union_all([shape, grown])


def _berth(tip: Polygon, radius_m: float, quads: int) -> BaseGeometry:
    """A region round a narrow tip whose outline turns at the radius: its thinnest core, widened."""
    inner = shapely.maximum_inscribed_circle(tip)
    thin, thick = 0.0, 0.98 * inner.length
    best = tip.buffer(radius_m, quad_segs=quads)
    for _ in range(CORE_ROUNDS):
        middle = 0.5 * (thin + thick)
        core = tip.buffer(-middle)
        berth = core.buffer(radius_m, quad_segs=quads)
        if not core.is_empty and berth.covers(tip):
            best, thin = berth, middle
        else:
            thick = middle
    round_tip = shapely.minimum_bounding_circle(tip)
    if shapely.minimum_bounding_radius(tip) <= radius_m:  # an islet: one circle round it
        disc = round_tip.centroid.buffer(radius_m, quad_segs=quads)
        best = disc if disc.area < best.area else best
    return best
