"""How the simulated underwater vehicle moves: thrusters, drag, a current that carries it along.

A point body with a heading. Six thrusters push it ahead, aside, up and down and turn it on the
spot; all its speeds are through the water, and the current comes on top. It is a little lighter
than water: without thrust it rises. Heights are above the sea level: a depth of 8 m is -8 m.
"""

import math
from dataclasses import dataclass

from geodata.position import turn_deg, wrap_deg
from simulator.vehicles.body import SLEEP_W, Body, Place, approach

_SPEED_GAIN = 2.0  # acceleration asked for per m/s of missing speed
_YAW_GAIN = 2.0  # turn rate asked for per degree of missing heading
_COASTING_S = 2.0  # without thrust drag takes all but 37 % of the speed in so long
_ANTENNA_M = 0.3  # deeper than this no satellite is heard
TOP_SHARE = 1.5  # of the cruise speed: all that the thrusters give


@dataclass(frozen=True, slots=True, kw_only=True)
class SubSpec:
    """What one underwater vehicle can do, at most, and what it costs.

    positioning: what tells it its place under water: "none", "usbl" (acoustic fixes that its
    autopilot takes for satellite ones) or "dvl" (speed over the bed).
    """

    cruise_mps: float = 0.8
    climb_mps: float = 1.2
    descend_mps: float = 1.0
    accel_mps2: float = 0.5
    yaw_rate_dps: float = 45.0
    yaw_accel_dps2: float = 90.0
    buoyancy_mps: float = 0.08  # how fast it rises without thrust
    mass_kg: float = 11.5
    battery_wh: float = 266.0
    battery_v: float = 16.8  # full; 20 % less when empty
    charge_pct: float = 100.0  # at launch
    hover_w: float = 60.0  # at rest in still water, lights and computers included
    cruise_w: float = 180.0  # at cruise_mps through the water
    positioning: str = "usbl"


@dataclass(frozen=True, slots=True)
class SubDemand:
    """What the autopilot asks for: velocity through the water, east, north and up, in m/s.

    vu None: nothing against its buoyancy. heading_deg None: turn at turn_dps. Without `thrust`
    the thrusters stand.
    """

    ve: float = 0.0
    vn: float = 0.0
    vu: float | None = None
    heading_deg: float | None = None
    turn_dps: float = 0.0
    thrust: bool = True


STILL = SubDemand(thrust=False)


