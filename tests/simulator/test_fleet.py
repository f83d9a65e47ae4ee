"""Several vehicles in one world: each on its own port, under its own number, in one truth file."""

import copy
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pymavlink import mavutil

from simulator.errors import DoorError, ScenarioError
from simulator.fleet import man
from simulator.scenario import Scenario, read_scenario
from simulator.simulation import Ports, Simulation
from simulator.world import World

DEMO = Path(__file__).parents[2] / "simulator" / "scenarios" / "okinoshima.yaml"
ANY = Ports(0, 0, 0)


def fleet_document(count: int = 3) -> dict[str, Any]:
    """Copters in a row, each with its own number; the last one a plane."""
    document: dict[str, Any] = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    copter = document.pop("copter")
    vehicles: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        figures = {**copter, "name": f"heron-{number}"}
        home = {**document["home"], "lon": document["home"]["lon"] + 0.0002 * (number - 1)}
        vehicles.append({"copter": figures, "home": home, "system": number})
    plane = vehicles[-1].pop("copter")
    del plane["hover_w"]
    vehicles[-1]["plane"] = {**plane, "name": "swift-1"}
    return {**document, "vehicles": vehicles}


def written(tmp_path: Path, change: Callable[[Any], object] = lambda d: None) -> Scenario:
    document = copy.deepcopy(fleet_document())
    change(document)
    path = tmp_path / "fleet.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return read_scenario(str(path))


def test_each_vehicle_answers_under_its_own_number(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    simulation = Simulation(World(written(tmp_path), 3), 20.0, ANY, truth)
    thread = threading.Thread(target=simulation.run)
    thread.start()
    try:
        addresses = simulation.addresses
        links = addresses["vehicles"]
        assert isinstance(links, dict)
        assert list(links) == ["heron-1", "heron-2", "swift-1"]
        assert addresses["mavlink"] == links["heron-1"]
        assert "video" not in addresses
        for number, (name, link) in enumerate(links.items(), start=1):
            wire = mavutil.mavlink_connection(link, source_system=255)
            beat = wire.wait_heartbeat(timeout=20.0)
            assert beat is not None, name
            assert (beat.get_srcSystem(), beat.type) == (number, 1 if name == "swift-1" else 2)
            wire.close()
    finally:
        simulation.end()
        thread.join(timeout=20.0)
    lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    told = Counter((line["vehicle"], line["kind"]) for line in lines if "speed_mps" in line)
    assert set(told) == {("heron-1", "copter"), ("heron-2", "copter"), ("swift-1", "plane")}
    assert len(set(told.values())) == 1  # as often as each other
    places = {line["vehicle"]: line["lon"] for line in lines if "speed_mps" in line}
    assert len(set(places.values())) == 3


def test_a_fault_hits_the_vehicle_that_it_names(tmp_path: Path) -> None:
    fault = {"kind": "motor", "at_s": 1, "vehicle": "heron-2"}
    fleet = man(World(written(tmp_path, lambda d: d.update(faults=[fault])), 1), 0)
    for one in fleet:
        for t_s in (0.0, 1.0, 2.0, 3.0):
            one.autopilot.step(t_s)
    assert [one.autopilot._board.body.is_motor_out for one in fleet] == [False, True, False]
    for one in fleet:
        one.autopilot.close()


def test_ports_follow_each_other_and_a_taken_one_is_named(tmp_path: Path) -> None:
    world = World(written(tmp_path), 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        drones = world.scenario.drones
        with pytest.raises(DoorError, match=f"cannot open port {port} for MAVLink"):
            man(world, port - len(drones) + 1)
    fleet = man(world, port - len(drones) + 1)  # those that were open are free again
    assert [one.autopilot.port for one in fleet] == [port - 2, port - 1, port]
    for one in fleet:
        one.autopilot.close()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda v: v[1].update(system=1), "vehicles has system 1 twice"),
        (lambda v: v[1]["copter"].update(name="heron-1"), "vehicles has name heron-1 twice"),
        (lambda v: [d.update(mavlink_port=5770) for d in v], "mavlink_port 5770 twice"),
        (lambda v: [d.update(camera=True) for d in v], "several with a camera"),
        (lambda v: v[0].pop("copter"), "no copter, plane or sub"),
        (lambda v: v[0].update(system=0), "vehicles.0.system is 0"),
        (lambda v: v[0].update(colour="red"), "unknown key vehicles.0.colour"),
    ],
)
def test_vehicles_that_do_not_go_together_are_refused(
    tmp_path: Path, change: Callable[[Any], object], text: str
) -> None:
    with pytest.raises(ScenarioError, match=text):
        written(tmp_path, lambda document: change(document["vehicles"]))


def test_several_vehicles_beside_a_single_one_are_refused(tmp_path: Path) -> None:
    single = yaml.safe_load(DEMO.read_text(encoding="utf-8"))["copter"]
    with pytest.raises(ScenarioError, match="put that one among them"):
        written(tmp_path, lambda document: document.update(copter=single))
