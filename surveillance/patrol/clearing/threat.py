"""How near an aircraft comes, and whether that is worth a word or a warning.

Well clear of a crewed aircraft is 2,000 ft beside it and 250 ft above or below it (ASTM F3442). A
warning comes early enough to go down from 150 m at 2 m/s before that is broken.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from geodata.position import LocalFrame, LonLat, bearing_deg
from surveillance.aircraft.sky import Aircraft

WELL_CLEAR_M, WELL_CLEAR_UP_M = 609.6, 76.2
WARNING_S = 90.0
NOTICE_S, NOTICE_M, NOTICE_UP_M = 180.0, 2_000.0, 300.0
_TURN_MPS = 5.0  # sideways for each second since it was heard: it may have turned meanwhile


class Stage(IntEnum):
    """How near it comes."""

    FAR = 0
    NOTICE = 1
    WARNING = 2


@dataclass(frozen=True, slots=True)
class Threat:
    """One aircraft as seen from the vehicle. nearest_s: until it is nearest, 0: it goes away."""

    aircraft: Aircraft
    stage: Stage
    away_m: float
    bearing_deg: float
    nearest_m: float
    nearest_s: float

    @property
    def text(self) -> str:
        """What the officer is told."""
        a = self.aircraft
        height = "height unknown" if a.height_amsl_m is None else f"{a.height_amsl_m:.0f} m high"
        way = f"{self.away_m / 1000.0:.1f} km away to {self.bearing_deg:.0f}°, {height}"
        if self.nearest_s <= 0.0:
            return f"aircraft {a.name}: {way}, it goes away"
        return f"aircraft {a.name}: {way}, {self.nearest_m:.0f} m in {self.nearest_s:.0f} s"


@dataclass(frozen=True, slots=True)
class Own:
    """Our vehicle: what it may fly in the meantime at most, in any direction."""

    position: LonLat
    height_amsl_m: float | None
    speed_mps: float


def threat_of(aircraft: Aircraft, own: Own, now: datetime) -> Threat:
    """How near it comes when both go on as they do. An unknown height or speed counts as near."""
    age_s = max(0.0, (now - aircraft.at).total_seconds())
    east, north = LocalFrame(own.position).point(aircraft.position)
    ve, vn = aircraft.velocity or (0.0, 0.0)
    east, north = east + ve * age_s, north + vn * age_s
    speed_2 = ve * ve + vn * vn
    nearest_s = max(0.0, -(east * ve + north * vn) / speed_2) if speed_2 > 1.0 else 0.0
    nearest_m = math.hypot(east + ve * nearest_s, north + vn * nearest_s)
    slack_m = _TURN_MPS * age_s + own.speed_mps * min(nearest_s, WARNING_S)
    return Threat(
        aircraft,
        _stage(aircraft, own, (nearest_s, nearest_m - slack_m)),
        math.hypot(east, north),
        bearing_deg(own.position, aircraft.position),
        nearest_m,
        nearest_s,
    )


def _stage(aircraft: Aircraft, own: Own, nearest: tuple[float, float]) -> Stage:
    nearest_s, nearest_m = nearest
    if _is_above(aircraft, own, NOTICE_UP_M, nearest_s):
        return Stage.FAR
    is_near = nearest_m <= WELL_CLEAR_M and nearest_s <= WARNING_S
    if is_near and not _is_above(aircraft, own, WELL_CLEAR_UP_M, nearest_s):
        return Stage.WARNING
    if nearest_m <= NOTICE_M and nearest_s <= NOTICE_S:
        return Stage.NOTICE
    return Stage.FAR


def _is_above(aircraft: Aircraft, own: Own, by_m: float, within_s: float) -> bool:
    """Is it surely higher than our vehicle by so much, also when it goes on coming down?"""
    if aircraft.height_amsl_m is None or own.height_amsl_m is None:
        return False
    down_m = max(0.0, -aircraft.climb_mps) * max(within_s, 30.0)
    lowest_m = aircraft.height_amsl_m - aircraft.height_error_m - down_m
    return lowest_m > own.height_amsl_m + by_m