class Sub(Body):
    """The moving body. Starts afloat with its thrusters off; its wind is the current.

    Until it is first armed its crew holds it where it is.
    """

    def __init__(
        self,
        spec: SubSpec,
        start: Place,
        heading_deg: float = 0.0,
        current: tuple[float, float] = (0.0, 0.0),
        bed_m: float | None = None,
    ) -> None:
        """`start`: where it floats. `current` goes towards (east, north) in m/s; bed_m: depth of a
        level bed, None: none.
        """
        super().__init__(spec, start, heading_deg, current)
        self.spec: SubSpec = spec
        self.bed_m = bed_m
        self.on_ground = False
        self._afloat_m = self.alt_m = min(0.0, start.alt_m)
        self._we = self._wn = self._wu = 0.0  # through the water
        self._is_held = True

    @property
    def full_power_w(self) -> float:
        """What the thrusters draw at full power."""
        return self.spec.cruise_w * TOP_SHARE**3

    @property
    def top_mps(self) -> float:
        """The fastest it goes through the water."""
        return TOP_SHARE * self.spec.cruise_mps

    @property
    def depth_m(self) -> float:
        """Below the surface, positive."""
        return -self.alt_m

    @property
    def over_bed_m(self) -> float | None:
        """Height above the bed; None where there is none."""
        return None if self.bed_m is None else self.bed_m - self.depth_m

    @property
    def true_place(self) -> tuple[float, float]:
        """See Body: it moves in the true frame, as it is below the surface most of the time."""
        return self.east_m, self.north_m

    @property
    def believed_place(self) -> tuple[float, float]:
        """See Body."""
        return self.east_m + self.astray_m[0], self.north_m + self.astray_m[1]

    @property
    def has_sky(self) -> bool:
        """Does its antenna stand out of the water?"""
        return self.depth_m <= _ANTENNA_M

    def surface_m(self) -> float:
        """See Body: the bed, or the sea level where there is none."""
        return 0.0 if self.bed_m is None else -self.bed_m

    def step(self, dt_s: float, demand: SubDemand) -> None:
        """Move on by `dt_s` seconds (at most 0.05 for a true path)."""
        self.touchdown_mps = None
        thrust = demand.thrust and self.has_power
        self._spend(dt_s, thrust)
        self._is_held = self._is_held and not self.armed
        if self._is_held:
            return
        if thrust:
            self._push(dt_s, demand)
            self._turn(dt_s, demand)
        else:
            self._coast(dt_s)
        self.ve, self.vn, self.vu = self._we + self.wind[0], self._wn + self.wind[1], self._wu
        self.east_m += self.ve * dt_s
        self.north_m += self.vn * dt_s
        self.alt_m += self.vu * dt_s
        self._stop_at_ends()

    def _spend(self, dt_s: float, thrust: bool) -> None:
        """Energy: what runs at rest, and the cube of the speed through the water."""
        if not thrust:
            self.draw(dt_s, SLEEP_W)
            return
        spec = self.spec
        share = math.hypot(self._we, self._wn) / spec.cruise_mps
        heave = spec.climb_mps if self._wu > 0.0 else spec.descend_mps
        shares = share**3 + abs(self._wu / heave) ** 3
        self.draw(dt_s, spec.hover_w + (spec.cruise_w - spec.hover_w) * shares)

    def _push(self, dt_s: float, demand: SubDemand) -> None:
        spec = self.spec
        size = math.hypot(demand.ve, demand.vn)
        scale = min(1.0, self.top_mps / size) if size > 0.0 else 0.0
        want_e = _SPEED_GAIN * (scale * demand.ve - self._we)
        want_n = _SPEED_GAIN * (scale * demand.vn - self._wn)
        push = math.hypot(want_e, want_n)
        share = min(1.0, spec.accel_mps2 / push) if push > 0.0 else 0.0
        self._we += share * want_e * dt_s
        self._wn += share * want_n * dt_s
        rise = spec.buoyancy_mps if demand.vu is None else demand.vu
        rise = max(-spec.descend_mps, min(spec.climb_mps, rise))
        self._wu = approach(self._wu, rise, spec.accel_mps2 * dt_s)

    def _turn(self, dt_s: float, demand: SubDemand) -> None:
        spec, want = self.spec, demand.turn_dps
        if demand.heading_deg is not None:
            want = _YAW_GAIN * turn_deg(self.heading_deg, demand.heading_deg)
        want = max(-spec.yaw_rate_dps, min(spec.yaw_rate_dps, want))
        self.yaw_rate_dps = approach(self.yaw_rate_dps, want, spec.yaw_accel_dps2 * dt_s)
        self.heading_deg = wrap_deg(self.heading_deg + self.yaw_rate_dps * dt_s)

    def _coast(self, dt_s: float) -> None:
        """Drag brakes it, buoyancy lifts it."""
        left = math.exp(-dt_s / _COASTING_S)
        self._we, self._wn = left * self._we, left * self._wn
        self._wu = self.spec.buoyancy_mps + left * (self._wu - self.spec.buoyancy_mps)
        self.yaw_rate_dps *= left
        self.heading_deg = wrap_deg(self.heading_deg + self.yaw_rate_dps * dt_s)

    def _stop_at_ends(self) -> None:
        """The surface above, the bed below."""
        if self.alt_m >= self._afloat_m:
            self.alt_m, self._wu, self.vu = self._afloat_m, min(0.0, self._wu), min(0.0, self.vu)
        over = self.over_bed_m
        if over is not None and over <= 0.0 and self.bed_m is not None:
            self.touchdown_mps = max(0.0, -self.vu) or None
            self.alt_m, self._wu, self.vu = -self.bed_m, max(0.0, self._wu), max(0.0, self.vu)
