"""The layers that a plan is made and checked under, and how they narrow its area."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.airports import Runway
from geodata.area import Area, Zone
from geodata.layers import Feature, read_layer
from geodata.position import LocalFrame, LonLat
from geodata.vectors import Bounds
from mission_planner.airspace import polygons_of
from mission_planner.errors import OptionError, PlannerError

KINDS = ("did", "facility", "emergency", "aquaculture", "other")
NO_FLY = ("facility", "emergency")
FACILITY_M = 300.0  # Drone Act: the facility and about 300 m round it (yellow zone)
AQUACULTURE_M = 50.0  # birds, nets and people at work: not lower than this, unless the file says
ROUND = 8  # corners of a quarter circle
MIN_ALT_KEY, RADIUS_KEY = "min_alt_m", "radius_m"


@dataclass(frozen=True, slots=True)
class LayerZone:
    """One polygon of a layer in lon/lat, facilities with their 300 m.

    min_alt_m: height above the sea that is asked for over it; None: none.
    """

    kind: str
    name: str
    shape: Polygon
    min_alt_m: float | None = None


@dataclass(frozen=True, slots=True)
class Layers:
    """What was given of the map round an area.

    given: kinds of which a file was read, `airports` among them: of others nothing is known.
    unplaced: airports of the runway table that have no place in it. max_distance_m: farthest from
    home; None: as far as the fence.
    """

    zones: tuple[LayerZone, ...] = ()
    runways: tuple[Runway, ...] = ()
    unplaced: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    max_distance_m: float | None = None


NO_LAYERS = Layers()


def read_zones(kind: str, path: Path, near: Bounds) -> tuple[LayerZone, ...]:
    """The zones of a layer file near a place.

    Points and lines need an extent: 300 m round a facility, `radius_m` of the feature otherwise.
    Raises PlannerError for an unknown kind and LayerError for a file that cannot be used.
    """
    if kind not in KINDS:
        raise OptionError(f"no layer is of kind {kind!r}; there are: {', '.join(KINDS)}")
    return tuple(zone for feature in read_layer(path, near) for zone in _zones(kind, feature, path))


def with_zones(area: Area, layers: Layers) -> Area:
    """The area with the no-fly layers that touch its fence among its no-fly zones."""
    closed = [
        Zone(f"{zone.kind}: {zone.name}", zone.shape)
        for zone in layers.zones
        if zone.kind in NO_FLY and zone.shape.intersects(area.fence)
    ]
    return replace(area, nofly=(*area.nofly, *closed))


def within_reach(area: Area, layers: Layers) -> Area:
    """The area with its fence cut to the greatest distance from home, which it must have.

    Rally points that are cut off are left out: a return there would breach the fence. Raises
    PlannerError when the distance is no distance.
    """
    most = layers.max_distance_m
    if most is None:
        return area
    if not (math.isfinite(most) and most > 0):
        raise OptionError(f"the greatest distance is {most:g} m; it must lie above 0 m")
    assert area.home is not None  # the planner has put it there
    frame = LocalFrame(area.home)
    disc = frame.geometry_to_lonlat(Point(0.0, 0.0).buffer(most, quad_segs=32))
    place = Point(area.home.lon, area.home.lat)
    parts = [p for p in polygons_of(area.fence.intersection(disc)) if p.intersects(place)]
    if not parts:
        return area  # home is outside the fence: the planner says so
    lost = area.fence.difference(parts[0])
    rally = tuple(r for r in area.rally if not lost.intersects(Point(r.lon, r.lat)))
    return replace(area, fence=parts[0], rally=rally)


def _zones(kind: str, feature: Feature, path: Path) -> Iterator[LayerZone]:
    least = _metres(feature, MIN_ALT_KEY, path)
    if least is None and kind == "aquaculture":
        least = AQUACULTURE_M
    flat = shapely.get_dimensions(feature.geometry) == 2
    around = FACILITY_M if kind == "facility" else _metres(feature, RADIUS_KEY, path)
    if not flat and not around:
        raise PlannerError(
            f"{path}: {feature.name!r} is a {feature.geometry.geom_type}, not a polygon: give it"
            f" {RADIUS_KEY}, or draw its outline"
        )
    widen = around if around and (kind == "facility" or not flat) else 0.0
    for part in polygons_of(_widened(feature.geometry, widen)):
        yield LayerZone(kind, feature.name, part, least)


def _widened(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """A lon/lat geometry and all places within by_m of it, at least."""
    if by_m <= 0:
        return shape
    middle = shape.envelope.centroid
    frame = LocalFrame(LonLat(middle.x, middle.y))
    reach = by_m / math.cos(math.pi / (4 * ROUND))  # chords lie inside their arc
    fine = shapely.segmentize(shape, 0.005)  # edges are straight in degrees
    return frame.geometry_to_lonlat(frame.geometry_to_metres(fine).buffer(reach, quad_segs=ROUND))


def _metres(feature: Feature, key: str, path: Path) -> float | None:
    value = feature.properties.get(key)
    if value is None or value != value:  # a table has NaN where a feature has no such key
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e5:
        raise PlannerError(f"{path}: {key} of {feature.name!r} is {value!r}; give metres above 0")
    return float(value)
