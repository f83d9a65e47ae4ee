"""Scenario files: what is read, and what is refused with one clear line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.errors import ScenarioError
from simulator.fleet import body_of, man
from simulator.scenario import names, read_scenario
from simulator.vehicles.copter import Copter
from simulator.vehicles.plane import Plane
from simulator.vehicles.sub import Sub
from simulator.world import World

DEMO = Path(__file__).parents[2] / "simulator" / "scenarios" / "okinoshima.yaml"


def variant(tmp_path: Path, change: object) -> Path:
    document = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    change(document)  # type: ignore[operator]
    path = tmp_path / "variant.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(str(path))
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_demonstration_is_built_in() -> None:
    scenario = read_scenario("okinoshima")
    assert "okinoshima" in names()
    assert scenario.epoch.utcoffset() is not None
    assert scenario.camera.fps >= 2.0
    assert scenario.camera.noise.attitude_deg == 0.5
    assert scenario.read_area().home is not None
    assert scenario.area_path().name == "okinoshima.geojson"


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    assert "unknown key sea.wind_kn" in refusal(
        variant(tmp_path, lambda d: d["sea"].update(wind_kn=3))
    )
    assert "unknown key seaa" in refusal(variant(tmp_path, lambda d: d.update(seaa={})))
    assert "unknown key traffic.groups.0.colour" in refusal(
        variant(tmp_path, lambda d: d["traffic"]["groups"][0].update(colour="red"))
    )


def with_plane(document: dict[str, Any]) -> None:
    document["plane"] = {**document.pop("copter"), "name": "swift-1", "bank_deg": 40.0}
    del document["plane"]["hover_w"]


def test_the_autopilot_of_a_copter_can_be_named(tmp_path: Path) -> None:
    px4 = variant(tmp_path, lambda d: d["copter"].update(autopilot="px4"))
    scenario = read_scenario(str(px4))
    assert scenario.copter is not None
    assert scenario.copter.autopilot == "px4"
    (manned,) = man(World(scenario, 1), 0)
    assert manned.autopilot.state.mode == "AUTO.LOITER"  # where PX4 starts
    manned.autopilot.close()
    other = variant(tmp_path, lambda d: d["copter"].update(autopilot="paparazzi"))
    assert "copter.autopilot is 'paparazzi'" in refusal(other)


def test_only_a_copter_is_flown_by_px4(tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        with_plane(document)
        document["plane"]["autopilot"] = "px4"

    assert "unknown key plane.autopilot" in refusal(variant(tmp_path, change))


def test_a_plane_instead_of_the_copter(tmp_path: Path) -> None:
    scenario = read_scenario(str(variant(tmp_path, with_plane)))
    (drone,) = scenario.drones
    assert (drone.kind, drone.name, drone.camera) == ("plane", "swift-1", True)
    assert scenario.plane is not None
    assert scenario.plane.bank_deg == 40.0
    assert scenario.plane.charge_pct == 100.0
    (demo,) = read_scenario("okinoshima").drones
    assert (demo.kind, demo.name, demo.system) == ("copter", "heron-1", 1)


def test_the_plane_of_the_scenario_is_flown_in_its_wind(tmp_path: Path) -> None:
    world = World(read_scenario(str(variant(tmp_path, with_plane))), 1)
    (plane,) = world.scenario.drones
    body = body_of(world, plane)
    assert isinstance(body, Plane)
    assert (body.spec.cruise_mps, body.spec.bank_deg, body.heading_deg) == (14.0, 40.0, 300.0)
    assert body.wind == pytest.approx((5.196, -3.0), abs=0.001)  # 6 m/s from 300 degrees
    demo = World(read_scenario("okinoshima"), 1)
    assert isinstance(body_of(demo, demo.scenario.drones[0]), Copter)


def with_sub(document: dict[str, Any]) -> None:
    figures = {**document.pop("copter"), "name": "orca", "cruise_mps": 0.8, "hover_w": 60.0}
    figures |= {"current_mps": 0.4, "current_to_deg": 90.0, "bed_depth_m": 12.0}
    document["sub"] = figures | {"positioning": "usbl"}
    document["home"]["deck_m"] = 0.0


def test_a_sub_in_its_current_over_its_bed(tmp_path: Path) -> None:
    scenario = read_scenario(str(variant(tmp_path, with_sub)))
    (orca,) = scenario.drones
    assert (orca.kind, orca.name) == ("sub", "orca")
    body = body_of(World(scenario, 1), orca)
    assert isinstance(body, Sub)
    assert body.wind == pytest.approx((0.4, 0.0), abs=1e-9)
    assert (body.bed_m, body.spec.positioning, body.alt_m) == (12.0, "usbl", 0.0)


def test_a_sub_is_not_launched_from_a_deck(tmp_path: Path) -> None:
    def on_deck(document: dict[str, Any]) -> None:
        with_sub(document)
        document["home"]["deck_m"] = 2.0

    assert "a sub is launched afloat" in refusal(variant(tmp_path, on_deck))


def test_one_vehicle_and_no_more(tmp_path: Path) -> None:
    neither = variant(tmp_path, lambda d: d.pop("copter"))
    assert "it has no copter, plane or sub: give one" in refusal(neither)

    def add(document: dict[str, Any]) -> None:
        copter = dict(document["copter"])
        with_plane(document)
        document["copter"] = copter

    assert "it has copter and plane: give one" in refusal(variant(tmp_path, add))

    def hover(document: dict[str, Any]) -> None:
        with_plane(document)
        document["plane"]["hover_w"] = 400.0

    assert "unknown key plane.hover_w" in refusal(variant(tmp_path, hover))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = variant(tmp_path, lambda d: d["copter"].pop("climb_mps"))
    assert "key copter.climb_mps is missing" in refusal(path)


@pytest.mark.parametrize(
    ("part", "key", "value", "text"),
    [
        ("sea", "wave_height_m", -1, "sea.wave_height_m is -1: Input should be greater than"),
        ("camera", "pitch_deg", 10, "camera.pitch_deg is 10: Input should be less than"),
        ("home", "lat", 130.1, "home.lat is 130.1: Input should be less than"),
        ("ais", "range_m", "far", "ais.range_m is 'far': Input should be a valid number"),
        ("copter", "cruise_mps", float("nan"), "copter.cruise_mps is nan"),
    ],
)
def test_a_value_out_of_range_is_named(
    tmp_path: Path, part: str, key: str, value: object, text: str
) -> None:
    assert text in refusal(variant(tmp_path, lambda d: d[part].update({key: value})))


def test_spans_and_times_must_make_sense(tmp_path: Path) -> None:
    backwards = variant(tmp_path, lambda d: d.update(ais_outages=[[90, 30]]))
    assert "must run from the smaller to the larger" in refusal(backwards)
    naive = variant(tmp_path, lambda d: d.update(epoch="2026-05-12T01:30:00"))
    assert "epoch" in refusal(naive)
    assert "needs a time zone" in refusal(naive)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    assert "no scenario file" in refusal(tmp_path / "nowhere.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [1, 2", encoding="utf-8")
    assert "is not YAML" in refusal(broken)
    broken.write_text("- 1\n- 2\n", encoding="utf-8")
    assert "the file must be a table of keys" in refusal(broken)
    broken.write_bytes(b"\xff\xfe\x00\x01")
    assert "cannot read scenario" in refusal(broken)


def test_an_unknown_area_is_refused(tmp_path: Path) -> None:
    scenario = read_scenario(str(variant(tmp_path, lambda d: d.update(area="atlantis"))))
    with pytest.raises(ScenarioError, match="neither a file nor one of the built-in areas"):
        scenario.area_path()


def test_an_area_beside_the_scenario_is_found(tmp_path: Path) -> None:
    built_in = read_scenario("okinoshima").area_path()
    (tmp_path / "mine.geojson").write_bytes(built_in.read_bytes())
    scenario = read_scenario(str(variant(tmp_path, lambda d: d.update(area="mine.geojson"))))
    assert scenario.read_area().land is not None
    (tmp_path / "mine.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="not a GeoJSON FeatureCollection"):
        scenario.read_area()


def test_faults_stand_in_the_scenario(tmp_path: Path) -> None:
    drag = {"kind": "gnss_drag", "at_s": 60, "duration_s": 30, "speed_mps": 3, "towards_deg": 90}
    motor = {"kind": "motor", "at_s": 90, "vehicle": "heron-1"}
    scenario = read_scenario(str(variant(tmp_path, lambda d: d.update(faults=[drag, motor]))))
    assert [fault.kind for fault in scenario.faults] == ["gnss_drag", "motor"]
    assert scenario.faults[0].is_on(89.9) and not scenario.faults[0].is_on(90.0)
    assert scenario.faults[1].is_on(1e6) and not scenario.faults[1].is_on(89.9)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({"kind": "motor", "at_s": 1, "vehicle": "heron-9"}, "heron-9, which is none of its"),
        ({"kind": "motor", "at_s": -1}, "faults.0.motor.at_s is -1"),
        ({"kind": "gust", "at_s": 1, "wind_mps": 3}, "key faults.0.gust.from_deg is missing"),
        ({"kind": "storm", "at_s": 1}, "'storm'"),
        ({"kind": "battery_cell", "at_s": 1, "share": 1.5}, "share is 1.5"),
        ({"kind": "link_loss", "at_s": 1, "loss": 1}, "unknown key faults.0.link_loss.loss"),
    ],
)
def test_a_fault_that_is_none_is_named(tmp_path: Path, fault: dict[str, Any], text: str) -> None:
    assert text in refusal(variant(tmp_path, lambda d: d.update(faults=[fault])))


def test_the_example_of_the_documents_is_a_scenario(tmp_path: Path) -> None:
    page = (DEMO.parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    example = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])

    def add(document: dict[str, Any]) -> None:
        del document["copter"]
        document.update(example)

    scenario = read_scenario(str(variant(tmp_path, add)))
    assert [drone.name for drone in scenario.drones] == ["heron-1", "swift-1"]
    kinds = [fault.kind for fault in scenario.faults]
    assert len(set(kinds)) == len(kinds) == 9  # every one there is
    assert scenario.filming is not None and scenario.filming.name == "heron-1"
