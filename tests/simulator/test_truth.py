"""The truth file: a reader sees every line as soon as it is written."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geodata.georef import CameraPose
from geodata.position import LonLat
from simulator.autopilot.board import FlightEvent
from simulator.camera.camera import Look
from simulator.errors import TruthError
from simulator.scenario import read_scenario
from simulator.truth import TruthFile
from simulator.vehicles.state import VehicleState
from simulator.world import World

STATE = VehicleState(
    12.5, 100.0, -600.0, 121.25, 90.0, -4.0, 1.5, 3.0, 4.0, 0.0, True, "AUTO", 87.5
)  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World(read_scenario("okinoshima"), 21)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_first_line_is_the_scenario(world: World, tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text("of a former run\n", encoding="utf-8")
    TruthFile(path, world).close()
    (head,) = lines(path)
    assert (head["kind"], head["seed"], head["area"]) == ("scenario", 21, "okinoshima")
    assert datetime.fromisoformat(head["epoch"]) == world.scenario.epoch
    assert [v["id"] for v in head["vessels"]] == [v.id for v in world.vessels]
    assert [v["mmsi"] for v in head["vessels"]] == [v.mmsi for v in world.vessels]
    assert {v["behaviour"] for v in head["vessels"]} >= {"lander", "stopper", "passing"}


def test_a_picture_tells_where_everything_is(world: World, tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    truth = TruthFile(path, world)
    vessels = world.vessels_at(200.0)
    pose = CameraPose(LonLat(130.1, 34.236), 120.0, 271.5, -25.0, 0.0)
    looks = [Look(v.id, (1.04, 2.0, 3.0, 4.0), 500.0, False, True) for v in vessels]
    looks[0] = Look(vessels[0].id, None, 2000.0, True, False)
    truth.frame(400, 200.0, pose, vessels, looks)
    frame = lines(path)[-1]  # before the file is closed
    truth.close()
    assert (frame["kind"], frame["number"]) == ("frame", 400)
    assert datetime.fromisoformat(frame["t"]) == world.at(200.0)
    assert frame["camera"]["heading_deg"] == 271.5
    first, second = frame["vessels"][:2]
    assert (first["box_px"], first["occluded"], first["in_view"]) == (None, True, False)
    assert second["box_px"] == [1.0, 2.0, 3.0, 4.0]
    for entry, vessel in zip(frame["vessels"], vessels, strict=True):
        east, north = world.frame.point(LonLat(entry["lon"], entry["lat"]))
        assert np.hypot(east - vessel.east_m, north - vessel.north_m) < 0.01
        assert entry["speed_mps"] == pytest.approx(vessel.speed_mps, abs=1e-3)
        assert entry["shore_m"] >= 80.0


def test_the_copter_and_its_events(world: World, tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    truth = TruthFile(path, world)
    (drone,) = world.scenario.drones
    truth.vehicle(drone, STATE)
    truth.event(drone, FlightEvent(13.0, "armed"))
    truth.event(drone, FlightEvent(14.0, "waypoint", number=3))
    copter, armed, waypoint = lines(path)[1:]
    truth.close()
    assert copter["kind"] == "copter"
    assert (copter["speed_mps"], copter["alt_amsl_m"], copter["mode"]) == (5.0, 121.25, "AUTO")
    assert datetime.fromisoformat(copter["t"]) == world.at(12.5)
    assert armed == {"kind": "event", "t": "2026-05-12T01:30:13.000000Z", "what": "armed"}
    assert (waypoint["what"], waypoint["number"]) == ("waypoint", 3)


def test_a_place_that_cannot_be_written_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="cannot write truth to"):
        TruthFile(tmp_path / "nowhere" / "truth.jsonl", world)
