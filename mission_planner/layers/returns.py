"""Straight ways home: what a return to launch would cross, from every place of a flight.

ArduPilot's return flies straight to the nearest of home and the rally points at the return
height, whatever lies between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.layers.flown import Flags, Flown, Indices, runs
from mission_planner.layers.rays import land_spans, site_m

TOUCH_M = 1.0  # less land than this under a way is the accuracy of the shore line


@dataclass(frozen=True, slots=True)
class ReturnWarning:
    """A stretch from which the straight way back crosses something.

    crosses: land, fence, or names of no-fly zones. target: home or `rally N`.
    """

    sortie: int
    begin: LonLat
    end: LonLat
    length_m: float
    crosses: tuple[str, ...]
    target: str

    @property
    def remedy(self) -> str:
        """What would make it safe."""
        if self.crosses == ("land",):
            return "set the return height (RTL_ALT) above the land, or a rally point on this side"
        return "set a rally point on this side, or let the vehicle go on when the link is lost"


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """What a straight way must not cross, in local metres; names of the no-fly zones."""

    land: MultiPolygon
    fence: BaseGeometry
    zones: tuple[BaseGeometry, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, area: Area, land: MultiPolygon) -> "Barriers":
        """Those of an area, whose no-fly layers are among its zones."""
        frame = area.frame
        zones = tuple(frame.geometry_to_metres(z.shape) for z in area.nofly)
        fence = frame.geometry_to_metres(area.fence)
        return cls(land, fence, zones, tuple(z.name for z in area.nofly))

    def crossed(self, target: Floats, places: Floats) -> Flags:
        """(barriers, N) for land, fence, then each zone: whether the way to target crosses it."""
        ways = shapely.linestrings(np.stack([places, np.broadcast_to(target, places.shape)], 1))
        spans = land_spans(target, places, self.land).beyond(site_m(target, self.land))
        over = np.bincount(spans.ray, weights=spans.end_m - spans.start_m, minlength=len(places))
        shapely.prepare([self.fence, *self.zones])
        beyond = ~shapely.covers(self.fence, ways)
        hits = [shapely.intersects(zone, ways) for zone in self.zones]
        return np.array([over > TOUCH_M, beyond, *hits], np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class WayBack:
    """For N places. target: (N,) 0 home, then the rally points; crosses: (K, N) barriers."""

    targets: Floats
    target: Indices
    crosses: Flags

    @property
    def is_safe(self) -> Flags:
        """(N,) nothing is crossed."""
        return np.asarray(~self.crosses.any(axis=0), np.bool_)


def way_back(flown: Flown, rally: Sequence[Floats], barriers: Barriers) -> WayBack:
    """The straight way back from each sample of a flight."""
    targets = np.vstack([flown.home, *rally])
    apart = np.hypot(*(flown.places[:, None, :] - targets[None, :, :]).transpose(2, 0, 1))
    target = apart.argmin(axis=1)
    crosses = np.zeros((2 + len(barriers.zones), len(flown.places)), np.bool_)
    for number, place in enumerate(targets):
        mine = np.flatnonzero(target == number)
        if len(mine):
            crosses[:, mine] = barriers.crossed(place, flown.places[mine])
    return WayBack(targets, target, crosses)


def return_warnings(
    flown: Flown, back: WayBack, barriers: Barriers, frame: LocalFrame
) -> list[ReturnWarning]:
    """The stretches from which a straight return is not safe."""
    names = ("land", "fence", *(f"no-fly zone {name!r}" for name in barriers.names))
    found = []
    for run in runs(~back.is_safe):
        crossed = np.asarray(back.crosses[:, run].any(axis=1), np.bool_).tolist()
        targets = np.unique(back.target[run])
        found.append(
            ReturnWarning(
                sortie=flown.number,
                begin=frame.lonlat(*flown.places[run.start]),
                end=frame.lonlat(*flown.places[run.stop - 1]),
                length_m=float(flown.along_m[run.stop - 1] - flown.along_m[run.start]),
                crosses=tuple(n for n, hit in zip(names, crossed, strict=True) if hit),
                target=", ".join("home" if t == 0 else f"rally {t}" for t in targets),
            )
        )
    return found
