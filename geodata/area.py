"""Areas: what to patrol, where a drone may fly, where it must not, where home is.

The file is GeoJSON (WGS84, longitude first); each feature names its role in `properties.kind`:

area     polygon, or a line for a coast to follow: what to patrol (its holes are no-fly)
fence    polygon that the drone never leaves (default: area and home, widened by 200 m)
nofly    polygon, or a point with `radius_m`
watched  polygon at sea; a vessel without AIS match that stops inside raises an alert
land     polygon of land
home     point of launch; rally: point to return to instead
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.area_geometry import check_geometry
from geodata.errors import AreaError
from geodata.position import LocalFrame, LonLat

KINDS = ("area", "fence", "nofly", "watched", "land", "home", "rally")
PROPERTIES = ("kind", "name", "max_alt_m", "radius_m", "approximate", "note")
DEFAULT_CEILING_M = 150.0
FENCE_MARGIN_M = 200.0
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_EXTENT_M = 500_000.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A named polygon in lon/lat."""

    name: str
    shape: Polygon


@dataclass(frozen=True, slots=True)
class Area:
    """A stretch of sea with its limits; all shapes in lon/lat.

    max_alt_m: ceiling above ground or water, whichever lies below. is_approximate: the land was
    marked as approximate: good for a simulation, not for flying.
    """

    name: str
    shape: Polygon | LineString
    fence: Polygon
    nofly: tuple[Zone, ...] = ()
    watched: tuple[Zone, ...] = ()
    land: MultiPolygon | None = None
    home: LonLat | None = None
    rally: tuple[LonLat, ...] = ()
    max_alt_m: float = DEFAULT_CEILING_M
    is_approximate: bool = False

    @property
    def frame(self) -> LocalFrame:
        """Local metres round the middle of the area."""
        middle = self.shape.envelope.centroid
        return _frame_round(middle.x, middle.y)


@lru_cache(maxsize=64)
def _frame_round(lon: float, lat: float) -> LocalFrame:
    """Setting up a projection takes as long as moving thousands of points with it."""
    return LocalFrame(LonLat(lon, lat))


@dataclass(frozen=True, slots=True)
class _Feature:
    kind: str
    name: str
    geometry: BaseGeometry
    properties: dict[str, Any]


