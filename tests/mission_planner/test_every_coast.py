"""Every real coast: the asked stand-off is never undercut, measured apart from the planner."""

import zlib
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geodata.area import Area
from geodata.coast import Land, read_land
from geodata.position import LonLat
from mission_planner.errors import PlannerError
from mission_planner.plan import PlanRequest, plan
from tests.mission_planner.islands import heron, least_distance_m

COASTS = [
    "mlit_n03/N03-21_01_210101.json",
    "mlit_n03/N03-21_13_210101.json",
    "mlit_n03/N03-21_15_210101.json",
    "mlit_n03/N03-21_32_210101.json",
    "mlit_n03/N03-21_42_210101.json",
    "mlit_n03/N03-21_46_210101.json",
    "mlit_n03/N03-21_47_210101.json",
    "mlit_n03/prefectures_s0001.json",
    "naturalearth/ne_10m_land_japan.geojson",
    "naturalearth/ne_10m_minor_islands_japan.geojson",
    "gshhs/gshhs_i_land_japan.geojson",
    "gshhs/gshhs_l_land_japan.geojson",
    "dataofjapan/japan.topojson",
    "dataofjapan/tokyo.topojson",
]
STRETCHES = 12  # of each coast
HALF_DEG = 0.03
STANDOFFS_M = (50.0, 300.0, 1000.0)


def land_of(file: Path, folder: Path) -> Land:
    """TopoJSON names no reference system, and is refused as it is: written again with one."""
    if file.suffix == ".topojson":
        table = pyogrio.read_dataframe(file).set_crs("EPSG:4326", allow_override=True)
        file = folder / f"{file.stem}.gpkg"
        pyogrio.write_dataframe(table, file, layer="land")
    return read_land(file)


def stretches(file: Path, land: Land) -> list[tuple[Area, Land]]:
    """Boxes round places of a shore drawn by the file's name, each with a home well out at sea."""
    random = np.random.default_rng(zlib.crc32(file.name.encode()))
    shore = shapely.get_coordinates(land.shape)
    found: list[tuple[Area, Land]] = []
    for x, y in shore[random.permutation(len(shore))]:
        shape = box(x - HALF_DEG, y - HALF_DEG, x + HALF_DEG, y + HALF_DEG)
        near = land.clip(shape.buffer(0.1).bounds)
        far = [(r, a) for r in (0.02, 0.04, 0.06) for a in np.arange(0.0, 2.0 * np.pi, 0.4)]
        homes = [LonLat(float(x + r * np.cos(a)), float(y + r * np.sin(a))) for r, a in far]
        home = max(homes, key=lambda place: near.shape.distance(Point(place.lon, place.lat)))
        if (near.distance_m(home) or 0.0) > 1_500.0:
            found.append((Area("stretch", shape, shape.buffer(0.05), home=home), near))
        if len(found) == STRETCHES:
            break
    return found


@pytest.mark.areas
@pytest.mark.parametrize("name", COASTS)
def test_no_coast_is_come_nearer_to_than_asked(data_dir, tmp_path, name):
    file = data_dir / "coast" / name
    land = land_of(file, tmp_path)
    flown = 0
    for number, (area, near) in enumerate(stretches(file, land)):
        standoff_m = STANDOFFS_M[number % len(STANDOFFS_M)]
        request = PlanRequest(pattern="corridor", standoff_m=standoff_m)
        try:
            made = plan(area, heron(battery_wh=1e6), request, near)
        except PlannerError as exc:  # an inlet narrower than the stand-off holds no line to fly
            assert not getattr(exc, "violations", ()), str(exc)
            continue
        flown += 1
        assert made.violations == ()
        for sortie in made.sorties:
            assert least_distance_m(sortie.path, near.shape) >= standoff_m
    assert flown >= STRETCHES / 2


@pytest.mark.parametrize("width_deg", [0.0, 6e-15, 1e-12, 1e-9])
def test_a_spit_without_width_is_not_flown_over(width_deg):
    base, tip = (130.013102418755590, 34.004858353588318), (130.03144473627082, 34.02386900632766)
    drawn = Polygon([(130.0, 34.0), base, tip, (base[0], base[1] + width_deg), (130.0, 34.02)])
    shape = box(129.98, 33.98, 130.05, 34.04)
    area = Area("spit", shape, shape.buffer(0.01), home=LonLat(130.045, 34.035))
    near = Land(drawn if drawn.is_valid else shapely.make_valid(drawn))
    made = plan(area, heron(), PlanRequest(pattern="loop", standoff_m=100.0), near)
    assert made.violations == ()
    assert least_distance_m(made.path, Point(tip)) >= 100.0
