"""How the simulated fixed wing moves: airspeed held, turns by bank, wind that carries it along.

A point mass in coordinated flight: the autopilot asks for a bank, a climb rate and an airspeed, and
the nose follows the bank at g tan(bank) / airspeed. The speed over ground is what comes out. It
cannot hover and it does not turn on the spot.
"""

import math
from dataclasses import dataclass

from geodata.position import wrap_deg
from simulator.vehicles.body import GRAVITY_MPS2, SLEEP_W, Body, Place, approach

_ROLL_GAIN = 4.0  # roll rate asked for per degree of missing bank
_CLIMB_GAIN = 1.5  # vertical acceleration asked for per m/s of missing climb
_SPEED_GAIN = 1.0
_INDUCED_SHARE = 0.35  # of the power at cruise; the rest is parasitic drag, as a bit above best L/D
_PROPELLER = 0.6  # shaft and propeller, from battery to climb
_IDLE_SHARE = 0.04  # of the cruise power: avionics, with the propeller stopped or folded
_LIFT_OFF_SHARE = 0.8  # of the cruise airspeed
_LAUNCH_MPS2 = 8.0  # catapult
_ROLL_OUT_MPS2 = 3.0  # braking on the ground
_GLIDE_RATIO = 12.0  # without power
_FULL_POWER = 3.0  # times the cruise power


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneSpec:
    """What one fixed wing can do, at most, and what it costs."""

    cruise_mps: float = 20.0
    climb_mps: float = 4.0
    descend_mps: float = 3.0
    bank_deg: float = 35.0  # at most
    roll_rate_dps: float = 60.0
    accel_mps2: float = 2.0  # of the airspeed
    climb_accel_mps2: float = 2.0
    mass_kg: float = 7.0
    battery_wh: float = 700.0
    battery_v: float = 25.2  # full; 20 % less when empty
    charge_pct: float = 100.0  # at launch
    cruise_w: float = 260.0  # at cruise_mps, straight and level


@dataclass(frozen=True, slots=True)
class PlaneDemand:
    """What the autopilot asks for: bank (right wing down), climb and airspeed.

    Without `thrust` the propeller stands: on the ground it stays, in the air it glides.
    """

    bank_deg: float = 0.0
    climb_mps: float = 0.0
    airspeed_mps: float = 0.0
    thrust: bool = True


NO_THRUST = PlaneDemand(thrust=False)


