"""The place of a diving vehicle, from all that it says: fixes, its own log, its pilot's sticks."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LocalFrame, LonLat
from surveillance.links.connection import Message
from surveillance.links.readings import Readings
from surveillance.model import Ellipse
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.reckoning import Reckoning, RunErrors

SURFACE_M = 0.5  # no deeper, and its antenna may hear satellites
FIX_SIGMA_M = 2.5  # per axis, of satellites at the surface or of an acoustic fix
STICK_ERROR = 0.2  # share of a run, where only the pilot's sticks tell the speed: a guess
UNMEASURED_CURRENT_MPS = 0.25  # one sigma per axis where nobody has measured it: half a knot
BLIND_SHARE = 0.5  # of the speed at full stick
_GAP_S = 3.0  # without a word: what it did meanwhile is not known
_RESTARTED_S = 10.0  # its clock went back by more than a message may be late


class Source(StrEnum):
    """What a reckoned place rests on."""

    FIX = "fix"
    LOG = "log"
    STICKS = "sticks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A moment of the dive. over_bed_m: by its sounder. range_m: from above home, horizontally."""

    at: datetime
    position: LonLat
    ellipse: Ellipse
    depth_m: float
    over_bed_m: float | None
    range_m: float
    since_fix_s: float
    source: Source

    @property
    def error_m(self) -> float:
        """Half the long axis of its 95 % ellipse."""
        return self.ellipse.semi_major_m


class DiveTrack:
    """Hears every message; `newest` is a new value after each height. Called from one thread."""

    def __init__(self, order: DiveOrder, clock: Clock) -> None:
        """Nothing is known yet."""
        diving, self._order, self._clock = order.diving, order, clock
        heading = math.radians(diving.heading_error_deg)
        share = diving.run_error_pct / 100.0
        is_measured = order.current is not None
        drift = max(diving.unknown_current_mps, 0.0 if is_measured else UNMEASURED_CURRENT_MPS)
        self._reckoning = Reckoning(
            log=RunErrors(share, heading),
            sticks=RunErrors(max(share, STICK_ERROR), heading),
            fix_sigma_m=FIX_SIGMA_M,
            current_sigma_mps=drift,
            blind_mps=BLIND_SHARE * diving.full_stick_mps,
        )
        self._frame = LocalFrame(order.plan.mission.home)
        self._boot_s: float | None = None
        self._told: tuple[float, float] | None = None  # by the vehicle, local metres
        self.newest: Reckoned | None = None

    def hear(self, message: Message, readings: Readings) -> None:
        """A message of the vehicle, and what it has said by now."""
        if message.get_type() == "GLOBAL_POSITION_INT":
            self._step(readings)

    def ellipse_after(self, silent_s: float) -> Ellipse:
        """Of the newest place, after so many seconds without a word."""
        return self._reckoning.ellipse_after(silent_s)

    def _step(self, r: Readings) -> None:
        seconds = 0.0 if self._boot_s is None else r.boot_s - self._boot_s
        if -_RESTARTED_S < seconds < 0.0:
            return  # an older message came late
        self._boot_s = r.boot_s
        told = None if r.position is None else self._frame.point(r.position)
        source = self._source(r)
        if source is Source.FIX and told is not None:
            self._reckoning.fix(*told)
        elif self._reckoning.is_known:
            source = self._go_on(r, source, seconds, told)
        self._told = told
        if self._reckoning.is_known:
            self.newest = self._moment(r, source)

    def _source(self, r: Readings) -> Source:
        """What its autopilot stands by; satellites count at the surface only."""
        flags = r.ekf_flags or 0
        is_placed = flags & mavlink.EKF_POS_HORIZ_ABS and not flags & mavlink.EKF_CONST_POS_MODE
        has_fix = (r.fix_type or 0) >= mavlink.GPS_FIX_TYPE_3D_FIX
        carried = self._order.diving.positioning
        if is_placed and has_fix and (-r.alt_home_m <= SURFACE_M or carried == "usbl"):
            return Source.FIX
        if is_placed and carried == "dvl":
            return Source.LOG
        return Source.NOTHING if r.stick_ahead is None or r.stick_right is None else Source.STICKS

    def _go_on(
        self, r: Readings, source: Source, seconds: float, told: tuple[float, float] | None
    ) -> Source:
        """From the last moment to this one; what the new moment rests on."""
        current = self._order.current_mps
        if not 0.0 <= seconds <= _GAP_S or source is Source.NOTHING:
            silent_s = seconds if seconds > 0.0 else _GAP_S
            self._reckoning.unheard(silent_s, current)
            return Source.NOTHING
        if source is Source.LOG and told is not None and self._told is not None:
            self._reckoning.logged(seconds, told[0] - self._told[0], told[1] - self._told[1])
            return source
        self._reckoning.steered(seconds, self._through_water(r), current)
        return Source.STICKS

    def _through_water(self, r: Readings) -> tuple[float, float]:
        """By the sticks, east and north in m/s."""
        top = self._order.diving.full_stick_mps
        ahead, right = top * (r.stick_ahead or 0.0), top * (r.stick_right or 0.0)
        heading = math.radians(r.heading_deg)
        sine, cosine = math.sin(heading), math.cos(heading)
        return ahead * sine + right * cosine, ahead * cosine - right * sine

    def _moment(self, r: Readings, source: Source) -> Reckoned:
        reckoning, now = self._reckoning, self._clock.now()
        return Reckoned(
            at=now if r.position_at is None else r.position_at,
            position=self._frame.lonlat(reckoning.east_m, reckoning.north_m),
            ellipse=reckoning.ellipse,
            depth_m=-r.alt_home_m,
            over_bed_m=r.over_bed_m,
            range_m=math.hypot(reckoning.east_m, reckoning.north_m),
            since_fix_s=reckoning.since_fix_s,
            source=source,
        )
