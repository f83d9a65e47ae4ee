"""What goes wrong with the vehicle in flight, each told once and in one plain sentence.

Nothing is commanded here: what the vehicle does by itself was settled before the launch, and the
rest is for the person to decide.
"""

import math
import time
from collections import deque
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import wall_patience
from surveillance.links.readings import Readings
from surveillance.model import LinkState
from surveillance.patrol.linkwatch import spoken
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

WIND_CHANGE_MPS = 4.0  # a pull at the position slower than this is not noticed by the wind
WIND_SETTLED_S = 30.0  # of flight, until a vehicle has found out what wind there is
WIND_MEMORY_S = 60.0  # so slowly it gets used to another wind
WIND_QUIET_S = 120.0  # until a change is told again
BAD_LOSS_PCT, GOOD_LOSS_PCT = 20.0, 8.0
CELL_SHARE = 0.12  # of the voltage, lost at once: more than a climb or a gust makes it sag
CELL_WITHIN_S = 5.0
SINKING_MPS = 1.0
BELOW_M = 10.0
CAMERA_S, CAMERA_FLOOR_S = 5.0, 1.6
_SURE_M = 20.0
_CAMERAS = range(100, 106)  # MAV_COMP_ID_CAMERA to _CAMERA6


@dataclass(frozen=True, slots=True)
class _Volts:
    at_s: float  # wall seconds, monotonic
    volts: float


class _SteadyWind:
    """What wind the vehicle is used to; seconds of the clock."""

    def __init__(self) -> None:
        self.told_s = -math.inf
        self._wind: tuple[float, float] | None = None
        self._began_s = self._at_s = 0.0

    def change(self, wind: tuple[float, float], now_s: float) -> float:
        """By how many m/s this wind is another than before; 0 while it finds out."""
        if self._wind is None:
            self._wind, self._began_s = wind, now_s
        change_mps = math.dist(wind, self._wind)
        is_settled = now_s - self._began_s >= WIND_SETTLED_S
        share = min(1.0, (now_s - self._at_s) / WIND_MEMORY_S) if is_settled else 1.0
        east, north = (old + share * (new - old) for old, new in zip(self._wind, wind, strict=True))
        self._wind, self._at_s = (east, north), now_s
        return change_mps if is_settled else 0.0