class Plane(Body):
    """The moving body. Starts on its catapult with the motor off, nose at `heading_deg`."""

    def __init__(
        self,
        spec: PlaneSpec,
        start: Place,
        heading_deg: float = 0.0,
        wind: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """`start` is where it stands; `wind` blows towards (east, north) in m/s."""
        super().__init__(spec, start, heading_deg, wind)
        self.spec: PlaneSpec = spec
        self._speed_mps = 0.0  # through the air when flying, over ground on the ground
        self._accel_mps2 = 0.0

    @property
    def full_power_w(self) -> float:
        """What the motor draws at full throttle."""
        return _FULL_POWER * self.spec.cruise_w

    def point(self, heading_deg: float) -> None:
        """Turn the catapult, with the plane on it."""
        if self.on_ground:
            self.heading_deg = wrap_deg(heading_deg)

    def step(self, dt_s: float, demand: PlaneDemand) -> None:
        """Move on by `dt_s` seconds (at most 0.05 for a true path)."""
        self.touchdown_mps = None
        thrust = demand.thrust and self.has_power
        self._spend(dt_s, thrust)
        if self.on_ground:
            self._roll_along(dt_s, thrust)
        else:
            self._fly(dt_s, demand, thrust)
        self.east_m += self.ve * dt_s
        self.north_m += self.vn * dt_s
        self.alt_m += self.vu * dt_s
        if not self.on_ground:
            self._touch()

    def level_w(self) -> float:
        """Power that holds height at the present airspeed and bank.

        Parasitic drag takes power with the cube of the airspeed; induced drag with the square of
        the load factor 1 / cos(bank), and less the faster it flies.
        """
        share = max(0.1, self._speed_mps / self.spec.cruise_mps)
        load = 1.0 / math.cos(math.radians(self.roll_deg))
        drag = (1.0 - _INDUCED_SHARE) * share**3 + _INDUCED_SHARE * load**2 / share
        return self.spec.cruise_w * drag

    def _spend(self, dt_s: float, thrust: bool) -> None:
        """Energy: drag at this airspeed and load, height and speed gained or given back."""
        spec = self.spec
        if not self.armed:
            self.draw(dt_s, SLEEP_W)
        elif self.on_ground or not thrust:
            self.draw(dt_s, _IDLE_SHARE * spec.cruise_w)
        else:
            gained = GRAVITY_MPS2 * self.vu + self._speed_mps * self._accel_mps2
            power = self.level_w() + spec.mass_kg * gained / _PROPELLER
            self.draw(dt_s, min(self.full_power_w, max(_IDLE_SHARE * spec.cruise_w, power)))

    def _roll_along(self, dt_s: float, thrust: bool) -> None:
        """On the ground: the catapult throws it, or it rolls out."""
        fastest = self.spec.cruise_mps + math.hypot(*self.wind)  # enough with the wind behind
        goal = fastest if thrust else 0.0
        most = (_LAUNCH_MPS2 if thrust else _ROLL_OUT_MPS2) * dt_s
        self._speed_mps = approach(self._speed_mps, goal, most)
        nose = math.radians(self.heading_deg)
        self.ve, self.vn = self._speed_mps * math.sin(nose), self._speed_mps * math.cos(nose)
        if thrust and self.air_speed_mps >= _LIFT_OFF_SHARE * self.spec.cruise_mps:
            self.on_ground = False
            self._speed_mps = self.air_speed_mps
            through = math.atan2(self.ve - self.wind[0], self.vn - self.wind[1])
            self.heading_deg = wrap_deg(math.degrees(through))

    def _fly(self, dt_s: float, demand: PlaneDemand, thrust: bool) -> None:
        spec = self.spec
        bank = max(-spec.bank_deg, min(spec.bank_deg, demand.bank_deg))
        rate = max(
            -spec.roll_rate_dps, min(spec.roll_rate_dps, _ROLL_GAIN * (bank - self.roll_deg))
        )
        self.roll_deg += rate * dt_s
        self._change_speed(dt_s, demand.airspeed_mps if thrust else spec.cruise_mps)
        climb = demand.climb_mps if thrust else -self._speed_mps / _GLIDE_RATIO
        climb = max(-spec.descend_mps, min(spec.climb_mps, climb))
        upwards = _CLIMB_GAIN * (climb - self.vu)
        upwards = max(-spec.climb_accel_mps2, min(spec.climb_accel_mps2, upwards))
        self.vu += upwards * dt_s
        turn = GRAVITY_MPS2 * math.tan(math.radians(self.roll_deg)) / self._speed_mps
        self.yaw_rate_dps = math.degrees(turn)
        self.heading_deg = wrap_deg(self.heading_deg + self.yaw_rate_dps * dt_s)
        nose = math.radians(self.heading_deg)
        self.ve = self._speed_mps * math.sin(nose) + self.wind[0]
        self.vn = self._speed_mps * math.cos(nose) + self.wind[1]
        self.pitch_deg = math.degrees(math.atan2(self.vu, self._speed_mps))

    def _change_speed(self, dt_s: float, airspeed_mps: float) -> None:
        most = self.spec.accel_mps2
        self._accel_mps2 = max(-most, min(most, _SPEED_GAIN * (airspeed_mps - self._speed_mps)))
        self._speed_mps = max(1.0, self._speed_mps + self._accel_mps2 * dt_s)

    def _touch(self) -> None:
        surface = self.surface_m()
        if self.alt_m > surface or self.vu >= 0.0:
            return
        self.touchdown_mps = -self.vu
        self.alt_m = surface
        self._speed_mps = self.ground_speed_mps
        self.heading_deg = wrap_deg(math.degrees(math.atan2(self.ve, self.vn)))
        self.vu = self.roll_deg = self.pitch_deg = self.yaw_rate_dps = self._accel_mps2 = 0.0
        self.on_ground = True
