"""How a vessel of a scene went before and after it, and when its AIS set sends."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulator.ais_messages import KNOT_MPS

Floats = NDArray[np.float64]

SPAN_S = 1800.0  # before and after the overpass
STEP_S = 5.0
# a helmsman's turning, degrees per second, which he forgets after a while
TURNS_DEG_S, FORGOTTEN_S = 0.03, 120.0
ALTERS_EVERY_S, ALTERS_DEG = 1500.0, (15.0, 60.0)  # to a new leg, within a minute
ALTERS_IN_S = 60.0
SLOWS = 0.05  # share by which the speed wanders
CLASS_A = ("coaster", "cargo", "tanker", "ferry")
# ITU-R M.1371: up to this speed one report in so many seconds
CLASS_A_EVERY_S = ((0.0, 180.0), (14.0 * KNOT_MPS, 10.0), (23.0 * KNOT_MPS, 6.0), (np.inf, 2.0))
CLASS_B_EVERY_S = ((2.0 * KNOT_MPS, 180.0), (np.inf, 30.0))


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """Where a vessel was, metres east and north of its place at the overpass.

    t_s (N,): seconds after the overpass. courses are not wrapped.
    """

    t_s: Floats
    east_m: Floats
    north_m: Floats
    course_deg: Floats
    speed_mps: Floats

    def at(self, t_s: float) -> tuple[float, float, float, float]:
        """East, north, course in [0, 360), speed."""
        values = (self.east_m, self.north_m, self.course_deg, self.speed_mps)
        east, north, course, speed = (float(np.interp(t_s, self.t_s, v)) for v in values)
        return east, north, course % 360.0, speed


def way_of(vessel: dict[str, Any], rng: Generator) -> Way:
    """A way that passes the vessel's place with its course and speed at the overpass."""
    half = int(SPAN_S / STEP_S)
    course, speed = float(vessel["course_deg"]), float(vessel["speed_mps"])
    after, before = (_turned(half, rng) for _ in range(2))
    courses = course + np.concatenate([before[::-1], [0.0], after])
    wander = np.cumsum(rng.normal(0.0, SLOWS * np.sqrt(STEP_S / SPAN_S), 2 * half + 1))
    speeds = np.asarray(np.maximum(0.0, speed * (1.0 + wander - wander[half])), np.float64)
    east, north = (
        np.concatenate([[0.0], np.cumsum(0.5 * (v[1:] + v[:-1]) * STEP_S)])
        for v in (speeds * np.sin(np.radians(courses)), speeds * np.cos(np.radians(courses)))
    )
    t_s = np.arange(-half, half + 1, dtype=np.float64) * STEP_S
    return Way(t_s, east - east[half], north - north[half], courses, speeds)


def _turned(steps: int, rng: Generator) -> Floats:
    """(steps,) degrees turned since the overpass, from step to step."""
    kept = np.exp(-STEP_S / FORGOTTEN_S)
    shocks = rng.normal(0.0, TURNS_DEG_S * np.sqrt(1.0 - kept**2), steps)
    rate = np.empty(steps)
    last = rng.normal(0.0, TURNS_DEG_S)
    for n, shock in enumerate(shocks):
        last = kept * last + shock
        rate[n] = last
    begin = rng.exponential(ALTERS_EVERY_S)
    if begin < SPAN_S:
        to_deg = rng.uniform(*ALTERS_DEG) * rng.choice([-1.0, 1.0])
        first = int(begin / STEP_S)
        rate[first : first + int(ALTERS_IN_S / STEP_S)] += to_deg / ALTERS_IN_S
    return np.asarray(np.cumsum(rate) * STEP_S)


def sends_at(way: Way, is_class_a: bool, rng: Generator, until_s: float = SPAN_S) -> Floats:
    """Seconds of its position reports, from the beginning until it is switched off."""
    table = CLASS_A_EVERY_S if is_class_a else CLASS_B_EVERY_S
    at: list[float] = []
    first, t_s = float(rng.uniform(0.0, 1.0)), -SPAN_S
    while t_s <= until_s:
        speed = way.at(t_s)[3]
        every = next(every for top, every in table if speed <= top)
        if not at:
            t_s += first * every
        at.append(t_s)
        t_s += every * float(rng.uniform(0.9, 1.1))
    return np.array([t for t in at if t <= until_s])
