"""Where a vehicle may be: inside the fence, outside no-fly zones, far enough from land.

Everything is in the local metres of one frame.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.coast import Bounds, Land, solid
from geodata.position import Floats, LocalFrame

Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

# A copter passes a way point up to 2 m inside (WPNAV_RADIUS) and strays by another; the rest is
# for projections (a line that is straight in degrees is not in metres) and rounded coordinates.
LAND_MARGIN_M = 5.0
LIMIT_MARGIN_M = 5.0  # to fences and no-fly zones: ArduPilot's FENCE_MARGIN is 2 m
SLACK_M = 0.5  # corners of routes lie this much outside what legs are tested against
# GEOS straightens a line by 1 % of the distance before it buffers it: bays come out too near
BUFFER_SHARE = 0.99
COARSE_QUADRANT = 8  # corners of a quarter circle round a cape, for routes
LAND_STEP_DEG = 0.005  # land edges are straight in degrees: cut to half a kilometre first


def is_ashore(home: Point, land: BaseGeometry) -> bool:
    """Whether a home is on land, or so near to it (a quay) that the coastline may be drawn so."""
    return bool(land.distance(home) <= LAND_MARGIN_M)


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons with an area in any geometry."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [p for p in parts if isinstance(p, Polygon) and not p.is_empty]


def land_in_metres(
    frame: LocalFrame, area: Area, land: Land | None, reach_m: float
) -> MultiPolygon:
    """Land that matters for an area: its own and the given one, without lakes.

    reach_m: land farther than this outside the fence is left out.
    """
    shapes = [s for s in (area.land, land.shape if land else None) if s is not None]
    if not shapes:
        return MultiPolygon()
    box = land_bounds(area, reach_m)
    near = [shapely.clip_by_rect(shape, *box) for shape in shapes]
    joined = solid(shapely.union_all([n if n.is_valid else shapely.make_valid(n) for n in near]))
    dry = shapely.union_all([Polygon(p.exterior) for p in polygons_of(joined)])
    fine = shapely.segmentize(dry, LAND_STEP_DEG)
    return MultiPolygon(polygons_of(frame.geometry_to_metres(fine)))


def land_bounds(area: Area, reach_m: float) -> Bounds:
    """West, south, east, north (degrees) of the fence and home, widened by reach_m."""
    frame = area.frame
    shapes = [frame.geometry_to_metres(s) for s in (area.fence, area.shape)]
    if area.home:
        shapes.append(Point(frame.point(area.home)))
    box = shapely.box(*shapely.union_all(shapes).bounds).buffer(reach_m).segmentize(1000.0)
    west, south, east, north = frame.geometry_to_lonlat(box).bounds
    return (float(west), float(south), float(east), float(north))


@dataclass(frozen=True)
class Airspace:
    """Limits in local metres; clearance_m is the least distance to land.

    swing_m: how far an autopilot strays from the path, beside the margins that all need.
    """

    land: MultiPolygon
    fence: Polygon
    nofly: tuple[Polygon, ...]
    clearance_m: float
    swing_m: float = 0.0

    @property
    def land_margin_m(self) -> float:
        """Kept from land beyond the clearance."""
        return LAND_MARGIN_M + self.swing_m

    @property
    def limit_margin_m(self) -> float:
        """Kept from the fence and from no-fly zones."""
        return LIMIT_MARGIN_M + self.swing_m

    @cached_property
    def open(self) -> list[Polygon]:
        """Connected pieces of the allowed region, largest first; all limits with their margins."""
        inside = self.fence.buffer(-self.limit_margin_m, join_style="mitre")
        region = inside.difference(shapely.union_all([self._land_ring, *self._nofly_rings]))
        return sorted(polygons_of(region), key=lambda p: p.area, reverse=True)

    @cached_property
    def corners(self) -> Floats:
        """(N, 2) corners that a shortest route may turn at: those that stick into the region."""
        sided = [shapely.geometry.polygon.orient(p) for p in self.open]
        found = [_sticking_out(ring) for p in sided for ring in (p.exterior, *p.interiors)]
        return np.concatenate(found) if found else np.empty((0, 2))

    @property
    def nearest_m(self) -> float:
        """Distance from land beyond which everything is open, as far as land is concerned."""
        # arcs are drawn by chords: widened so that the chords, too, keep the clearance
        shrink = BUFFER_SHARE * float(np.cos(np.pi / (4 * COARSE_QUADRANT)))
        return (self.clearance_m + self.land_margin_m + SLACK_M) / shrink

    @cached_property
    def _land_ring(self) -> BaseGeometry:
        return self.land.buffer(self.nearest_m, quad_segs=COARSE_QUADRANT)

    @cached_property
    def _nofly_rings(self) -> list[BaseGeometry]:
        return [_widened(zone, self.limit_margin_m) for zone in self.nofly]

    @cached_property
    def _tests(self) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry]:
        """Land, fence and no-fly zones, prepared, as legs are tested against them."""
        fence = self.fence.buffer(SLACK_M - self.limit_margin_m, join_style="mitre")
        closed = [_widened(zone, self.limit_margin_m - SLACK_M) for zone in self.nofly]
        tests = (self.land, fence, shapely.union_all(closed))
        shapely.prepare(list(tests))
        return tests

    def clear(self, start: Floats, ends: Floats) -> Flags:
        """Whether the straight legs from start (2,) to each of ends (N, 2) keep all limits."""
        legs = shapely.linestrings(np.stack([np.broadcast_to(start, ends.shape), ends], axis=1))
        return self.keeps(legs)

    def keeps(self, shapes: BaseGeometry | Shapes) -> Flags:
        """Whether shapes keep all limits, the distance to land included."""
        return self.allows(shapes, self.clearance_m + self.land_margin_m)

    def allows(self, shapes: BaseGeometry | Shapes, land_m: float) -> Flags:
        """Whether shapes stay inside the fence, off no-fly zones and land_m from land.

        A negative land_m ignores land.
        """
        land, fence, nofly = self._tests
        allowed = shapely.covers(fence, shapes) & ~shapely.intersects(nofly, shapes)
        if land_m >= 0 and not land.is_empty:
            allowed &= ~shapely.dwithin(land, shapes, land_m)
        return np.asarray(allowed, np.bool_)

    def with_clearance(self, clearance_m: float) -> "Airspace":
        """The same limits with another distance to land."""
        return replace(self, clearance_m=clearance_m)


def airspace_of(
    area: Area, land: MultiPolygon, clearance_m: float, swing_m: float = 0.0
) -> Airspace:
    """The limits of an area in its local metres; land: local metres too. See Airspace."""
    frame = area.frame
    (fence,) = polygons_of(frame.geometry_to_metres(area.fence))
    zones = [p for z in area.nofly for p in polygons_of(frame.geometry_to_metres(z.shape))]
    return Airspace(land, fence, tuple(zones), clearance_m, swing_m)


def _widened(zone: Polygon, by_m: float) -> BaseGeometry:
    return zone.buffer(by_m, join_style="mitre", mitre_limit=2.0)


def _sticking_out(ring: BaseGeometry) -> Floats:
    """Corners with more than a half plane of the region round them.

    The region must lie to the left of the ring (exterior counter-clockwise, holes clockwise).
    """
    points = shapely.get_coordinates(ring)[:-1]
    incoming = points - np.roll(points, 1, axis=0)
    outgoing = np.roll(points, -1, axis=0) - points
    turn = incoming[:, 0] * outgoing[:, 1] - incoming[:, 1] * outgoing[:, 0]
    return points[turn < 0]
