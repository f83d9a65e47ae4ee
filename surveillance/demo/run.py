"""One demonstration run: world, station and producers as child processes, scored at the end."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from geodata import areas
from geodata.area import read_area
from geodata.clock import Clock
from mission_planner.fleet import read_fleet
from mission_planner.formats.qgc_plan import write_plan
from mission_planner.plan import Plan, PlanRequest, plan
from surveillance.demo.children import Child, ChildFailed, Family
from surveillance.demo.listen import Listener
from surveillance.demo.scorecard import Kept, score
from surveillance.demo.truth import read_truth
from surveillance.errors import MizugiwaError, StationError
from surveillance.model import Realm
from surveillance.store.store import Store

VEHICLE = "heron-1"
STANDOFF_M = 250.0
STRIP_M = 100.0
ALTITUDE_M = 118.0
READY_S = 60.0
DRAIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Demo:
    """What to run.

    scenario: the name of a built-in one, or a scenario file. speedup: simulated seconds per wall
    second. port: of the map.
    """

    scenario: str
    seed: int
    speedup: float
    port: int
    home: Path


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """The pieces of a started run."""

    demo: Demo
    area: Path
    family: Family
    clock: Clock
    ready: dict[str, Any]
    url: str
    listener: Listener
    plan: Plan


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(port: int) -> None:
    """Raises StationError when the map could not have this port: said before the world starts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as exc:
            raise StationError(
                f"cannot have port {port} for the map ({exc.strerror}): give another --port"
            ) from exc


def start(demo: Demo, say: Say) -> Running:
    """Start world, station and producers; the patrol is not launched yet.

    Raises MizugiwaError for a scenario that is not there or not for one drone with a camera,
    ChildFailed with the simulator's own words for a file it cannot read, StationError for a port
    in use.
    """
    _check_scenario(demo.scenario)
    check_port(demo.port)
    demo.home.mkdir(parents=True, exist_ok=True)
    family = Family(_environment(demo), demo.home)
    try:
        return _start(demo, family, say)
    except BaseException:
        family.__exit__(None, None, None)
        raise


def _check_scenario(scenario: str) -> None:
    """Said before anything starts. Each built-in scenario is named after its area."""
    if scenario not in areas.names() and not Path(scenario).is_file():
        known = ", ".join(areas.names())
        raise MizugiwaError(
            f"there is no scenario {scenario!r}: give a scenario file or a built-in one: {known}"
        )


def _environment(demo: Demo) -> dict[str, str]:
    quiet = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    return {"MIZUGIWA_HOME": str(demo.home), "MIZUGIWA_REALM": "simulated", **quiet}


def _start(demo: Demo, family: Family, say: Say) -> Running:
    world = family.start("simulator", _simulator_command(demo))
    ready = json.loads(world.line(READY_S))
    _check_world(demo, ready)
    say(f"the simulated world is {demo.scenario}, seed {demo.seed}, at {demo.speedup:g} x")
    area = Path(ready["area"])
    planned = make_plan(demo, area)
    clock = Clock.parse(ready["clock"])
    url = f"http://127.0.0.1:{demo.port}"
    family.env |= {"MIZUGIWA_CLOCK": ready["clock"], "MIZUGIWA_STATION": url}
    station = family.start("serve", _mizugiwa("serve", "--area", area, "--port", demo.port))
    family.start("watch", _mizugiwa("watch", ready["video"], *_watching(area)))
    family.start("ais", _mizugiwa("ais", ready["ais"]))
    await_station(station, url)
    listener = Listener(url, clock)
    listener.start()
    say(f"live map: {url}")
    return Running(demo, area, family, clock, ready, url, listener, planned)


def _check_world(demo: Demo, ready: dict[str, Any]) -> None:
    """Raises MizugiwaError for a world in which the patrol has nothing to fly or to see with."""
    if "vehicles" in ready:
        names = ", ".join(ready["vehicles"])
        raise MizugiwaError(
            f"scenario {demo.scenario} has several vehicles ({names}): the demonstration flies one"
        )
    if "video" not in ready:
        raise MizugiwaError(
            f"scenario {demo.scenario} has no camera: the demonstration shows what one sees"
        )


