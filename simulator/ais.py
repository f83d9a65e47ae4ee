"""The AIS side of the world: what the transponders send, and when a receiver ashore hears it."""

import heapq
import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from geodata.clock import Clock
from geodata.position import LonLat
from simulator.ais_messages import (
    AT_ANCHOR,
    FISHING,
    KNOT_MPS,
    UNDER_WAY,
    Fix,
    Particulars,
    antenna_m,
    position_a,
    position_b,
    sentences,
    static_b,
    voyage,
)
from simulator.sorts import Vessel
from simulator.vessel import VesselState
from simulator.viewers import ViewerDoor
from simulator.world import World

STATIC_EVERY_S = 360.0
STILL_EVERY_S = 60.0
CLASS_B_EVERY_S = 30.0
CLASS_B_SLOW_MPS = 2.0 * KNOT_MPS
# class A: up to this speed, one report in so many seconds
CLASS_A_EVERY_S = ((14.0 * KNOT_MPS, 10.0), (23.0 * KNOT_MPS, 6.0), (math.inf, 2.0))
GNSS_M = 2.0  # of a transponder's own fix, each of two slow waves per axis

_NAMES = (
    "KAIYO", "HAKUTO", "SHINEI", "TAIHEI", "ASAHI", "MINATO", "WAKABA", "KUROSHIO", "SETO",
    "GENKAI", "MUNAKATA", "IKI", "HAYABUSA", "KAMOME", "TSUBAME", "ISOKAZE", "SHIOKAZE", "NAGISA",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transmission:
    """One message as a receiver ashore writes it down, `t_s` seconds after the epoch."""

    t_s: float
    lines: tuple[str, ...]


def transmissions(world: World) -> Iterator[Transmission]:
    """All that the receiver hears from the epoch on, in order, without end.

    The same world gives the same sentences at the same times.
    """
    due: list[tuple[float, int, bool]] = []
    sets = {n: _Transponder(world, n) for n, v in enumerate(world.vessels) if v.mmsi is not None}
    for n, transponder in sets.items():
        heapq.heappush(due, (transponder.first_report_s, n, False))
        heapq.heappush(due, (transponder.first_static_s, n, True))
    while due:
        t_s, n, is_static = heapq.heappop(due)
        state = world.vessel_at(n, t_s)
        wait = STATIC_EVERY_S if is_static else sets[n].report_every_s(state)
        heapq.heappush(due, (t_s + wait, n, is_static))
        if _is_heard(world, state, t_s):
            yield Transmission(t_s, tuple(sets[n].lines(t_s, is_static)))


def _is_heard(world: World, state: VesselState, t_s: float) -> bool:
    scenario = world.scenario
    if any(start <= t_s < end for start, end in scenario.ais_outages):
        return False
    east, north = world.frame.point(LonLat(scenario.ais.lon, scenario.ais.lat))
    return math.hypot(state.east_m - east, state.north_m - north) <= scenario.ais.range_m


class _Transponder:
    """One vessel's AIS set."""

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self._number = number
        self._vessel = world.vessels[number]
        rng = np.random.default_rng([world.seed, 1_000 + number])
        self._ship = _particulars(self._vessel, rng)
        self.first_report_s = float(rng.uniform(0.0, 10.0 if self._is_a else CLASS_B_EVERY_S))
        self.first_static_s = float(rng.uniform(0.0, STATIC_EVERY_S))
        self._gnss_phase = rng.uniform(0.0, 2.0 * np.pi, (2, 2))
        self._gnss_period_s = rng.uniform([[400.0], [60.0]], [[900.0], [120.0]], (2, 2))

    @property
    def _is_a(self) -> bool:
        return self._vessel.sort.is_class_a

    def report_every_s(self, state: VesselState) -> float:
        """Seconds to the next position report."""
        if self._is_a:
            if self._vessel.behaviour == "anchored":
                return STILL_EVERY_S
            return next(every for top, every in CLASS_A_EVERY_S if state.speed_mps <= top)
        return STILL_EVERY_S if state.speed_mps <= CLASS_B_SLOW_MPS else CLASS_B_EVERY_S

    def lines(self, t_s: float, is_static: bool) -> list[str]:
        """The sentences of one transmission. A position is that of the last full second."""
        unix_s = math.floor(self._world.scenario.epoch.timestamp() + t_s)
        channel = "AB"[unix_s % 2]
        group = (unix_s + self._number) % 10
        if is_static and self._is_a:
            return sentences(voyage(self._ship), unix_s, channel, group)
        if is_static:
            return [
                line
                for part in static_b(self._ship)
                for line in sentences(part, unix_s, channel, group)
            ]
        fix = self._fix(unix_s)
        message = position_a(fix, self._status()) if self._is_a else position_b(fix)
        return sentences(message, unix_s, channel, group)

    def _status(self) -> int:
        match self._vessel.behaviour:
            case "anchored":
                return AT_ANCHOR
            case "fishing":
                return FISHING
            case _:
                return UNDER_WAY

    def _fix(self, unix_s: int) -> Fix:
        t_s = unix_s - self._world.scenario.epoch.timestamp()
        state = self._world.vessel_at(self._number, t_s)
        bow, stern = antenna_m(state.length_m)
        aft = (bow - stern) / 2.0
        heading = math.radians(state.heading_deg)
        waves = np.sin(2.0 * np.pi * t_s / self._gnss_period_s + self._gnss_phase)
        east_error, north_error = GNSS_M * waves.sum(axis=0)
        return Fix(
            mmsi=self._ship.mmsi,
            position=self._world.frame.lonlat(
                state.east_m - aft * math.sin(heading) + float(east_error),
                state.north_m - aft * math.cos(heading) + float(north_error),
            ),
            course_deg=state.course_deg,
            speed_mps=state.speed_mps,
            heading_deg=state.heading_deg if self._is_a else None,  # small boats have no compass
            second=unix_s % 60,
        )


def _particulars(vessel: Vessel, rng: np.random.Generator) -> Particulars:
    assert vessel.mmsi is not None
    name = _NAMES[rng.integers(len(_NAMES))]
    big = vessel.sort.is_class_a
    return Particulars(
        mmsi=vessel.mmsi,
        name=f"{name} MARU" if big else f"{name} NO{rng.integers(1, 80)}",
        callsign=f"JD{rng.integers(1000, 9999)}",
        ship_type=vessel.sort.ship_type,
        length_m=vessel.length_m,
        beam_m=vessel.beam_m,
        draught_m=round(vessel.length_m * 0.05, 1),
        destination="HAKATA" if big else "",
        imo=_imo(int(rng.integers(100_000, 999_999))) if big else 0,
    )


def _imo(six_digits: int) -> int:
    """An IMO number: six digits and their check digit."""
    check = sum(int(d) * w for d, w in zip(str(six_digits), range(7, 1, -1), strict=True)) % 10
    return six_digits * 10 + check


class AisFeed:
    """Publishes what the receiver hears, when it hears it."""

    def __init__(self, world: World, clock: Clock, door: ViewerDoor) -> None:
        self._world = world
        self._clock = clock
        self._door = door

    def run(self, wait: Callable[[float], bool]) -> None:
        """Publish until `wait` (wall seconds; True: it is time to end) says so."""
        for transmission in transmissions(self._world):
            ahead = (self._world.at(transmission.t_s) - self._clock.now()).total_seconds()
            if wait(max(0.0, self._clock.wall_seconds(ahead))):
                return
            text = "".join(f"{line}\r\n" for line in transmission.lines)
            piece = text.encode("ascii")
            self._door.publish(piece, piece)  # any sentence is a good one to begin with
        wait(threading.TIMEOUT_MAX)  # nobody here carries AIS
