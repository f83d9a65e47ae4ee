"""Planning along long coasts: how time and memory grow, on made coasts and on real ones."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from bench.plan import COAST_FILE, NEAR
from bench.rows import Row, best_each_s, data_dir, once_s
from geodata.area import Area
from geodata.coast import read_land
from geodata.position import LocalFrame, LonLat
from mission_planner.fleet import read_fleet
from mission_planner.plan import Plan, PlanRequest, draft
from mission_planner.vehicle import VehicleSpec

MIDDLE = LocalFrame(LonLat(130.5, 34.5))
LENGTHS_KM = (12, 25, 50, 100, 200)
STEP_M = 50.0  # between vertices of a made coast
ROUGH_M = 40.0
STANDOFF_M, STRIP_M = 300.0, 200.0
WHOLE = box(129.1, 34.05, 129.55, 34.75)  # all of Tsushima
WHOLE_HOME = LonLat(129.12, 34.35)


def measure() -> list[Row]:
    """Seconds per coast vertex must not grow faster than the logarithm of their number."""
    times = [(km, made_coast(km)) for km in LENGTHS_KM]
    seconds = best_each_s(*[lambda area=area: corridor(area) for _, area in times], repeats=3)
    rows = []
    per_vertex: list[float] = []
    for (km, area), took in zip(times, seconds, strict=True):
        vertices = shapely.get_num_coordinates(area.land)
        per_vertex.append(took / (vertices * np.log(vertices)))
        made = corridor(area)
        note = f"{vertices:,} vertices, {made.length_m / 1000:.0f} km flown"
        bar = ("bar", 1.0) if km == LENGTHS_KM[-1] else ("", None)
        rows.append(Row(f"corridor along {km} km", took, "s", *bar, note=note))
    growth = per_vertex[-1] / per_vertex[0]
    rows.append(
        Row("time / (n log n), longest against shortest", growth, "ratio", "n log n (bar)", 1.0)
    )
    return [*rows, *_real()]


def made_coast(km: int) -> Area:
    """A rough coast from west to east, land in the north; the same every time."""
    rng = np.random.default_rng(km)
    count = int(km * 1000 / STEP_M)
    x = (np.arange(count + 1) - count / 2.0) * STEP_M
    rough = ROUGH_M * np.cumsum(rng.standard_normal(count + 1)) / 3.0
    y = rough - np.linspace(rough[0], rough[-1], count + 1)
    inland = [(x[-1], y.max() + 5000.0), (x[0], y.max() + 5000.0)]
    land = Polygon([*zip(x, y, strict=True), *inland]).buffer(0.0)
    reach = STANDOFF_M + STRIP_M
    sea = box(x[0], float(y.min()) - 2.0 * reach, x[-1], float(y.max()) + reach)
    fence = sea.buffer(2000.0, join_style="mitre")
    parts = MultiPolygon([p for p in shapely.get_parts(land) if isinstance(p, Polygon)])
    return Area(
        name=f"{km} km",
        shape=MIDDLE.geometry_to_lonlat(sea),
        fence=MIDDLE.geometry_to_lonlat(fence),
        land=MIDDLE.geometry_to_lonlat(parts),
        home=MIDDLE.lonlat(0.0, float(y.min()) - 1.5 * reach),
    )


def tireless() -> VehicleSpec:
    """The built-in copter with a battery for any coast: only the planning is measured."""
    return replace(read_fleet(None)["heron-1"], battery_wh=1e6)


def corridor(area: Area) -> Plan:
    """A plan off the coast of an area."""
    request = PlanRequest(pattern="corridor", standoff_m=STANDOFF_M, strip_m=STRIP_M)
    return draft(area, tireless(), request)


def _real() -> list[Row]:
    folder = data_dir()
    if folder is None:
        return [Row("all of Tsushima", None, "s", note="no coast data: MIZUGIWA_DATA")]
    land = read_land(folder / COAST_FILE, near=NEAR)
    area = Area("tsushima", WHOLE, WHOLE.buffer(0.05), home=WHOLE_HOME)
    request = PlanRequest(pattern="loop", standoff_m=STANDOFF_M, strip_m=STRIP_M)
    made = draft(area, tireless(), request, land)
    seconds = min(once_s(lambda: draft(area, tireless(), request, land)) for _ in range(2))
    tracemalloc.start()
    draft(area, tireless(), request, land)
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    note = f"{made.length_m / 1000:.0f} km flown, {len(made.violations)} violations"
    return [
        Row("all of Tsushima", seconds, "s", "bar", 5.0, note=note),
        Row("all of Tsushima, memory for Python's values", peak_mb, "MB", "bar", 500.0),
    ]
