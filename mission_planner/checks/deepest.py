"""Where a path lies deepest on the wrong side of a rim."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame, LonLat
from mission_planner.airspace import Flags
from mission_planner.layers.flown import runs
from mission_planner.samples import Samples


def deepest(
    samples: Samples, bad: Flags, rim: BaseGeometry, frame: LocalFrame
) -> Iterator[tuple[LonLat, float]]:
    """Place and depth of the worst sample of each run of bad ones."""
    for run in runs(bad):
        depth = np.asarray(shapely.distance(samples.points(run), rim))
        yield frame.lonlat(*samples.places[run][int(depth.argmax())]), float(depth.max())
