"""Barrier patrol against the best lawnmower over the same strip, and the formula against chance.

The simulation shares no code with the prediction but the flown path and the camera's glimpse
model: boats are drawn at random, boats and drone step through time, and each second of looking
finds a boat or not by a throw of the dice.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from bench.rows import Row, once_s
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.barrier import (
    Station,
    choose_barrier,
    crossers,
    keeping,
    patrol,
)
from mission_planner.detection.exposure import found
from mission_planner.detection.flown import TimedPath
from mission_planner.detection.looking import LookRate, look_rate
from mission_planner.detection.target import KNOT_MPS, USUAL, Target
from mission_planner.fleet import read_fleet
from mission_planner.vehicle import VehicleSpec

SPEED_MPS = 20.0 * KNOT_MPS
STRIPS = ((3_000.0, 1_500.0, False), (4_000.0, 1_500.0, True), (6_000.0, 2_000.0, False))
HEIGHTS_M = (30.0, 59.0, 88.0, 116.0, 145.0)
STATION_S = 2_700.0  # what a battery leaves between the ways out and home
BOATS, STEP_S, SEED = 40_000, 1.0, 20
LAWN_BOATS, FINALISTS = 600, 6
SPREAD_RAD = math.radians(30.0)
SPACINGS = (0.7, 1.0)  # of lawnmowers, by sweep width
INSETS = (0.0, 0.5)  # of the ends of their lines, by sweep width: the strip stays covered
AGREE = 0.03


@dataclass(frozen=True, slots=True)
class Kept:
    """One way to watch a strip. chance: predicted detection probability."""

    name: str
    altitude_m: float
    path: TimedPath
    chance: float


def measure() -> list[Row]:
    """For each strip: what both find in simulation, and how far the prediction is off."""
    vehicle = read_fleet(None)["heron-1"]
    against = Against(Target(SPEED_MPS))
    rows: list[Row] = []
    for length_m, width_m, is_one_way in STRIPS:
        station = Station(length_m, STATION_S, HEIGHTS_M, is_one_way)
        sides = "one side" if is_one_way else "both sides"
        name = f"{length_m / 1000:g} x {width_m / 1000:g} km, 20 kn from {sides}"
        ours = _barrier(station, vehicle, against)
        theirs = _best_lawnmower(station, width_m, vehicle, against)
        rows += _rows(name, station, vehicle, (ours, theirs))
    return rows


def _rows(name: str, station: Station, vehicle: VehicleSpec, both: tuple[Kept, Kept]) -> list[Row]:
    shares = [simulated(kept, station, vehicle) for kept in both]
    (ours, ours_off), (theirs, theirs_off) = [interval(share) for share in shares]
    gap = max(abs(k.chance - s) for k, s in zip(both, shares, strict=True))
    return [
        Row(f"boats found per battery-hour, {name}", ours, "of 1 / h", f"best {both[1].name}",
            theirs, True, f"{both[0].name}; 95 %: +-{ours_off:.4f} against +-{theirs_off:.4f}"),
        Row(f"predicted less simulated, {name}", gap, "", "allowed", AGREE,
            note=f"{both[0].chance:.4f} and {both[1].chance:.4f}; {BOATS} boats each"),
    ]  # fmt: skip


def interval(share: float) -> tuple[float, float]:
    """A simulated share and the half width of its 95 % interval (Wilson's at these sizes)."""
    return share, 1.96 * math.sqrt(max(share * (1.0 - share), 1.0 / BOATS) / BOATS)


def _barrier(station: Station, vehicle: VehicleSpec, against: Against) -> Kept:
    made = []
    seconds = once_s(lambda: made.append(choose_barrier(station, vehicle, 0.0, against)))
    choice = made[0]
    flown = replace(vehicle, cruise_mps=choice.speed_mps)
    name = (
        f"{choice.shape.kind}, turns {choice.shape.inset_m:.0f} m inside,"
        f" {choice.altitude_m:.0f} m high, {choice.speed_mps:.0f} m/s, chosen in {seconds:.1f} s"
    )
    path = keeping(choice.shape, station, flown)
    return Kept(name, choice.altitude_m, path, choice.probability)


def _best_lawnmower(
    station: Station, width_m: float, vehicle: VehicleSpec, against: Against
) -> Kept:
    """Tried with few boats, the best again with many: the luckiest is not always the best."""
    tried = sorted(_lawnmowers(station, width_m, vehicle, against), key=lambda k: -k.chance)
    again = []
    for kept in tried[:FINALISTS]:
        eye = Eye(vehicle, kept.altitude_m, 0.0, against)
        boats = crossers(station, SPEED_MPS, kept.path.duration_s, 10 * LAWN_BOATS)
        again.append(replace(kept, chance=float(found(kept.path, boats, eye.field_of).mean())))
    return max(again, key=lambda k: k.chance)


def _lawnmowers(
    station: Station, width_m: float, vehicle: VehicleSpec, against: Against
) -> Iterator[Kept]:
    """The lawnmowers that cover the strip: no place farther from a line than half a sweep width."""
    for height in HEIGHTS_M[::2]:
        eye = Eye(vehicle, height, 0.0, against)
        for mower in _mowers(eye.curve.sweep_width_m, station.is_one_way):
            across_m = width_m if mower.is_along else station.length_m
            count = math.ceil(across_m / (mower.spacing * eye.curve.sweep_width_m))
            path = mower.mown((station.length_m, width_m), count, station.seconds, vehicle)
            boats = crossers(station, SPEED_MPS, path.duration_s, LAWN_BOATS)
            chance = float(found(path, boats, eye.field_of).mean())
            way = "along" if mower.is_along else "across"
            yield Kept(f"lawnmower ({count} lines {way}, {height:.0f} m)", height, path, chance)


@dataclass(frozen=True, slots=True)
class Mower:
    """is_along: lines along the strip. spacing: by sweep width. is_back: flown back the same way,
    or again from the first line. side: which side of the strip comes first, 1 or -1. inset_m: turns
    lie this far before the ends."""

    is_along: bool
    spacing: float
    is_back: bool
    side: float
    inset_m: float

    def mown(
        self, size_m: tuple[float, float], count: int, seconds: float, vehicle: VehicleSpec
    ) -> TimedPath:
        """Lines over a strip (length, width), over and over for some seconds."""
        long, wide = size_m if self.is_along else size_m[::-1]
        inset = min(self.inset_m, 0.4 * long)
        levels = (np.arange(count) + 0.5) / count * wide
        ends = np.array([(inset, long - inset), (long - inset, inset)])
        once = np.array([(x, y) for n, y in enumerate(levels) for x in ends[n % 2]])
        if self.is_along:
            once -= [0.0, 0.5 * wide]
        else:
            once = once[:, ::-1] - [0.0, 0.5 * long]
        once = once * [1.0, self.side]
        again = once[::-1] if self.is_back else once
        laps = max(1, round(seconds / patrol(once, vehicle).duration_s))
        parts = [once if n % 2 == 0 else again for n in range(laps)]
        points = np.vstack(parts)
        moved = np.concatenate([[True], np.hypot(*np.diff(points, axis=0).T) > 1.0])
        return patrol(points[moved], vehicle)


def _mowers(width_m: float, is_one_way: bool) -> Iterator[Mower]:
    sides = (1.0, -1.0) if is_one_way else (1.0,)
    ways = product((True, False), SPACINGS, (True, False), sides, INSETS)
    for is_along, spacing, is_back, side, inset in ways:
        yield Mower(is_along, spacing, is_back, side, inset * width_m)


def simulated(kept: Kept, station: Station, vehicle: VehicleSpec) -> float:
    """Share of randomly drawn boats that are found, stepping through time."""
    dice = np.random.default_rng(SEED)
    camera = vehicle.camera
    assert camera is not None
    rate = look_rate(camera, kept.altitude_m, Target(SPEED_MPS), USUAL)
    at_s = np.sort(dice.uniform(0.0, kept.path.duration_s, BOATS))
    place = np.column_stack([dice.uniform(0.0, station.length_m, BOATS), np.zeros(BOATS)])
    sides = -1.0 if station.is_one_way else dice.choice([-1.0, 1.0], BOATS)
    course = sides * math.pi / 2.0 + dice.uniform(-SPREAD_RAD, SPREAD_RAD, BOATS)
    boats = _Boats(at_s, place, SPEED_MPS * np.column_stack([np.cos(course), np.sin(course)]))
    is_found = np.zeros(BOATS, np.bool_)
    for now in np.arange(0.5 * STEP_S, kept.path.duration_s, STEP_S):
        boats.glimpse(now, kept.path, rate, (is_found, dice))
    return float(is_found.mean())


@dataclass(frozen=True, slots=True)
class _Boats:
    """Boats on straight courses, in the order in which they cross the line."""

    at_s: np.ndarray
    place: np.ndarray
    velocity: np.ndarray

    def glimpse(
        self,
        now: float,
        path: TimedPath,
        rate: LookRate,
        fate: tuple[np.ndarray, np.random.Generator],
    ) -> None:
        """One step of looking at the boats that are not found yet."""
        leg = int(np.searchsorted(path.ended_s, now))
        if leg >= len(path.began_s) or now < path.began_s[leg]:
            return
        is_found, dice = fate
        share = (now - path.began_s[leg]) / (path.ended_s[leg] - path.began_s[leg])
        drone = path.start[leg] + share * (path.end[leg] - path.start[leg])
        _, _, far_m = rate.reach()
        reach_s = (abs(drone[1]) + 2.0 * far_m) / (SPEED_MPS * math.cos(SPREAD_RAD))
        first, last = np.searchsorted(self.at_s, [now - reach_s, now + reach_s])
        near = np.arange(first, last)[~is_found[first:last]]
        away = self.place[near] + self.velocity[near] * (now - self.at_s[near])[:, None] - drone
        cosine, sine = math.cos(path.course_rad[leg]), math.sin(path.course_rad[leg])
        right = away[:, 0] * sine - away[:, 1] * cosine
        ahead = away[:, 0] * cosine + away[:, 1] * sine
        chance = -np.expm1(-rate(right, ahead) * STEP_S)
        is_found[near[dice.random(len(near)) < chance]] = True