def read_area(path: Path) -> Area:
    """The area of a GeoJSON file. Raises AreaError with one line that names the faulty feature."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise AreaError(f"{path} is larger than 64 MiB: an area file is a few polygons")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise AreaError(f"cannot read area file {path}: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise AreaError(f"{path} is not GeoJSON: {exc}") from exc
    return parse_area(document, name=path.stem, source=str(path))


def parse_area(document: object, name: str, source: str) -> Area:
    """The area of a GeoJSON document; `name` is used when the area feature has none."""
    features = list(_features(document, source))
    wanted = [f for f in features if f.kind == "area"]
    if len(wanted) != 1:
        raise AreaError(f"{source} has {len(wanted)} features of kind area; it needs exactly one")
    area = wanted[0]
    outline = area.geometry
    assert isinstance(outline, Polygon | LineString)  # _SHAPES allows no other
    homes = [_place(f, source) for f in features if f.kind == "home"]
    if len(homes) > 1:
        raise AreaError(f"{source} has {len(homes)} homes; it can have one")
    home = homes[0] if homes else None
    land = [f.geometry for f in features if f.kind == "land"]
    fences = [f.geometry for f in features if f.kind == "fence" and isinstance(f.geometry, Polygon)]
    if len(fences) > 1:
        raise AreaError(f"{source} has {len(fences)} fences; it can have one")
    holes = tuple(
        Zone(f"hole {n} of {area.name or name}", Polygon(ring))
        for n, ring in enumerate(getattr(outline, "interiors", ()), start=1)
    )
    result = Area(
        name=area.name or name,
        shape=outline,
        fence=fences[0] if fences else _default_fence(outline, home),
        nofly=holes + tuple(_zones(features, "nofly", source)),
        watched=tuple(_zones(features, "watched", source)),
        land=_multi(land),
        home=home,
        rally=tuple(_place(f, source) for f in features if f.kind == "rally"),
        max_alt_m=_ceiling(features, source),
        is_approximate=any(f.properties.get("approximate") is True for f in features),
    )
    _check_extent(result, source)
    return result


def area_to_geojson(area: Area) -> dict[str, Any]:
    """The area as a GeoJSON FeatureCollection that read_area reads."""
    ceiling = {"max_alt_m": area.max_alt_m}
    rough = {"approximate": True} if area.is_approximate else {}
    features = [
        _feature("area", area.name, area.shape, **ceiling),
        _feature("fence", "fence", area.fence),
        *(_feature("nofly", z.name, z.shape) for z in area.nofly),
        *(_feature("watched", z.name, z.shape) for z in area.watched),
        *(_feature("land", "land", p, **rough) for p in (area.land.geoms if area.land else ())),
    ]
    if area.home:
        features.append(_feature("home", "home", Point(area.home.lon, area.home.lat)))
    features += [_feature("rally", "rally", Point(r.lon, r.lat)) for r in area.rally]
    return {"type": "FeatureCollection", "name": area.name, "features": features}


def _feature(kind: str, name: str, geometry: BaseGeometry, **more: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name, **more},
        "geometry": mapping(geometry),
    }


def _features(document: object, source: str) -> Iterator[_Feature]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise AreaError(f"{source} is not a GeoJSON FeatureCollection")
    entries = document.get("features")
    if not isinstance(entries, list):
        raise AreaError(f"{source} has no list of features")
    for number, entry in enumerate(entries, start=1):
        yield _parse_feature(entry, f"{source}: feature {number}")


def _parse_feature(entry: object, where: str) -> _Feature:
    properties = entry.get("properties") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(properties, dict):
        raise AreaError(f"{where} has no properties; properties.kind names its role")
    kind = properties.get("kind")
    if kind not in KINDS:
        raise AreaError(f"{where} is of kind {kind!r}; known kinds: {', '.join(KINDS)}")
    unknown = sorted(set(properties) - set(PROPERTIES))
    if unknown:  # a misspelt ceiling must not silently become the default one
        known = ", ".join(PROPERTIES)
        raise AreaError(f"{where} ({kind}) has the unknown key {unknown[0]!r}; known: {known}")
    try:
        with np.errstate(invalid="ignore"):  # NaN is refused below, with its place
            geometry = shape(entry.get("geometry") or {})
    except (ValueError, TypeError, AttributeError, KeyError, shapely.errors.ShapelyError) as exc:
        raise AreaError(f"{where} ({kind}) has no readable geometry: {exc}") from exc
    name = properties.get("name", "")
    if not isinstance(name, str):
        raise AreaError(f"{where} ({kind}) has a name that is not text")
    check_geometry(kind, geometry, where)
    return _Feature(kind, name, geometry, properties)


def _default_fence(area: BaseGeometry, home: LonLat | None) -> Polygon:
    middle = area.envelope.centroid
    frame = LocalFrame(LonLat(middle.x, middle.y))
    parts = [frame.geometry_to_metres(area)]
    if home:
        parts.append(Point(frame.point(home)))
    hull = shapely.union_all(parts)
    joined = hull.buffer(FENCE_MARGIN_M)
    if joined.geom_type != "Polygon":  # home lies apart: the fence must hold both and the way
        joined = hull.convex_hull.buffer(FENCE_MARGIN_M)
    fence = frame.geometry_to_lonlat(Polygon(joined.exterior))
    assert isinstance(fence, Polygon)
    return fence


def _zones(features: Iterable[_Feature], kind: str, source: str) -> Iterator[Zone]:
    for feature in features:
        if feature.kind != kind:
            continue
        if isinstance(feature.geometry, Point):
            yield Zone(feature.name or kind, _circle(feature, source))
        elif isinstance(feature.geometry, Polygon):
            yield Zone(feature.name or kind, feature.geometry)


def _circle(feature: _Feature, source: str) -> Polygon:
    radius = feature.properties.get("radius_m")
    if isinstance(radius, bool) or not isinstance(radius, int | float) or not 0 < radius < 1e6:
        raise AreaError(f"{source}: no-fly point {feature.name!r} needs radius_m above 0")
    frame = LocalFrame(_place(feature, source))
    # a polygon inscribed in the circle would cut its rim: widen it so that it holds the circle
    circle = Point(0.0, 0.0).buffer(radius / 0.9988, quad_segs=32)
    polygon = frame.geometry_to_lonlat(circle)
    assert isinstance(polygon, Polygon)
    return polygon


def _place(feature: _Feature, source: str) -> LonLat:
    point = feature.geometry
    if not isinstance(point, Point):
        raise AreaError(f"{source}: {feature.kind} {feature.name!r} is not a point")
    return LonLat(point.x, point.y)


def _multi(shapes: list[BaseGeometry]) -> MultiPolygon | None:
    if not shapes:
        return None
    joined = shapely.union_all(shapes)
    if isinstance(joined, MultiPolygon):
        return joined
    assert isinstance(joined, Polygon)  # a union of polygons is one or several
    return MultiPolygon([joined])


def _ceiling(features: Iterable[_Feature], source: str) -> float:
    lowest = DEFAULT_CEILING_M
    given = [f.properties["max_alt_m"] for f in features if "max_alt_m" in f.properties]
    for value in given:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e5:
            raise AreaError(f"{source}: max_alt_m is {value!r}; it must be metres above 0")
    return float(min(given)) if given else lowest


def _check_extent(area: Area, source: str) -> None:
    """Parts of one area lie near each other; a part 500 km away is a typing error."""
    parts: dict[str, BaseGeometry] = {"fence": area.fence}
    if area.land is not None:
        parts["land"] = area.land
    if area.home:
        parts["home"] = Point(area.home.lon, area.home.lat)
    frame = area.frame
    parts |= {f"rally {n}": Point(r.lon, r.lat) for n, r in enumerate(area.rally, start=1)}
    parts |= {z.name: z.shape for z in (*area.nofly, *area.watched)}
    for name, geometry in {"area": area.shape, **parts}.items():
        east, north = frame.to_metres(*shapely.get_coordinates(geometry).T)
        far = float(max(abs(east).max(), abs(north).max()))
        if not far <= MAX_EXTENT_M:
            raise AreaError(
                f"{source}: {name} reaches {far / 1000:.0f} km from the middle of the area;"
                f" limit {MAX_EXTENT_M / 1000:.0f} km: check for swapped longitude and latitude"
            )
