"""Our own vehicles kept apart in flight: two that come too near to each other are told to both.

Each running patrol asks the others on this machine where they are. Plans keep vehicles apart
(`mission_planner.traffic`); this sees what came otherwise: a look, a return, a late launch.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from geodata.errors import PositionError
from geodata.position import Floats, LocalFrame, LonLat
from surveillance.control.client import flying
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.model import LinkState, Realm

NEAR_M, NEAR_UP_M = 50.0, 10.0  # half of what plans keep them apart
AHEAD_S = 20
_APART = 2.0  # of these, before the same two are told of again
_LOOK_S, _LOOK_FLOOR_S = 1.0, 0.1
_OLDEST_S, _SHORTEST_S = 5.0, 0.3


@dataclass(frozen=True, slots=True)
class Fix:
    """Where one of our vehicles is. velocity: east, north, up in m/s."""

    vehicle: str
    position: LonLat
    alt_amsl_m: float
    at: datetime
    velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def after(self, last: "Fix | None") -> "Fix":
        """With the velocity from an earlier place; at rest where there is none of late."""
        if last is None:
            return self
        seconds = (self.at - last.at).total_seconds()
        if seconds < _SHORTEST_S:
            velocity = last.velocity
        elif seconds > _OLDEST_S:
            velocity = (0.0, 0.0, 0.0)
        else:
            east, north = LocalFrame(last.position).point(self.position)
            up = self.alt_amsl_m - last.alt_amsl_m
            velocity = (east / seconds, north / seconds, up / seconds)
        return Fix(self.vehicle, self.position, self.alt_amsl_m, self.at, velocity)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two vehicles too near to each other. in_s: until they are; beside_m, above_m: then."""

    in_s: int
    beside_m: float
    above_m: float


def meeting_of(one: Fix, other: Fix, share: float = 1.0) -> Meeting | None:
    """When both go on as they do: the first second in which they are too near; None: never.

    share: of NEAR_M and NEAR_UP_M.
    """
    age_s = (one.at - other.at).total_seconds()
    east, north = LocalFrame(one.position).point(other.position)
    away = np.array([east, north, other.alt_amsl_m - one.alt_amsl_m])
    away = away + np.array(other.velocity) * age_s
    closing = np.array(other.velocity) - np.array(one.velocity)
    ways: Floats = away + np.arange(AHEAD_S + 1)[:, None] * closing
    beside, above = np.hypot(ways[:, 0], ways[:, 1]), np.abs(ways[:, 2])
    near = np.flatnonzero((beside < share * NEAR_M) & (above < share * NEAR_UP_M))
    if not len(near):
        return None
    first = int(near[0])
    return Meeting(first, float(beside[first]), float(above[first]))


class Spacing:
    """One vehicle among the others of this machine, looked at once a second by its own thread."""

    def __init__(
        self, home: Path, vehicle: MavlinkVehicle, realm: Realm, tell: Callable[[str], None]
    ) -> None:
        """home: the product's folder. tell: called in the thread, with a sentence."""
        self._home, self._vehicle, self._realm, self._tell = home, vehicle, realm, tell
        self._last: dict[str, Fix] = {}
        self._near: set[str] = set()
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spacing", daemon=True)

    def __enter__(self) -> "Spacing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join(timeout=5.0)

    def _run(self) -> None:
        while not self._halt.wait(max(self._vehicle.clock.wall_seconds(_LOOK_S), _LOOK_FLOOR_S)):
            own = self._own()
            if own is not None:
                for other in self._others(own.at):
                    self._compare(own, other)

    def _own(self) -> Fix | None:
        vehicle, r = self._vehicle, self._vehicle.readings
        if r.position is None or not vehicle.is_airborne:
            return None
        if vehicle.link_age().state is not LinkState.OK:
            return None
        fix = Fix(vehicle.name, r.position, r.alt_amsl_m, vehicle.clock.now())
        return self._moving(fix)

    def _others(self, now: datetime) -> Iterator[Fix]:
        for patrol in flying(self._home):
            if patrol.vehicle == self._vehicle.name:
                continue
            state: dict[str, Any] = {}
            with contextlib.suppress(OSError, ValueError):
                state = patrol.state()
            fix = self._fix(patrol.vehicle, state)
            if fix is not None and abs((now - fix.at).total_seconds()) <= _OLDEST_S:
                yield self._moving(fix)

    def _fix(self, name: str, state: dict[str, Any]) -> Fix | None:
        """None for one that does not fly, or of another realm; also while its link is not there."""
        if state.get("phase") != "flying" or state.get("realm") != self._realm:
            return None
        if state.get("link") != LinkState.OK.value or state.get("mode") is None:
            return None
        with contextlib.suppress(KeyError, TypeError, ValueError, PositionError):
            place = LonLat(float(state["lon"]), float(state["lat"]))
            at = datetime.fromisoformat(str(state["at"]))
            return Fix(name, place, float(state["alt_amsl_m"]), at)
        return None

    def _moving(self, fix: Fix) -> Fix:
        moving = fix.after(self._last.get(fix.vehicle))
        self._last[fix.vehicle] = moving
        return moving

    def _compare(self, own: Fix, other: Fix) -> None:
        meeting = meeting_of(own, other)
        if meeting is None:
            if meeting_of(own, other, _APART) is None:
                self._near.discard(other.vehicle)
            return
        if other.vehicle in self._near:
            return
        self._near.add(other.vehicle)
        when = "is" if meeting.in_s == 0 else f"in {meeting.in_s} s comes"
        self._tell(
            f"{other.vehicle} {when} within {meeting.beside_m:.0f} m of {own.vehicle}, heights"
            f" {meeting.above_m:.0f} m apart: move one of them (mizugiwa recall or clear)"
        )