def _simulator_command(demo: Demo) -> list[str]:
    truth = demo.home / "truth.jsonl"
    options: tuple[object, ...] = ("--seed", demo.seed, "--speedup", demo.speedup, "--truth", truth)
    ports = ("--mavlink-port", 0, "--video-port", 0, "--ais-port", 0)
    parts = (sys.executable, "-m", "simulator", demo.scenario, *options, *ports)
    return [str(part) for part in parts]


def _watching(area: Path) -> tuple[str, ...]:
    return ("--area", str(area), "--vehicle", VEHICLE)


def _mizugiwa(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "surveillance", *(str(a) for a in arguments)]


def make_plan(demo: Demo, area_file: Path) -> Plan:
    """The patrol of the demonstration, also written as a file for the patrol command."""
    area = read_area(area_file)
    vehicle = read_fleet(None)[VEHICLE]
    request = PlanRequest(
        pattern="loop", standoff_m=STANDOFF_M, strip_m=STRIP_M, altitude_m=ALTITUDE_M
    )
    planned = plan(area, vehicle, request)
    write_plan(planned.mission, demo.home / "patrol.plan")
    return planned


def await_station(station: Child, url: str) -> None:
    """Wait until the station answers. Raises ChildFailed when it ends or stays silent."""
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        if not station.is_running():
            raise ChildFailed(station.tail())
        try:
            if httpx.get(f"{url}/healthz", timeout=2.0).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise StationError(f"the station did not answer at {url} within {READY_S:.0f} s")


def fly(running: Running, say: Say) -> dict[str, Any]:
    """Launch the patrol and wait until it has landed; gives what the patrol command reports."""
    demo, family = running.demo, running.family
    command = _mizugiwa(
        "patrol", demo.home / "patrol.plan", "--area", running.area, "--vehicle", VEHICLE,
        "--connect", running.ready["mavlink"], "--yes", "--confirm", f"{VEHICLE}:1",
    )  # fmt: skip
    patrol = family.start("patrol", command)
    say("the patrol is on its way")
    limit_s = running.clock.wall_seconds(3.0 * running.plan.duration_s + 300.0) + 30.0
    code = family.wait_for(patrol, limit_s)
    if code != 0:
        raise ChildFailed(f"the patrol ended with {code}: {patrol.tail()}")
    family.children.remove(patrol)
    lines = patrol.rest()
    patrol.stop()
    flown: dict[str, Any] = json.loads(lines[-1])
    return flown


def settle(running: Running) -> None:
    """End the world and the producers in the order that loses nothing; the station goes on."""
    by_name = {child.name: child for child in running.family.children}
    for name in ("watch", "ais", "simulator"):
        by_name[name].stop(DRAIN_S)
        running.family.children.remove(by_name[name])
    time.sleep(0.5)  # the last events are on their way to the listener
    running.listener.end()


def report(running: Running, flown: dict[str, Any], wall_s: float) -> dict[str, Any]:
    """The scorecard of a finished run, as the report file holds it."""
    demo, planned = running.demo, running.plan
    area = read_area(running.area)
    truth = read_truth(demo.home / "truth.jsonl")
    store = Store(demo.home / "store.sqlite")
    realm = Realm.SIMULATED
    pairs = [(s, track) for s, track in store.sightings(realm) if track is not None]
    kept = Kept(pairs, store.tracks(realm), store.alerts(realm))
    store.close()
    late = running.listener.latencies_s or [float("nan")]
    return {
        "scenario": demo.scenario,
        "seed": demo.seed,
        "speedup": demo.speedup,
        "plan": {
            "length_m": round(planned.length_m, 1),
            "duration_s": round(planned.duration_s, 1),
            "coverage": round(planned.coverage, 4),
        },
        "flight": {
            key: flown[key] for key in ("waypoints", "waypoints_reached", "violations", "landed")
        },
        "pictures": {"count": len(truth.pictures), "seconds_apart": round(truth.picture_s, 3)},
        **score(truth, kept, area),
        "latency_s": {
            "p50": round(float(np.quantile(late, 0.5)), 3),
            "p95": round(float(np.quantile(late, 0.95)), 3),
            "events": len(running.listener.latencies_s),
        },
        "wall_s": round(wall_s, 1),
        "cores": os.cpu_count(),
    }
