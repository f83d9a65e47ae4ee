"""From which side a vessel is seen best: with the sun behind the camera, or else downwind of it."""

from dataclasses import dataclass
from datetime import datetime

from geodata.position import LonLat
from geodata.sun import sun_bearing_deg, sun_elevation_deg
from mission_planner.request import Wind

SUN_DEG = (5.0, 60.0)  # lower it is too dim to blind, higher it glitters from no side
LEAST_WIND_MPS = 2.0  # less carries neither sound nor smell away


@dataclass(frozen=True, slots=True)
class Side:
    """Where to look from, as a bearing from the target."""

    bearing_deg: float
    words: str


def best_side(target: LonLat, at: datetime, wind: Wind) -> Side | None:
    """The sun's side by day; in the dark the lee side, where a copter is heard least.

    wind: as far as it is known. None: all sides are alike.
    """
    elevation_deg = sun_elevation_deg(target, at)
    if SUN_DEG[0] <= elevation_deg <= SUN_DEG[1]:
        return Side(sun_bearing_deg(target, at), "from the sun's side")
    if elevation_deg < SUN_DEG[0] and wind.speed_mps >= LEAST_WIND_MPS:
        return Side((wind.from_deg + 180.0) % 360.0, "from downwind")
    return None
