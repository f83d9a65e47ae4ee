"""Islands, areas and vehicles for tests of the planner."""

from dataclasses import replace

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geodata.area import Area, Zone
from geodata.position import LocalFrame, LonLat
from mission_planner.fleet import read_fleet
from mission_planner.vehicle import VehicleSpec

FRAME = LocalFrame(LonLat(130.0, 34.0))


def heron(**changes: float) -> VehicleSpec:
    """The built-in copter, with some figures changed."""
    return replace(read_fleet(None)["heron-1"], **changes)


def place(east_m: float, north_m: float) -> LonLat:
    """A place by metres from 130 E, 34 N."""
    return FRAME.lonlat(east_m, north_m)


def area_of(
    shape_m,
    land_m: Polygon,
    home_m: tuple[float, float] = (2000.0, 0.0),
    fence_m: Polygon | None = None,
    nofly_m: tuple[Polygon, ...] = (),
) -> Area:
    """An area from shapes in metres; the fence is 8 km wide unless given."""
    fence = fence_m or box(-4000.0, -4000.0, 4000.0, 4000.0)
    return Area(
        name="test",
        shape=FRAME.geometry_to_lonlat(shape_m),
        fence=FRAME.geometry_to_lonlat(fence),
        nofly=tuple(
            Zone(f"zone {n}", FRAME.geometry_to_lonlat(z)) for n, z in enumerate(nofly_m, start=1)
        ),
        land=FRAME.geometry_to_lonlat(MultiPolygon([land_m])),
        home=place(*home_m),
    )


@st.composite
def islands(draw: st.DrawFn) -> Polygon:
    """Star-shaped islands of 20 m to 1.5 km with capes and bays, in metres."""
    count = draw(st.integers(3, 16))
    size = draw(st.floats(20.0, 1500.0))
    shares = draw(st.lists(st.floats(0.1, 1.0), min_size=count, max_size=count))
    angles = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    radii = size * np.array(shares)
    return Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))


def discs(most: int) -> st.SearchStrategy[list[Polygon]]:
    """Round no-fly zones."""
    where = st.floats(-2000.0, 2000.0)
    disc = st.builds(
        lambda x, y, r: Point(x, y).buffer(r, quad_segs=8), where, where, st.floats(20.0, 400.0)
    )
    return st.lists(disc, max_size=most)


def least_distance_m(line: shapely.LineString, land: shapely.Geometry) -> float:
    """Path to land, in a projection that the planner does not use (transverse Mercator there)."""
    import pyproj

    x, y = line.centroid.coords[0]
    ahead = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=tmerc +lat_0={y} +lon_0={x} +ellps=WGS84", always_xy=True
    )
    flat = [
        shapely.transform(g, lambda xy: np.column_stack(ahead.transform(*xy.T)))
        for g in (line.segmentize(0.0005), shapely.segmentize(land, 0.0005))
    ]
    return float(flat[0].distance(flat[1]))


def gannet(**changes: float) -> VehicleSpec:
    """A plane that turns at 100 m, with some figures changed."""
    figures = {
        "kind": "plane", "name": "gannet-1", "cruise_mps": 20.0, "climb_mps": 4.0,
        "descend_mps": 3.0, "battery_wh": 700.0, "hover_w": 260.0, "cruise_w": 260.0,
        "climb_w": 650.0, "max_wind_mps": 14.0, "acceleration_mps2": 1.0, "turn_radius_m": 100.0,
    }  # fmt: skip
    return heron(**{**figures, **changes})
