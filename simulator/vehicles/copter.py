"""How the simulated multirotor moves: limits, tilt, wind and the energy that all of it costs.

The autopilot asks for a velocity over ground and a heading; the copter gives what its limits allow.
Position and velocity are in the scenario's local frame, heights above mean sea level.
"""

import math
from dataclasses import dataclass

from geodata.position import turn_deg, wrap_deg
from simulator.vehicles.body import GRAVITY_MPS2, SLEEP_W, Body, Place, approach

_SPEED_GAIN = 2.0  # acceleration asked for per m/s of missing speed
_VERTICAL_GAIN = 2.5
_YAW_GAIN = 2.0  # turn rate asked for per degree of missing heading
_FALL_MPS = 12.0  # terminal speed without thrust
_LIFT_EFFICIENCY = 0.6  # of the rotors when they climb
_IDLE_SHARE = 0.1  # of the hover power, motors turning on the ground


@dataclass(frozen=True, slots=True, kw_only=True)
class CopterSpec:
    """What one copter can do, at most, and what it costs."""

    cruise_mps: float = 14.0
    climb_mps: float = 3.0
    descend_mps: float = 2.0
    accel_mps2: float = 2.5
    climb_accel_mps2: float = 1.5
    jerk_mps3: float = 8.0
    yaw_rate_dps: float = 45.0
    yaw_accel_dps2: float = 90.0
    mass_kg: float = 6.0
    battery_wh: float = 270.0
    battery_v: float = 25.2  # full; 20 % less when empty
    charge_pct: float = 100.0  # at launch
    hover_w: float = 620.0
    cruise_w: float = 560.0  # at cruise_mps through still air
    cruise_tilt_deg: float = 8.0  # nose down, at cruise_mps through still air


@dataclass(frozen=True, slots=True)
class Demand:
    """What the autopilot asks for: velocity over ground in m/s, and a heading (None: keep it).

    Without `thrust` the motors idle: on the ground it stays, in the air it falls.
    """

    ve: float = 0.0
    vn: float = 0.0
    vu: float = 0.0
    heading_deg: float | None = None
    thrust: bool = True


IDLE = Demand(thrust=False)


class Copter(Body):
    """The moving body. Starts on the ground with its motors off."""

    def __init__(
        self,
        spec: CopterSpec,
        start: Place,
        heading_deg: float = 0.0,
        wind: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """`start` is where it stands; `wind` blows towards (east, north) in m/s."""
        super().__init__(spec, start, heading_deg, wind)
        self.spec: CopterSpec = spec
        self._ae = self._an = self._au = 0.0
        self._drag_per_v2 = (
            GRAVITY_MPS2 * math.tan(math.radians(spec.cruise_tilt_deg)) / spec.cruise_mps**2
        )

    @property
    def full_power_w(self) -> float:
        """What the motors draw at full throttle."""
        return 2.0 * self.spec.hover_w

    def step(self, dt_s: float, demand: Demand) -> None:
        """Move on by `dt_s` seconds (at most 0.05 for a true path)."""
        self.touchdown_mps = None
        thrust = demand.thrust and self.has_power
        self._spend(dt_s, thrust)
        if self.on_ground:
            if not (thrust and demand.vu > 0.0):
                return
            self.on_ground = False
        if thrust:
            self._accelerate(dt_s, demand)
            self._turn(dt_s, demand.heading_deg)
        else:
            self._ae = self._an = self._au = 0.0
            self.vu = approach(self.vu, -_FALL_MPS, GRAVITY_MPS2 * dt_s)
        self.east_m += self.ve * dt_s
        self.north_m += self.vn * dt_s
        self.alt_m += self.vu * dt_s
        self._tilt()
        self._touch()

    def _spend(self, dt_s: float, thrust: bool) -> None:
        """Energy: hover power, drag of the speed through the air, and lifting the mass."""
        spec = self.spec
        if not self.armed:
            self.draw(dt_s, SLEEP_W)
        elif self.on_ground or not thrust:
            self.draw(dt_s, _IDLE_SHARE * spec.hover_w)
        else:
            lift_w = spec.mass_kg * GRAVITY_MPS2 * max(0.0, self.vu) / _LIFT_EFFICIENCY
            self.draw(dt_s, self._level_w() + lift_w)

    def _level_w(self) -> float:
        """Power of level flight: from hover to cruise, and beyond it as drag has it."""
        spec, share = self.spec, self.air_speed_mps / self.spec.cruise_mps
        if share > 1.0:
            return spec.cruise_w * share**3
        return spec.hover_w + (spec.cruise_w - spec.hover_w) * share**2

    def _accelerate(self, dt_s: float, demand: Demand) -> None:
        spec = self.spec
        want_e = _SPEED_GAIN * (demand.ve - self.ve)
        want_n = _SPEED_GAIN * (demand.vn - self.vn)
        size = math.hypot(want_e, want_n)
        if size > spec.accel_mps2:
            want_e *= spec.accel_mps2 / size
            want_n *= spec.accel_mps2 / size
        most = spec.jerk_mps3 * dt_s
        self._ae = approach(self._ae, want_e, most)
        self._an = approach(self._an, want_n, most)
        climb = max(-spec.descend_mps, min(spec.climb_mps, demand.vu))
        want_u = _VERTICAL_GAIN * (climb - self.vu)
        want_u = max(-spec.climb_accel_mps2, min(spec.climb_accel_mps2, want_u))
        self._au = approach(self._au, want_u, most)
        self.ve += self._ae * dt_s
        self.vn += self._an * dt_s
        self.vu += self._au * dt_s

    def _turn(self, dt_s: float, heading_deg: float | None) -> None:
        spec = self.spec
        want = 0.0
        if heading_deg is not None:
            missing = turn_deg(self.heading_deg, heading_deg)
            want = max(-spec.yaw_rate_dps, min(spec.yaw_rate_dps, _YAW_GAIN * missing))
        self.yaw_rate_dps = approach(self.yaw_rate_dps, want, spec.yaw_accel_dps2 * dt_s)
        self.heading_deg = wrap_deg(self.heading_deg + self.yaw_rate_dps * dt_s)

    def _tilt(self) -> None:
        """The rotors push against drag and for acceleration; the body tilts as they do."""
        air_e, air_n = self.ve - self.wind[0], self.vn - self.wind[1]
        drag = self._drag_per_v2 * math.hypot(air_e, air_n)
        push_e, push_n = self._ae + drag * air_e, self._an + drag * air_n
        heading = math.radians(self.heading_deg)
        forward = push_e * math.sin(heading) + push_n * math.cos(heading)
        right = push_e * math.cos(heading) - push_n * math.sin(heading)
        lift = max(1.0, GRAVITY_MPS2 + self._au)
        self.pitch_deg = -math.degrees(math.atan2(forward, lift))
        self.roll_deg = math.degrees(math.atan2(right, lift))

    def _touch(self) -> None:
        surface = self.surface_m()
        if self.alt_m > surface or self.vu > 0.0:
            return
        self.touchdown_mps = -self.vu
        self.alt_m = surface
        self.ve = self.vn = self.vu = 0.0
        self._ae = self._an = self._au = 0.0
        self.yaw_rate_dps = self.pitch_deg = self.roll_deg = 0.0
        self.on_ground = True
