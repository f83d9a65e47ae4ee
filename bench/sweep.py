"""Sweeping areas: length against the bound area / swath, beside recorded figures of Fields2Cover.

Legs from and to home are left out; the coverage is that of the recorded figure, and 100 % apart.
What is seen is measured here, not taken from the plan: the survey lines widened by half a swath.
"""

import json
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import Point, Polygon, shape

from bench.rows import Row, data_dir, once_s
from geodata.area import Area, Zone
from geodata.position import LocalFrame, LonLat
from mission_planner.fleet import read_fleet
from mission_planner.plan import Plan, PlanRequest, plan
from mission_planner.vehicle import VehicleSpec

CASES = "cases/planning_polygons.json"
SWATH_M, FENCE_M, RADIUS_M = 60.0, 1_500.0, 120.0
FRAME = LocalFrame(LonLat(130.5, 34.5))
SEEDS = (1, 2)


@dataclass(frozen=True)
class Recorded:
    """Fields2Cover 2.1.0 on a case: length by bound, the percent that it saw; seconds allowed."""

    ratio: float
    pct: float
    most_s: float


RECORDED = {
    "convex": Recorded(1.066, 99.01, 0.3),
    "L": Recorded(1.051, 100.0, 0.3),
    "hole": Recorded(1.088, 99.38, 0.3),
    "coast12km": Recorded(1.058, 99.31, 3.0),
}
PLANE = Recorded(1.40, 99.0, 60.0)  # its swaths, ordered by OR-Tools on Dubins cost
THEIRS = "Fields2Cover, recorded"
KIND = "Fields2Cover, recorded case of this kind"


def measure() -> list[Row]:
    """Ratios, coverage and seconds of recorded cases and of generated ones of the same kinds."""
    copter = replace(read_fleet(None)["heron-1"], battery_wh=1e6)
    plane = replace(copter, kind="plane", turn_radius_m=RADIUS_M)
    cases = recorded_cases()
    if not cases:
        rows = [Row("recorded cases", None, "", note="no cases file beside the data folder")]
    else:
        rows = [row for name in RECORDED for row in _case(name, cases[name], copter, THEIRS)]
        rows += _winged("convex", cases["convex"], plane) + _winged("hole", cases["hole"], plane)
    for name in RECORDED:
        for seed in SEEDS:
            made = generated(name, np.random.default_rng(seed))
            rows += _case(name, made, copter, KIND, f" (seed {seed})")
    return rows


def recorded_cases() -> dict[str, Polygon]:
    """The recorded areas in local metres; none when the file is not there."""
    folder = data_dir()
    file = folder.parent / "reference" / CASES if folder else None
    if file is None or not file.is_file():
        return {}
    given = json.loads(file.read_text(encoding="utf-8"))
    return {name: shape(geometry) for name, geometry in given.items()}


def generated(kind: str, random: np.random.Generator) -> Polygon:
    """Another area of the same kind, local metres."""
    if kind == "convex":
        angles = np.sort(random.uniform(0.0, 2.0 * np.pi, 7))
        return Polygon(900.0 * np.column_stack([np.cos(angles), np.sin(angles)])).convex_hull
    if kind == "coast12km":
        return _coast(random)
    width, height = random.uniform(1400.0, 2200.0), random.uniform(1200.0, 1900.0)
    whole = shapely.box(0.0, 0.0, width, height)
    if kind == "L":
        corner = random.uniform(0.3, 0.7, 2) * (width, height)
        return whole.difference(shapely.box(*corner, width + 1.0, height + 1.0))
    turns = np.sort(random.uniform(0.0, 2.0 * np.pi, 5))
    ring = 300.0 * np.column_stack([np.cos(turns), np.sin(turns)])
    return whole.difference(Polygon(ring + np.array([0.5 * width, 0.5 * height])).convex_hull)


