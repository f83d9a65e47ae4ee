"""Land and the stand-off from it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point

from geodata.position import LocalFrame
from mission_planner.airspace import Flags, is_ashore
from mission_planner.checks.deepest import deepest
from mission_planner.checks.limits import Limits, Violation
from mission_planner.layers.flown import runs
from mission_planner.samples import SAMPLE_M, Samples

HOME_WAY_RATIO = 3.0
CIRCLE_WAY_RATIO = 9.0  # radii flown at home by a plane: once round, 2 pi, and to the circle


@dataclass(frozen=True, slots=True)
class HomeWay:
    """Samples on the way between home and where the stand-off holds."""

    over_land: Flags
    close_to_land: Flags


def near_land(
    samples: Samples, way: HomeWay, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """Over land, or nearer to it than the stand-off."""
    dry = samples.within(limits.land, 0.0)
    for place, amount in deepest(samples, dry & ~way.over_land, limits.land.boundary, frame):
        yield Violation("land", place, amount, 0.0, f"over land, {amount:.1f} m from the shore")
    close = samples.within(limits.land, limits.standoff_m) & ~dry & ~way.close_to_land
    for run in runs(close):
        apart = np.asarray(shapely.distance(samples.points(run), limits.land))
        amount = float(apart.min())
        place = frame.lonlat(*samples.places[run][int(apart.argmin())])
        text = f"{amount:.1f} m from land; stand-off {limits.standoff_m:g} m"
        yield Violation("standoff", place, amount, limits.standoff_m, text)


def way_to_home(samples: Samples, limits: Limits, *, ends_aloft: bool) -> HomeWay:
    """The stretches at both ends where land may be close, because home is.

    A home nearer to land than the stand-off (a quay, a beach) has to be left and reached again:
    the stand-off then holds from where the path first keeps it until where it last does. Over
    land only from a home on land until the first water. At most three times the least possible
    length is allowed for; a longer way near the coast is no way out but a breach. A plane's home
    is the disc that it circles, over land only when home is on the shore. ends_aloft: the path may
    end anywhere; only above home may that be near land.
    """
    home = Point(samples.places[0])
    inland = float(limits.land.boundary.distance(home)) if limits.land.intersects(home) else 0.0
    longest_m = HOME_WAY_RATIO * (limits.standoff_m + inland)
    circle_m = limits.vehicle.turning_m(limits.wind.speed_mps) if limits.vehicle.is_winged else 0.0
    longest = int((longest_m + CIRCLE_WAY_RATIO * circle_m) / SAMPLE_M) + 1
    ends, off_m = [], float(np.hypot(*(samples.places[-1] - samples.places[0])))
    ends_home = not ends_aloft or off_m < SAMPLE_M
    for distance in (0.0, limits.standoff_m):
        near = samples.within(limits.land, distance)
        if circle_m and (distance > 0.0 or is_ashore(home, limits.land)):
            near |= np.hypot(*(samples.places - samples.places[0]).T) < circle_m + SAMPLE_M
        trailing = _leading(near[::-1], longest)[::-1] & ends_home
        ends.append(_leading(near, longest) | trailing)
    return HomeWay(*ends)


def _leading(flags: Flags, longest: int) -> Flags:
    """The run of True at the start, unless it is too long or never ends."""
    result = np.zeros_like(flags)
    length = len(flags) if flags.all() else int(np.argmin(flags))
    if length <= longest and length < len(flags):
        result[:length] = True
    return result


def nearest_m(samples: Samples, way: HomeWay, limits: Limits) -> float | None:
    """Least distance of the path to land, without the way to home; None without land."""
    if limits.land.is_empty:
        return None
    far = ~way.close_to_land
    return samples.nearest_m(limits.land, far) if int(far.sum()) > 1 else None