class Troubles:
    """Looks at what the vehicle says of itself, again and again, while the link is there."""

    def __init__(self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report) -> None:
        """`order`: the heights that it should fly at."""
        self._vehicle, self._order, self._report = vehicle, order, report
        self._lost_at: LonLat | None = None
        self._lost_s: float | None = None  # wall seconds, monotonic
        self._speed_mps = 0.0
        self._wind = _SteadyWind()
        self._heard_s = time.monotonic()  # since when the link is there without a break
        self._volts: deque[_Volts] = deque(maxlen=64)
        self._told: set[str] = set()
        self._was_high = False

    @property
    def has_lost_power(self) -> bool:
        """Did it leave its height without having been told to?"""
        return "power" in self._told

    @property
    def off_by_m(self) -> float | None:
        """How far off its place may be for want of satellites; None: it knows its place."""
        if self._lost_s is None:
            return None
        silent_s = (time.monotonic() - self._lost_s) * self._vehicle.clock.speedup
        return _SURE_M + self._speed_mps * silent_s

    def look(self, link: LinkState) -> None:
        """Tell what is new."""
        r = self._vehicle.readings
        if link is not LinkState.OK:
            self._heard_s = time.monotonic()
        if link is not LinkState.OK or not r.armed:
            return
        if self._order.vehicle.submersible is None:  # under water there are none
            self._look_at_satellites(r)
            self._look_at_wind(r)
        self._look_at_battery(r)
        self._look_at_height(r)
        self._look_at_clock(r)
        self._look_at_camera()
        self._look_at_radio()

    def _tell(self, what: str, text: str) -> None:
        """Once, until it is over."""
        if what not in self._told:
            self._told.add(what)
            self._report.event("notice", text)

    def _look_at_satellites(self, r: Readings) -> None:
        has_fix = r.fix_type is None or r.fix_type >= mavlink.GPS_FIX_TYPE_3D_FIX
        if has_fix and self._lost_s is not None:
            self._lost_s = self._lost_at = None
            self._told.discard("satellites")
            where = "its place is known again" if r.position is None else f"at {spoken(r.position)}"
            self._report.event("notice", f"satellites are received again: {where}")
        elif not has_fix and self._lost_s is None and r.position is not None:
            self._lost_s, self._lost_at = time.monotonic(), r.position
            self._speed_mps = max(r.ground_speed_mps, r.wind_mps or 0.0)
            does = (
                "unless they come back within seconds it lands where it is, on water too"
                if not self._order.vehicle.is_winged
                else "it goes on by airspeed and wind, further off every minute: bring it home"
            )
            text = f"satellites LOST, last sure of its place at {spoken(r.position)}: {does}"
            self._tell("satellites", text)

    def _look_at_wind(self, r: Readings) -> None:
        if r.wind_mps is None or r.wind_from_deg is None:
            return
        towards = math.radians(r.wind_from_deg + 180.0)
        wind = (r.wind_mps * math.sin(towards), r.wind_mps * math.cos(towards))
        now_s = time.monotonic() * self._vehicle.clock.speedup
        if now_s - self._wind.told_s >= WIND_QUIET_S:
            self._told.discard("wind")
        change_mps = self._wind.change(wind, now_s)
        if change_mps >= WIND_CHANGE_MPS and "wind" not in self._told:
            self._wind.told_s = now_s
            self._tell(
                "wind",
                f"the wind that it feels changed by {change_mps:.0f} m/s to {r.wind_mps:.0f} m/s:"
                " a gust, or a false satellite signal pulls it away: compare its place with the"
                " picture",
            )

    def _look_at_battery(self, r: Readings) -> None:
        if r.battery_v is None:
            return
        now_s = time.monotonic()
        self._volts.append(_Volts(now_s, r.battery_v))
        within_s = max(1.0, self._vehicle.clock.wall_seconds(CELL_WITHIN_S))
        before_v = max(v.volts for v in self._volts if now_s - v.at_s <= within_s)
        share = 1.0 - r.battery_v / before_v if before_v > 0.0 else 0.0
        if share >= CELL_SHARE:
            level = "unknown" if r.battery_pct is None else f"{r.battery_pct:.0f} %"
            self._tell(
                "cell",
                f"the battery lost {100.0 * share:.0f} % of its voltage at once, level {level}: a"
                " cell may be dead: bring it back",
            )

    def _look_at_height(self, r: Readings) -> None:
        """In its mission, between two way points, it is to stay above the lower one."""
        low_m = self._lowest_m(r)
        if low_m is None:
            self._was_high = False
            return
        self._was_high = self._was_high or r.alt_home_m > low_m - BELOW_M / 2.0
        if self._was_high and r.alt_home_m < low_m - BELOW_M and r.climb_mps < -SINKING_MPS:
            where = "an unknown place" if r.position is None else spoken(r.position)
            self._tell(
                "power",
                f"it goes down at {-r.climb_mps:.0f} m/s, {low_m - r.alt_home_m:.0f} m below its"
                f" mission: a motor may be dead: it comes down near {where}",
            )

    def _lowest_m(self, r: Readings) -> float | None:
        """Height above home that the present leg does not go below; None outside the mission."""
        points = self._order.path.waypoints
        place = next((n for n, item in enumerate(points) if item.seq == r.mission_item), None)
        if place is None or self._vehicle.mode != self._vehicle.firmware.mission_mode:
            return None
        return min(item.alt_m for item in points[max(0, place - 1) : place + 1])

    def _look_at_clock(self, r: Readings) -> None:
        if not r.clock_jump_s:
            self._told.discard("clock")
            return
        self._tell(
            "clock",
            f"the vehicle's clock jumped by {r.clock_jump_s:+.0f} s: its places get our time from"
            " here on, times in its video are wrong",
        )

    def _look_at_camera(self) -> None:
        """Only a camera that was heard can be missed: most tell nothing of themselves."""
        connection, clock = self._vehicle.connection, self._vehicle.clock
        beats = [
            at_s
            for (system, component), at_s in tuple(connection.beats.items())
            if system == connection.system and component in _CAMERAS
        ]
        if not beats:
            return
        if time.monotonic() - max(*beats, self._heard_s) < wall_patience(
            clock, CAMERA_S, CAMERA_FLOOR_S
        ):
            self._told.discard("camera")
        else:
            self._tell("camera", "the camera is SILENT: what it flies over now is not seen")

    def _look_at_radio(self) -> None:
        loss_pct = self._vehicle.connection.losses.loss_pct
        if loss_pct is None:
            return
        if loss_pct < GOOD_LOSS_PCT:
            self._told.discard("radio")
        elif loss_pct >= BAD_LOSS_PCT:
            self._tell(
                "radio",
                f"the link is bad, {loss_pct:.0f} % of the messages lost: it may break, and orders"
                " may take several tries",
            )
