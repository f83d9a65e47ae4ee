"""The gates of a dive: depth, sea bed, tether. They warn before the limit and alarm at it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from geodata.position import LocalFrame, LonLat
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.track import SURFACE_M, Reckoned

_NEAR_SHARE, _NEAR_M = 0.1, 1.0  # of the limit, at least: where the warning begins
_BED_NEAR_M = 0.5
_CLEAR_M = 0.3  # back by so much, and a gate is clear again
_ROUND = 8  # places on the error circle where the charted bed is looked at


class Level(IntEnum):
    """How a gate stands."""

    CLEAR = 0
    NEAR = 1
    BEYOND = 2


@dataclass(frozen=True, slots=True)
class Looked:
    """A gate at one moment: how far inside its limit (negative: beyond), and in words."""

    name: str
    left_m: float
    near_m: float
    text: str

    def level(self, before: Level) -> Level:
        """It comes back only a little inside where it went."""
        slack = _CLEAR_M
        if self.left_m < 0.0 or (before is Level.BEYOND and self.left_m < slack):
            return Level.BEYOND
        if self.left_m < self.near_m + (slack if before is Level.NEAR else 0.0):
            return Level.NEAR
        return Level.CLEAR


@dataclass(frozen=True, slots=True)
class Passing:
    """A gate whose level changed."""

    name: str
    level: Level
    text: str


@dataclass(slots=True)
class Touched:
    """How often a limit was passed, and by how much at the worst."""

    times: int = 0
    worst_m: float = 0.0


class Gates:
    """All gates of one dive."""

    def __init__(self, order: DiveOrder) -> None:
        """Nothing was looked at yet."""
        self._order = order
        self._levels: dict[str, Level] = {}
        self.touched: dict[str, Touched] = {}

    def look(self, moment: Reckoned) -> list[Passing]:
        """Look at all of them; those whose level changed."""
        return [p for looked in self._all(moment) if (p := self._passing(looked)) is not None]

    def level(self, name: str) -> Level:
        """How a gate stands by now."""
        return self._levels.get(name, Level.CLEAR)

    def _passing(self, looked: Looked) -> Passing | None:
        before = self.level(looked.name)
        now = self._levels[looked.name] = looked.level(before)
        if now is Level.BEYOND:
            touched = self.touched.setdefault(looked.name, Touched())
            touched.times += before is not Level.BEYOND
            touched.worst_m = max(touched.worst_m, -looked.left_m)
        return None if now is before else Passing(looked.name, now, looked.text)

    def _all(self, moment: Reckoned) -> Iterator[Looked]:
        order, depth = self._order, moment.depth_m
        limit = order.max_depth_m
        near = max(_NEAR_SHARE * limit, min(_NEAR_M, 0.5 * limit))
        yield Looked("depth", limit - depth, near, f"{depth:.1f} m deep, limit {limit:g} m")
        over = self._over_bed(moment)
        if over is not None:
            least = order.diving.over_bed_m
            text = f"{over:.1f} m over the sea bed, limit {least:g} m"
            yield Looked("bed", over - least, max(_BED_NEAR_M, 0.5 * least), text)
        if order.diving.tether_m is not None:
            yield self._tether(moment, order.diving.tether_m)

    def _over_bed(self, moment: Reckoned) -> float | None:
        """The least of what its sounder says and of what the chart has where it may be.

        None where nothing is known, and at the surface, where a quay may be as shallow as it is.
        """
        if moment.depth_m <= SURFACE_M:
            return None
        known = [] if moment.over_bed_m is None else [moment.over_bed_m]
        if self._order.bed is not None:
            angles = np.linspace(0.0, math.tau, _ROUND, endpoint=False)
            error_m, frame = moment.error_m, LocalFrame(moment.position)
            east = np.append(error_m * np.sin(angles), 0.0)
            north = np.append(error_m * np.cos(angles), 0.0)
            lon, lat = frame.to_lonlat(east, north)
            known.append(float(self._order.bed.depths_m(lon, lat).min()) - moment.depth_m)
        return min(known, default=None)

    def _tether(self, moment: Reckoned, tether_m: float) -> Looked:
        out_m = math.hypot(moment.range_m, max(0.0, moment.depth_m))
        text = (
            f"{out_m:.0f} m of tether out (± {moment.error_m:.0f} m), it is {tether_m:g} m long;"
            f" home lies {bearing_deg(moment.position, self._order.plan.mission.home):.0f} degrees,"
            f" {moment.range_m:.0f} m away"
        )
        return Looked("tether", tether_m - out_m, max(_NEAR_M, _NEAR_SHARE * tether_m), text)


def bearing_deg(place: LonLat, goal: LonLat) -> float:
    """The course from a place to another, degrees from north."""
    east, north = LocalFrame(place).point(goal)
    return math.degrees(math.atan2(east, north)) % 360.0