def _coast(random: np.random.Generator) -> Polygon:
    """A strip of sea 12 km long off a ragged coast, with three islets."""
    along = np.linspace(0.0, 12_000.0, 240)
    waves = [random.uniform(50.0, 300.0) * np.sin(along / random.uniform(400.0, 2000.0) + p)
             for p in random.uniform(0.0, 6.0, 4)]  # fmt: skip
    shore = sum(waves) + random.normal(0.0, 15.0, 240)
    sea = Polygon([*zip(along, shore, strict=True), (12_000.0, 1_500.0), (0.0, 1_500.0)])
    islets = [
        Point(random.uniform(1_500.0, 10_500.0), random.uniform(900.0, 1_200.0)).buffer(120.0, 4)
        for _ in range(3)
    ]
    made = sea.difference(shapely.union_all(islets))
    return max(shapely.get_parts(made), key=lambda p: p.area)


def area_of(polygon: Polygon) -> Area:
    """An area at sea: a wide fence, its holes no-fly, home beside it."""
    west, south, _, _ = polygon.bounds
    outline = Polygon(polygon.exterior)
    places = FRAME.geometry_to_lonlat(polygon.segmentize(250.0))
    holes = tuple(Zone(f"hole {n}", Polygon(r)) for n, r in enumerate(places.interiors, start=1))
    fence = FRAME.geometry_to_lonlat(Polygon(outline.buffer(FENCE_M).exterior))
    home = FRAME.lonlat(west - 300.0, south - 300.0)
    return Area("bench", places, fence, nofly=holes, home=home)


def _case(
    name: str, polygon: Polygon, vehicle: VehicleSpec, peer: str, label: str = ""
) -> list[Row]:
    recorded = RECORDED[name]
    what, theirs = f"{name}{label}", recorded.ratio
    ratio, seconds, note = _swept(polygon, vehicle, recorded.pct)
    rows = [
        Row(f"{what} at {recorded.pct:g} %", ratio, "x bound", peer, theirs, note=note),
        Row(f"{what}: time", seconds, "s", "limit", recorded.most_s),
    ]
    if recorded.pct < 100.0:
        full, _, note = _swept(polygon, vehicle, 100.0)
        rows.append(Row(f"{what} at 100 %", full, "x bound", note=note))
    return rows


def _winged(name: str, polygon: Polygon, plane: VehicleSpec) -> list[Row]:
    ratio, _, note = _swept(polygon, plane, PLANE.pct)
    what = f"{name}, plane of {RADIUS_M:g} m radius"
    peer = "its swaths on Dubins cost" if name == "convex" else ""
    return [Row(what, ratio, "x bound", peer, PLANE.ratio if peer else None, note=note)]


def _swept(polygon: Polygon, vehicle: VehicleSpec, pct: float) -> tuple[float, float, str]:
    """Length by bound, seconds (the second run), and what else was measured."""
    area = area_of(polygon)
    request = PlanRequest(pattern="sweep", swath_m=SWATH_M, coverage_pct=pct)
    made = plan(area, vehicle, request)
    seconds = once_s(lambda: plan(area, vehicle, request))
    frame = area.frame
    asked = frame.geometry_to_metres(area.shape)
    lines = frame.geometry_to_metres(made.survey)
    seen = asked.intersection(lines.buffer(SWATH_M / 2.0, quad_segs=32)).area / asked.area
    path = frame.geometry_to_metres(made.path)
    inside = sum(path.intersection(frame.geometry_to_metres(z.shape)).length for z in area.nofly)
    note = f"sees {100.0 * seen:.2f} %, {len(made.violations)} violations"
    if area.nofly:
        note += f", {inside:.0f} m in holes"
    return over_area_m(made) / (asked.area / SWATH_M), seconds, note


def over_area_m(made: Plan) -> float:
    """Length of the path of one sortie from the first survey line's begin to the last one's end."""
    frame = made.area.frame
    path = shapely.get_coordinates(frame.geometry_to_metres(made.path))
    ends = shapely.get_coordinates(frame.geometry_to_metres(made.survey))[[0, -1]]
    first = int(np.argmin(np.hypot(*(path - ends[0]).T)))
    last = len(path) - 1 - int(np.argmin(np.hypot(*(path[::-1] - ends[1]).T)))
    return float(np.hypot(*np.diff(path[first : last + 1], axis=0).T).sum())
