"""Planning a patrol: the demo island, and a corridor along a real coast."""

import numpy as np
import pyproj
import shapely
from shapely.geometry import box

from bench.rows import Row, best_each_s, data_dir
from geodata import areas
from geodata.area import Area, read_area
from geodata.coast import Land, read_land
from geodata.position import LonLat
from mission_planner.fleet import read_fleet
from mission_planner.plan import Plan, PlanRequest, plan

STANDOFF_M = 300.0
COAST_FILE = "coast/mlit_n03/N03-21_42_210101.json"
NEAR = (129.0, 34.0, 129.7, 34.8)
COAST = box(129.15, 34.25, 129.25, 34.32)  # the ria coast in the west of Tsushima
HOME = LonLat(129.15, 34.28)
SAMPLE_M = 5.0
LIMIT = "one shapely buffer (limit)"


def measure() -> list[Row]:
    """Seconds, and the least distance to land of the path as it is flown."""
    vehicle = read_fleet(None)["heron-1"]
    island = read_area(areas.path("okinoshima"))
    rows = _rows("okinoshima loop", island, lambda: plan(island, vehicle, PlanRequest()), None)
    folder = data_dir()
    if folder is None:
        return [*rows, Row("Tsushima corridor", None, "s", note="no coast data: MIZUGIWA_DATA")]
    land = read_land(folder / COAST_FILE, near=NEAR)
    coast = Area("tsushima", COAST, COAST.buffer(0.02), home=HOME)
    request = PlanRequest(pattern="corridor", standoff_m=STANDOFF_M)
    return rows + _rows(
        "Tsushima corridor", coast, lambda: plan(coast, vehicle, request, land), land
    )


def _rows(name, area: Area, make, land: Land | None) -> list[Row]:
    made: Plan = make()
    near = area.land if land is None else land.clip(area.fence.buffer(0.01).bounds).shape
    metres = area.frame.geometry_to_metres(near)
    seconds, buffer_s = best_each_s(make, lambda: shapely.buffer(metres, STANDOFF_M), repeats=3)
    note = f"{made.length_m / 1000:.1f} km, {shapely.get_num_coordinates(near):,} coast points"
    nearest = least_distance_m(made.path, near)
    return [
        Row(f"plan {name}", seconds, "s", LIMIT, buffer_s, note=note),
        Row(f"{name}: path to land", nearest, "m", "asked", STANDOFF_M, True,
            f"sampled each {SAMPLE_M:.0f} m; coverage {100 * made.coverage:.1f} %"),
    ]  # fmt: skip


def least_distance_m(path: shapely.LineString, land: shapely.Geometry) -> float:
    """Samples of the path to land, in a projection that the planner does not use."""
    lon, lat = path.centroid.coords[0]
    there = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=tmerc +lat_0={lat} +lon_0={lon} +ellps=WGS84", always_xy=True
    )

    def flat(geometry: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(geometry, lambda xy: np.column_stack(there.transform(*xy.T)))

    line, shore = flat(path), flat(land)
    steps = np.arange(0.0, line.length, SAMPLE_M)
    samples = shapely.line_interpolate_point(line, steps)
    shapely.prepare(shore)
    return float(shapely.distance(samples, shore).min())
