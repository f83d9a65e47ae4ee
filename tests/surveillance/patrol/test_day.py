"""A day's patrol: three drones, eight sorties, two faults, and the idle hours between left out.

The plans are those of `mizugiwa plan`; each sortie goes through the product over its own link. What
lasts from sortie to sortie must not grow.
"""

import gc
import json
import os
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from shapely.geometry import Point

from geodata import areas
from geodata.area import read_area
from geodata.clock import Clock
from geodata.position import LonLat
from mission_planner.fleet import read_fleet
from simulator.errors import StillFlyingError
from simulator.faults.kinds import BatteryCell, FaultPart, LinkLoss
from simulator.fleet import Manned, man
from simulator.flying import Flying
from simulator.scenario import read_scenario
from simulator.truth import TruthFile
from simulator.world import World
from surveillance.cli.patrol_target import order_of_file
from surveillance.control.calls import Switchboard
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, mission_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.transfer import verify
from surveillance.model import Realm
from surveillance.outbox import Outbox
from surveillance.patrol.fly import Patrol
from surveillance.patrol.limits import limits_of_area
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import FlightView
from surveillance.patrol.progress import Outcome
from surveillance.patrol.report import Report
from tests.surveillance.patrol.test_fly import Person

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[3]
SPEEDUP = 25.0
BOOTED_S = 60.0
NAMES = ("heron-1", "heron-2", "heron-3")
STANDOFFS_M = {"heron-1": 250, "heron-2": 300, "heron-3": 350}
ROUNDS = (NAMES, NAMES, NAMES[:2])  # eight sorties
IDLE_S = 4.0 * 3600.0
MOST_GROWTH = 1.2  # of the process, from after the first round to the end
MOST_KEPT = 0.2  # objects that stay in memory, per value that later rounds handed over
AT_HOME_M = 30.0
OWNER_SET = {"BATT_LOW_VOLT": 22.0, "BATT_FS_LOW_ACT": 2.0}


@dataclass
class Sortie:
    """What came of one."""

    outcome: Outcome
    put: int
    told: list[str]
    changed: tuple[str, ...]  # what the vehicle holds otherwise than it was sent


@dataclass
class Day:
    """The world of the day, running in a thread of its own."""

    folder: Path
    world: World
    fleet: tuple[Manned, ...]
    flying: Flying
    clock: Clock
    plans: dict[str, Path]
    sorties: list[Sortie] = field(default_factory=list)

    def autopilot(self, name: str) -> Any:
        return next(one.autopilot for one in self.fleet if one.drone.name == name)

    def fly(self, name: str, faults: list[FaultPart]) -> None:
        """One sortie of one drone; its faults begin at the second way point."""
        one = next(one for one in self.fleet if one.drone.name == name)
        spec = read_fleet(self.folder / "fleet.toml")[name]
        order = order_of_file(self.plans[name], None, spec, Realm.SIMULATED)
        person, waiting = Person(name), list(faults)

        def on_view(view: FlightView) -> None:
            while waiting and (view.state.waypoint or 0) >= 2:
                started = waiting.pop().model_copy(update={"at_s": one.autopilot.state.t_s})
                one.autopilot.faults.add(started)
            person.views.clear()

        person.on_view = on_view
        outbox, put = Outbox(self.folder / f"outbox-{name}.sqlite"), []
        before = outbox.pending()

        def keep(values: Any) -> None:
            outbox.put(values)
            put.append(len(values))

        with Connection(one.link, self.clock, one.drone.system) as connection:
            vehicle = MavlinkVehicle(connection, name)
            report = Report(keep, person.say, name, order.realm, self.clock)
            logbook = Logbook(self.folder, order)
            outcome, _ = Patrol(vehicle, order, report, person, Switchboard(), logbook).fly()
            changed = verify(connection, ListKind.MISSION, mission_list(order.mission))
        assert outbox.pending() - before == sum(put)
        outbox.close()
        assert not waiting
        told = [e.text for e in person.events if e.kind in ("notice", "link_lost")]
        self.sorties.append(Sortie(outcome, sum(put), told, changed))


