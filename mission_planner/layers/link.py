"""Where a flight hears the antenna at home: over the sea's horizon and behind capes.

The line of sight must clear sea and land on an earth of 4/3 its radius (ITU-R P.452: median
refraction), and 0.6 of the first Fresnel zone must be free (ITU-R P.530) for a full link; less is
a weak one, none at all a dead one. Heights of land are not known: all land is one flat block.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.errors import OptionError
from mission_planner.layers.flown import Flags, Flown, runs
from mission_planner.layers.rays import land_spans, site_m

EARTH_M = 4.0 / 3.0 * 6_371_000.0
FREE_SHARE = 0.6  # of the first Fresnel zone
NEAR_M = 100.0  # beside the antenna nothing stands between
LIGHT_MPS = 299_792_458.0
SEA_PLACES, LAND_PLACES = 48, 9  # along a way, along each stretch of land on it


class State(StrEnum):
    """Of a link."""

    FULL = "full"
    WEAK = "weak"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Radio:
    """The ground side of a link.

    antenna_m: above the ground at home. land_m: height of all land above mean sea level. mhz:
    carrier. Raises OptionError that names the value out of range.
    """

    antenna_m: float
    land_m: float = 50.0
    mhz: float = 2_400.0

    def __post_init__(self) -> None:
        for name, value, low, high, unit in (
            ("antenna height", self.antenna_m, 0.1, 5_000.0, "m"),
            ("land height", self.land_m, 0.0, 9_000.0, "m"),
            ("link frequency", self.mhz, 30.0, 100_000.0, "MHz"),
        ):
            if not low <= value <= high:
                raise OptionError(
                    f"{name} is {value:g} {unit}; it must lie in {low:g}..{high:g} {unit}"
                )


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """Of N places. free: (N,) least share of the first Fresnel zone that is free, below 0: blocked.

    at: (N, 2) where on the way it is least, local metres. by_land: (N,) whether land is there.
    """

    free: Floats
    at: Floats
    by_land: Flags

    @property
    def is_full(self) -> Flags:
        """(N,) a full link."""
        return np.asarray(self.free >= FREE_SHARE, np.bool_)

    @property
    def is_dead(self) -> Flags:
        """(N,) no line of sight."""
        return np.asarray(self.free < 0.0, np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Station:
    """An antenna at a place (2,) in local metres, ground_m above mean sea level."""

    radio: Radio
    place: Floats
    ground_m: float
    land: BaseGeometry

    def hears(self, places: Floats, height_m: Floats) -> Hearing:
        """How it hears an aircraft at places (N, 2), height_m (N,) above mean sea level."""
        away = places - self.place
        reach = np.maximum(np.hypot(*away.T), 1.0)
        ends = np.array([self.ground_m + self.radio.antenna_m]), height_m
        # closer together near both ends, where the zone is thin
        share = 0.5 - 0.5 * np.cos(np.pi * (np.arange(SEA_PLACES) + 0.5) / SEA_PLACES)
        sea = self._free(share[None, :] * reach[:, None], reach, ends[0], ends[1], 0.0)
        best = sea.argmin(axis=1)
        free, at_m = sea[np.arange(len(sea)), best], share[best] * reach
        by_land = np.zeros(len(places), np.bool_)
        spans = land_spans(self.place, places, self.land)
        spans = spans.beyond(site_m(self.place, self.land))
        if len(spans.ray):
            part = np.linspace(0.0, 1.0, LAND_PLACES)
            along = spans.start_m[:, None] + part * (spans.end_m - spans.start_m)[:, None]
            over, high = reach[spans.ray], ends[1][spans.ray]
            land = self._free(along, over, ends[0], high, self.radio.land_m)
            worst = land.argmin(axis=1)
            least = land[np.arange(len(land)), worst]
            for row in np.argsort(-least):  # the worst stretch of a way is written last
                ray = spans.ray[row]
                if least[row] < free[ray]:
                    free[ray], at_m[ray] = least[row], along[row, worst[row]]
                    by_land[ray] = True
        free[reach < NEAR_M] = np.inf
        return Hearing(free, self.place + away * (at_m / reach)[:, None], by_land)

    def _free(
        self, at_m: Floats, reach: Floats, near_m: Floats, far_m: Floats, block_m: float
    ) -> Floats:
        """(N, K) free share of the first Fresnel zone at_m (N, K) along ways of reach (N,)."""
        left = np.maximum(reach[:, None] - at_m, 0.0)
        line = near_m[:, None] + (far_m - near_m)[:, None] * at_m / reach[:, None]
        clear = line - at_m * left / (2.0 * EARTH_M) - block_m
        wave = LIGHT_MPS / (1e6 * self.radio.mhz)
        zone = np.sqrt(wave * at_m * left / reach[:, None])
        return np.asarray(clear / np.maximum(zone, 0.05), np.float64)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A stretch of a sortie's way with a weak or dead link.

    behind: where the signal's way is blocked most when the stretch begins: the cape, or where the
    sea's curve stands. cause: land or horizon. from_m: metres flown since take-off.
    """

    sortie: int
    state: State
    cause: str
    behind: LonLat
    line: tuple[LonLat, ...]
    from_m: float
    length_m: float


def shadows(flown: Flown, heard: Hearing, frame: LocalFrame) -> list[Shadow]:
    """The stretches of a flight without a full link, in order."""
    found = []
    weak = ~heard.is_full & ~heard.is_dead
    for state, flags in ((State.DEAD, heard.is_dead), (State.WEAK, weak)):
        for run in runs(flags):
            # from the last place before to the first one behind: never shown too short
            part = slice(max(run.start - 1, 0), run.stop + 1)
            lon, lat = frame.to_lonlat(*flown.places[part].T)
            along = flown.along_m[part]
            first = run.start
            shadow = Shadow(
                sortie=flown.number,
                state=state,
                cause="land" if heard.by_land[first] else "horizon",
                behind=frame.lonlat(*heard.at[first]),
                line=tuple(LonLat(float(x), float(y)) for x, y in zip(lon, lat, strict=True)),
                from_m=float(along[0]),
                length_m=float(along[-1] - along[0]),
            )
            found.append(shadow)
    return sorted(found, key=lambda shadow: shadow.from_m)


def shares(flown: Flown, heard: Hearing) -> dict[State, float]:
    """Metres of a flight in each state; a step between two samples counts by its worse end."""
    steps = np.diff(flown.along_m)
    worse = np.minimum(heard.free[1:], heard.free[:-1])
    return {
        State.FULL: float(steps[worse >= FREE_SHARE].sum()),
        State.WEAK: float(steps[(worse >= 0.0) & (worse < FREE_SHARE)].sum()),
        State.DEAD: float(steps[worse < 0.0].sum()),
    }
