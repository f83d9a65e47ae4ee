"""What a patrol is given: limits of file and area hold together, in check and vehicle."""

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Polygon

from geodata.position import destination
from mission_planner.errors import PlanRefused
from mission_planner.fleet import read_fleet
from mission_planner.formats import write_plan
from mission_planner.mission import FenceCircle, FenceKind, FenceRing, Mission
from mission_planner.request import PlanRequest, Wind
from surveillance.cli.patrol_target import order_of_area, order_of_file
from surveillance.links.items import fence_list
from surveillance.model import Realm
from tests.surveillance.bench import circle, make_area, make_mission, ring, square

HERON = read_fleet(None)["heron-1"]


def written(folder: Path, mission: Mission) -> Path:
    path = folder / "bench.plan"
    write_plan(mission, path)
    return path


def test_the_vehicle_gets_the_areas_fence_beside_the_files(tmp_path: Path) -> None:
    """The file's fence is wider and knows nothing of the lighthouse."""
    wide = FenceRing(FenceKind.INCLUSION, ring(900.0))
    path = written(tmp_path, replace(make_mission(), fence=(wide,)))
    area = make_area(nofly=(circle("lighthouse", -300.0, 300.0, 30.0),))
    order = order_of_file(path, area, HERON, Realm.LIVE)
    kinds = [fence.kind for fence in order.mission.fence]
    assert kinds == [FenceKind.INCLUSION, FenceKind.INCLUSION, FenceKind.EXCLUSION]
    assert order.limits.fence.area == pytest.approx(1200.0**2, rel=1e-3)


def test_the_same_fence_goes_up_once(tmp_path: Path) -> None:
    order = order_of_file(written(tmp_path, make_mission()), make_area(), HERON, Realm.LIVE)
    assert len(order.mission.fence) == 1


def test_the_files_own_fence_is_checked_as_well(tmp_path: Path) -> None:
    narrow = FenceRing(FenceKind.INCLUSION, ring(100.0))
    path = written(tmp_path, replace(make_mission(), fence=(narrow,)))
    with pytest.raises(PlanRefused, match="outside the fence"):
        order_of_file(path, make_area(), HERON, Realm.LIVE)
    inside = circle("x", 0.0, 60.0, 20.0).shape.exterior.coords[:-1]
    places = tuple(type(make_mission().home)(*c) for c in inside)
    shut = FenceRing(FenceKind.EXCLUSION, places)
    path = written(tmp_path, replace(make_mission(), fence=(shut,)))
    with pytest.raises(PlanRefused, match="inside no-fly zone"):
        order_of_file(path, make_area(), HERON, Realm.LIVE)


def test_round_fences_are_checked_and_go_up(tmp_path: Path) -> None:
    mission = make_mission()
    wide = FenceCircle(FenceKind.INCLUSION, mission.home, 2000.0)
    lamp = FenceCircle(FenceKind.EXCLUSION, destination(mission.home, 270.0, 900.0), 20.0)
    path = written(tmp_path, replace(mission, circles=(wide, lamp)))
    order = order_of_file(path, make_area(), HERON, Realm.LIVE)
    assert [c.radius_m for c in order.mission.circles] == [2000.0, 20.0]
    assert fence_list(order.mission)[-2].params[0] == 2000.0
    narrow = FenceCircle(FenceKind.INCLUSION, mission.home, 30.0)
    path = written(tmp_path, replace(mission, circles=(narrow,)))
    with pytest.raises(PlanRefused, match="outside the fence"):
        order_of_file(path, None, HERON, Realm.LIVE)
    shut = FenceCircle(FenceKind.EXCLUSION, mission.home, 30.0)
    path = written(tmp_path, replace(mission, circles=(wide, shut)))
    with pytest.raises(PlanRefused, match="inside no-fly zone"):
        order_of_file(path, None, HERON, Realm.LIVE)


def test_a_hole_in_a_fence_is_kept_by_the_vehicle_too(tmp_path: Path) -> None:
    outer, hole = square(600.0), square(20.0)
    pierced = Polygon(outer.exterior, [[(x + 0.003, y + 0.003) for x, y in hole.exterior.coords]])
    path = written(tmp_path, replace(make_mission(), fence=()))
    order = order_of_file(path, replace(make_area(), fence=pierced), HERON, Realm.LIVE)
    assert [f.kind for f in order.mission.fence] == [FenceKind.INCLUSION, FenceKind.EXCLUSION]


def test_a_plane_comes_home_to_the_circle_that_was_planned_in_the_wind(tmp_path: Path) -> None:
    """A file does not tell the wind; its check is in calm, and so is its circle."""
    swift = replace(HERON, kind="plane", turn_radius_m=60.0)
    request = PlanRequest(pattern="sweep", swath_m=200.0, wind=Wind(5.0, 270.0))
    order = order_of_area(make_area(1500.0), swift, request, Realm.LIVE)
    assert order.circle_m == swift.turning_m(5.0) > swift.turning_m(0.0)
    path = written(tmp_path, order.mission)
    assert order_of_file(path, make_area(1500.0), swift, Realm.LIVE).circle_m == swift.turning_m(0)
    assert order_of_file(path, make_area(1500.0), HERON, Realm.LIVE).circle_m is None


@pytest.mark.parametrize("realm", [Realm.LIVE, Realm.EXERCISE])
def test_a_coast_drawn_roughly_is_not_flown(tmp_path: Path, realm: Realm) -> None:
    rough = replace(make_area(), is_approximate=True)
    path = written(tmp_path, make_mission())
    with pytest.raises(PlanRefused, match="approximate"):
        order_of_file(path, rough, HERON, realm)
    with pytest.raises(PlanRefused, match="approximate"):
        order_of_area(rough, HERON, PlanRequest(), realm)
    assert order_of_file(path, rough, HERON, Realm.SIMULATED).name == "heron-1:1"