def fleet_files(folder: Path) -> None:
    """Three copters like the built-in one: for the planner, and for the world."""
    one = tomllib.loads((ROOT / "mission_planner" / "fleet.toml").read_text(encoding="utf-8"))
    figures = one["vehicle"]["heron-1"]
    camera = figures.pop("camera")
    with (folder / "fleet.toml").open("w", encoding="utf-8") as file:
        for name in NAMES:
            for table, values in ((name, figures), (f"{name}.camera", camera)):
                file.write(f"[vehicle.{table}]\n")
                file.writelines(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    demo = ROOT / "simulator" / "scenarios" / "okinoshima.yaml"
    document = yaml.safe_load(demo.read_text(encoding="utf-8"))
    copter, home = document.pop("copter"), document["home"]
    document["vehicles"] = [
        {
            "copter": {**copter, "name": name},
            "home": {**home, "lon": home["lon"] + 0.0001 * number},
            "system": number + 1,
        }
        for number, name in enumerate(NAMES)
    ]
    (folder / "day.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")


def plan(folder: Path, name: str) -> Path:
    """By the command that an officer uses."""
    path = folder / f"{name}.plan"
    command = [sys.executable, "-m", "surveillance", "plan", "okinoshima", "--vehicle", name]
    command += ["--fleet", str(folder / "fleet.toml"), "--out", str(path)]
    command += ["--standoff", str(STANDOFFS_M[name])]
    env = {**os.environ, "MIZUGIWA_HOME": str(folder)}
    subprocess.run(command, check=True, capture_output=True, env=env, cwd=ROOT)
    return path


@contextmanager
def day(folder: Path) -> Iterator[Day]:
    fleet_files(folder)
    plans = {name: plan(folder, name) for name in NAMES}
    world = World(read_scenario(str(folder / "day.yaml")), 1)
    fleet = man(world, 0)
    for one in fleet:
        for name, value in OWNER_SET.items():
            one.autopilot._board.set_param(name, value)
    clock = Clock(time.time(), world.scenario.epoch, SPEEDUP)
    truth = TruthFile(folder / "truth.jsonl", world)
    flying, ended = Flying(world, fleet, clock, truth), threading.Event()
    thread = threading.Thread(target=flying.run, args=(ended.wait,), daemon=True)
    thread.start()
    try:
        yield Day(folder, world, fleet, flying, clock, plans)
    finally:
        ended.set()
        thread.join(timeout=10.0)
        for one in fleet:
            one.autopilot.close()
        truth.close()


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def truth_lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "truth.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_days_patrol(tmp_path: Path) -> None:
    objects: list[int] = []
    resident: list[int] = []
    faults: dict[tuple[int, str], list[FaultPart]] = {
        (1, "heron-2"): [LinkLoss(at_s=0.0, duration_s=180.0)],
        (1, "heron-3"): [BatteryCell(at_s=0.0, share=0.1667)],
    }
    with day(tmp_path) as today:
        today.clock.sleep(BOOTED_S)
        for number, names in enumerate(ROUNDS):
            with ThreadPoolExecutor(len(names)) as pool:
                flights = [
                    pool.submit(today.fly, name, faults.get((number, name), [])) for name in names
                ]
            for flight in flights:
                flight.result()
            del flights, flight
            today.clock = today.flying.skip(IDLE_S)
            gc.collect()
            objects.append(len(gc.get_objects()))
            resident.append(resident_bytes())
        last_at = today.clock.now()
    assert len(today.sorties) == 8
    assert (last_at - today.world.scenario.epoch).total_seconds() > 3 * IDLE_S
    check_sorties(today.sorties)
    check_truth(today)
    later = sum(sortie.put for sortie in today.sorties[len(NAMES) :])
    assert (objects[-1] - objects[0]) / later <= MOST_KEPT, objects
    assert resident[-1] / resident[0] <= MOST_GROWTH, resident


def check_sorties(sorties: list[Sortie]) -> None:
    """All came home, two of them in trouble, and each trouble was told."""
    assert all(sortie.outcome.landed for sortie in sorties)
    assert all(sortie.outcome.breaches == () for sortie in sorties)
    assert all(sortie.changed == () for sortie in sorties)
    assert all(sortie.put > 100 for sortie in sorties)
    whole = [s for s in sorties if s.outcome.waypoints_reached == s.outcome.waypoints]
    assert len(whole) == 7
    (cut_short,) = [s for s in sorties if s not in whole]
    assert sum("cell may be dead" in text for text in cut_short.told) == 1
    silent = [s for s in whole if s.outcome.link_losses]
    assert [s.outcome.link_losses for s in silent] == [1]
    assert sum("link LOST" in text for text in silent[0].told) == 1
    calm = [s for s in whole if s not in silent]
    assert [s.told for s in calm] == [[]] * 6


def check_truth(today: Day) -> None:
    """As the world has it: inside the limits all day, and at home after each of eight landings."""
    lines = truth_lines(today.folder)
    limits = limits_of_area(read_area(areas.path("okinoshima")))
    states = [line for line in lines if line["kind"] == "copter"]
    aloft = [line for line in states if line["armed"] and line["alt_amsl_m"] > 5.0]
    assert len(aloft) > 8 * 200
    for line in aloft:
        point = Point(limits.frame.point(LonLat(line["lon"], line["lat"])))
        assert limits.fence.distance(point) < 3.0, line
        assert line["alt_amsl_m"] < limits.max_alt_m + 3.0, line
    landed = [line["vehicle"] for line in lines if line.get("what") == "landed"]
    assert sorted(landed) == sorted(name for names in ROUNDS for name in names)
    for one in today.fleet:
        state, start = one.autopilot.state, one.autopilot._board.body.start
        away = Point(state.east_m, state.north_m).distance(Point(start.east_m, start.north_m))
        assert away < AT_HOME_M


def test_hours_are_left_out_only_while_everything_stands(tmp_path: Path) -> None:
    fleet_files(tmp_path)
    world = World(read_scenario(str(tmp_path / "day.yaml")), 1)
    fleet = man(world, 0)
    clock = Clock(time.time(), world.scenario.epoch, SPEEDUP)
    flying = Flying(world, fleet, clock, None)
    body = fleet[1].autopilot._board.body
    body.energy_wh = 100.0
    later = flying.skip(3600.0)
    assert later == clock.skipped(3600.0)
    assert body.battery_pct == 100.0
    assert all(one.autopilot._board.t_s >= 3600.0 for one in fleet)
    body.armed = True
    fleet[1].autopilot.step(3700.0)
    with pytest.raises(StillFlyingError, match="heron-2 is armed"):
        flying.skip(1.0)
    for one in fleet:
        one.autopilot.close()
