"""Ten copters without cameras in one simulated world, ten times faster than life, on two cores."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from pymavlink import mavutil
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from bench.rows import Row
from geodata.clock import Clock

COPTERS, SPEEDUP, CORES = 10, 10.0, 2
BOOT_S = 45.0  # until a copter may be armed
FLOWN_WALL_S = 10.0
MOST_LAG_PCT = 1.0
_GUIDED = 4
_TICKS = os.sysconf("SC_CLK_TCK")
_DEMO = Path(__file__).parent.parent / "simulator" / "scenarios" / "okinoshima.yaml"


def scenario(copters: int) -> dict[str, Any]:
    """The demonstration's world with so many copters side by side, none with a camera."""
    document: dict[str, Any] = yaml.safe_load(_DEMO.read_text(encoding="utf-8"))
    figures = document.pop("copter")
    vehicles = []
    for number in range(1, copters + 1):
        home = {**document["home"], "lon": document["home"]["lon"] + 0.0001 * number}
        named = {**figures, "name": f"heron-{number}"}
        vehicles.append({"copter": named, "home": home, "system": number})
    return {**document, "vehicles": vehicles}


@contextmanager
def world(copters: int) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, Any]]]:
    """The simulator as a process, and what its ready line says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fleet.yaml"
        path.write_text(yaml.safe_dump(scenario(copters)), encoding="utf-8")
        command = [sys.executable, "-m", "simulator", str(path), "--speedup", f"{SPEEDUP:g}"]
        command += ["--mavlink-port", "0", "--ais-port", "0"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert child.stdout is not None
            yield child, json.loads(child.stdout.readline())
        finally:
            child.terminate()
            child.communicate(timeout=20.0)


class Fleet:
    """The ground's end of all links."""

    def __init__(self, links: dict[str, str]) -> None:
        self.wires = [
            mavutil.mavlink_connection(link, source_system=255) for link in links.values()
        ]
        self.armed: set[int] = set()
        self.heights_m: dict[int, float] = {}
        self.lags_s: list[float] = []

    def send(self, command: int, *params: float) -> None:
        """The same command to each vehicle."""
        filled = [*params, *([0.0] * (7 - len(params)))]
        for number, wire in enumerate(self.wires, start=1):
            wire.mav.command_long_send(number, 1, command, 0, *filled)

    def listen(self, wall_s: float, clock: Clock) -> None:
        """Take everything that is said in the meantime."""
        waiting = selectors.DefaultSelector()
        for wire in self.wires:
            waiting.register(wire.port, selectors.EVENT_READ, wire)
        end = time.monotonic() + wall_s
        while (left_s := end - time.monotonic()) > 0.0:
            for key, _ in waiting.select(left_s):
                while (message := key.data.recv_msg()) is not None:
                    self._hear(message, clock)
        waiting.close()

    def _hear(self, message: Any, clock: Clock) -> None:
        system, kind = message.get_srcSystem(), message.get_type()
        if kind == "HEARTBEAT" and message.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED:
            self.armed.add(system)
        elif kind == "GLOBAL_POSITION_INT":
            self.heights_m[system] = message.relative_alt / 1000.0
        elif kind == "SYSTEM_TIME":
            self.lags_s.append(clock.now().timestamp() - message.time_unix_usec / 1e6)


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def measure(copters: int = COPTERS, flown_wall_s: float = FLOWN_WALL_S) -> list[Row]:
    """All in flight and telling what a patrol asks for, four positions a second each."""
    with world(copters) as (child, ready):
        clock, fleet = Clock.parse(ready["clock"]), Fleet(ready["vehicles"])
        fleet.listen(clock.wall_seconds(BOOT_S), clock)
        for number, period_s in ((33, 0.25), (2, 1.0), (1, 1.0), (24, 1.0), (42, 0.5), (193, 1.0)):
            fleet.send(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, number, period_s * 1e6)
        fleet.send(mavlink.MAV_CMD_DO_SET_MODE, 1, _GUIDED)
        fleet.send(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 1)
        fleet.send(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, 100.0)
        fleet.listen(clock.wall_seconds(20.0), clock)
        fleet.lags_s.clear()
        began, used = time.monotonic(), cpu_s(child.pid)
        fleet.listen(flown_wall_s, clock)
        wall_s, used = time.monotonic() - began, cpu_s(child.pid) - used
        for wire in fleet.wires:
            wire.close()
    high = sum(height_m > 20.0 for height_m in fleet.heights_m.values())
    note = f"{high} of {copters} in the air, speed-up {SPEEDUP:g}"
    share_pct = 100.0 * used / wall_s / CORES
    lag_pct = 100.0 * max(fleet.lags_s) / (SPEEDUP * wall_s)
    return [
        Row("CPU of two cores", share_pct, "%", "all of it", 100.0, note=note),
        Row("simulated time behind", lag_pct, "% of the run", "limit", MOST_LAG_PCT, note="worst"),
    ]
