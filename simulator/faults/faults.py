"""Faults as they come and go: each step makes the vehicle and its radio what they are by now.

A pulled-away position needs no second world: the vehicle moves in the frame of the place that it
believes in, and there the pull is nothing but more wind. How far that frame has moved off the true
one is kept in the body (`astray_m`), and taken off wherever the truth is told.
"""

import math
import random
from collections.abc import Sequence

from simulator.faults.condition import Condition
from simulator.faults.kinds import (
    LASTING,
    BatteryCell,
    CameraOff,
    ClockJump,
    Fault,
    GnssDrag,
    GnssLoss,
    Gust,
    LinkLoss,
    Motor,
    PacketLoss,
)
from simulator.vehicles.body import Body
from simulator.vehicles.plane import Plane
from simulator.vehicles.sub import Sub

# A plane without satellites goes by its airspeed and the wind it knew last: so wrong, in m/s
_DEAD_RECKONING_EAST_MPS = 0.4


class Faults:
    """The faults of one vehicle."""

    def __init__(self, planned: Sequence[Fault] = (), seed: int = 1) -> None:
        """`seed` decides which messages a bad radio loses."""
        self._planned: list[Fault] = list(planned)
        self._random = random.Random(seed)
        self._loss = 0.0
        self._steady_wind: tuple[float, float] | None = None
        self.drag_mps = (0.0, 0.0)  # how fast the believed place moves off the true one
        self._done: set[int] = set()
        self._stepped_s: float | None = None

    def add(self, fault: Fault) -> None:
        """One more; may be called from any thread."""
        self._planned.append(fault)

    def carries(self, is_up: bool) -> bool:
        """Does the radio carry this message?"""
        return self._loss <= 0.0 or self._random.random() >= self._loss

    def rest(self, t_s: float) -> None:
        """The time until then is left out: nothing moves off in it."""
        self._stepped_s = t_s

    def step(self, body: Body, condition: Condition, t_s: float) -> None:
        """Before the vehicle moves on to `t_s`: what holds from the last step on until then."""
        since_s = t_s if self._stepped_s is None else self._stepped_s
        self._stepped_s = t_s
        if not self._planned:
            return
        on = [fault for fault in tuple(self._planned) if fault.is_on(since_s)]
        self._break(body, condition, on)
        self._loss = _loss(on)
        condition.clock_off_s = sum(f.jump_s for f in on if isinstance(f, ClockJump))
        condition.is_camera_off = any(isinstance(f, CameraOff) for f in on)
        is_lost = any(isinstance(f, GnssLoss) for f in on)
        if not is_lost:
            condition.gnss_lost_s = None
        elif condition.gnss_lost_s is None:
            condition.gnss_lost_s = since_s
        if isinstance(body, Sub):  # its "wind" is the current, and a false signal does not reach it
            return
        self._blow(body, on)
        self._pull(body, on, is_lost, t_s - since_s)

    def _break(self, body: Body, condition: Condition, on: Sequence[Fault]) -> None:
        """What happens once and cannot be undone."""
        for fault in on:
            if not isinstance(fault, LASTING) or id(fault) in self._done:
                continue
            self._done.add(id(fault))
            if isinstance(fault, BatteryCell):
                condition.voltage_share *= 1.0 - fault.share
                body.energy_wh *= 1.0 - fault.share
            elif isinstance(fault, Motor):
                body.is_motor_out = True

    def _blow(self, body: Body, on: Sequence[Fault]) -> None:
        """The wind over the sea, before the pull is added to it."""
        if self._steady_wind is None:
            self._steady_wind = body.wind
        gusts = [_vector(f.wind_mps, f.from_deg + 180.0) for f in on if isinstance(f, Gust)]
        body.wind = _total([self._steady_wind, *gusts])

    def _pull(self, body: Body, on: Sequence[Fault], is_lost: bool, dt_s: float) -> None:
        """The believed place moves off the true one, or springs back to it."""
        drags = [_vector(f.speed_mps, f.towards_deg) for f in on if isinstance(f, GnssDrag)]
        if is_lost and isinstance(body, Plane) and not body.on_ground:
            drags.append((_DEAD_RECKONING_EAST_MPS, 0.0))
        drag = _total(drags)
        if drag != self.drag_mps and not body.on_ground:
            body.ve += drag[0] - self.drag_mps[0]  # the true velocity does not change at once
            body.vn += drag[1] - self.drag_mps[1]
        self.drag_mps = drag
        if not drags:
            body.east_m -= body.astray_m[0]
            body.north_m -= body.astray_m[1]
            body.astray_m = (0.0, 0.0)
            return
        moved = (drag[0] * dt_s, drag[1] * dt_s)
        body.astray_m = _total([body.astray_m, moved])
        body.wind = _total([body.wind, drag])
        if body.on_ground:  # it stands still, whatever it believes
            body.east_m += moved[0]
            body.north_m += moved[1]


def faults_of(planned: Sequence[Fault], vehicle: str, seed: int) -> Faults:
    """Those of one vehicle, by its name."""
    return Faults([fault for fault in planned if fault.vehicle in (None, vehicle)], seed)


def _loss(on: Sequence[Fault]) -> float:
    if any(isinstance(fault, LinkLoss) for fault in on):
        return 1.0
    return max((fault.share for fault in on if isinstance(fault, PacketLoss)), default=0.0)


def _vector(speed_mps: float, towards_deg: float) -> tuple[float, float]:
    towards = math.radians(towards_deg)
    return speed_mps * math.sin(towards), speed_mps * math.cos(towards)


def _total(vectors: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(v[0] for v in vectors), sum(v[1] for v in vectors)
