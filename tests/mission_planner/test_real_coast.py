"""The real coast of Tsushima: corridor and islet loops keep their stand-off, measured apart."""

import time

import pytest
from shapely.geometry import LineString, box

from geodata.area import Area
from geodata.coast import read_land
from geodata.position import LonLat
from mission_planner.plan import PlanRequest, plan
from tests.mission_planner.islands import heron, least_distance_m

PREFECTURE = "coast/mlit_n03/N03-21_42_210101.json"
ISLETS = {  # islets of Tsushima with nothing else within 600 m, and one that has
    "east of Mitsushima": (129.3994, 34.3167),
    "off Kami-Tsushima": (129.4346, 34.7058),
    "near another coast": (129.2672, 34.4210),
}


@pytest.fixture(scope="module")
def land(data_dir):
    return read_land(data_dir / PREFECTURE, near=(129.0, 34.0, 129.7, 34.8))


def area_round(shape, home):
    return Area("tsushima", shape, shape.buffer(0.02), home=LonLat(*home))


@pytest.mark.parametrize("shape", [
    box(129.15, 34.25, 129.25, 34.32),
    LineString([(129.489, 34.640), (129.489, 34.660), (129.482, 34.680)]),
])  # fmt: skip
def test_corridor_300_m_off_the_coast(land, shape):
    home = (129.15, 34.28) if shape.geom_type == "Polygon" else (129.505, 34.655)
    began = time.perf_counter()
    made = plan(area_round(shape, home), heron(), PlanRequest(pattern="corridor"), land)
    assert time.perf_counter() - began < 20.0  # a second when nothing else runs
    assert made.violations == ()
    assert made.coverage > 0.98
    assert made.length_m > 5_000.0
    assert least_distance_m(made.path, land.shape) >= 300.0


@pytest.mark.parametrize("islet", ISLETS)
@pytest.mark.parametrize("standoff_m", [100.0, 300.0])
def test_loop_round_an_islet(land, islet, standoff_m):
    x, y = ISLETS[islet]
    shape = box(x - 0.012, y - 0.010, x + 0.012, y + 0.010)
    side = -1.0 if islet == "near another coast" else 1.0
    request = PlanRequest(pattern="loop", standoff_m=standoff_m)
    made = plan(area_round(shape, (x + side * 0.02, y)), heron(), request, land)
    assert made.violations == ()
    assert least_distance_m(made.path, land.shape) >= standoff_m
    assert made.coverage > (0.3 if islet == "near another coast" else 0.99)
