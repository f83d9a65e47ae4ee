"""What every simulated vehicle has: a place, a velocity, a battery, the surface below it.

Position and velocity are in the scenario's local frame, heights above mean sea level.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from geodata.position import wrap_deg

GRAVITY_MPS2 = 9.80665
SLEEP_W = 12.0  # avionics, motors off

_LAUNCH_SITE_M = 60.0  # radius of the flat launch site; beyond it the surface is the sea


class Airframe(Protocol):
    """What a specification of any vehicle tells."""

    @property
    def battery_wh(self) -> float:
        """Energy of the full battery."""
        ...

    @property
    def battery_v(self) -> float:
        """Voltage of the full battery; 20 % less when empty."""
        ...

    @property
    def charge_pct(self) -> float:
        """Charge at launch, percent of the full battery."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A point in the local frame: metres east and north, metres above mean sea level."""

    east_m: float
    north_m: float
    alt_m: float


def approach(value: float, goal: float, most: float) -> float:
    """The value moved towards a goal by at most so much."""
    return value + max(-most, min(most, goal - value))


class Body:
    """A vehicle that stands on the ground with its motors off."""

    def __init__(
        self, spec: Airframe, start: Place, heading_deg: float, wind: tuple[float, float]
    ) -> None:
        """`start` is where it stands; `wind` blows towards (east, north) in m/s."""
        self.spec = spec
        self.start = start
        self.wind = wind
        self.east_m, self.north_m, self.alt_m = start.east_m, start.north_m, start.alt_m
        self.ve = self.vn = self.vu = 0.0
        self.heading_deg = wrap_deg(heading_deg)
        self.yaw_rate_dps = 0.0
        self.pitch_deg = self.roll_deg = 0.0
        self.armed = False
        self.on_ground = True
        self.touchdown_mps: float | None = None  # set by the step in which it hits the ground
        self.energy_wh = spec.battery_wh * spec.charge_pct / 100.0
        self.power_w = SLEEP_W
        self.is_motor_out = False  # one of its motors: there is no flying any more
        # from where it really is to where it believes itself to be, east and north
        self.astray_m = (0.0, 0.0)

    @property
    def battery_pct(self) -> float:
        """Energy left, percent of the full battery."""
        return 100.0 * self.energy_wh / self.spec.battery_wh

    @property
    def ground_speed_mps(self) -> float:
        """Horizontal speed over ground."""
        return math.hypot(self.ve, self.vn)

    @property
    def air_speed_mps(self) -> float:
        """Horizontal speed through the air."""
        return math.hypot(self.ve - self.wind[0], self.vn - self.wind[1])

    @property
    def full_power_w(self) -> float:
        """What the motors draw at full throttle."""
        raise NotImplementedError

    @property
    def true_place(self) -> tuple[float, float]:
        """Metres east and north where it really is; it moves in the frame that it believes in."""
        return self.east_m - self.astray_m[0], self.north_m - self.astray_m[1]

    @property
    def believed_place(self) -> tuple[float, float]:
        """The same where its autopilot believes it to be."""
        return self.east_m, self.north_m

    @property
    def has_power(self) -> bool:
        """Can it be held in the air?"""
        return self.armed and self.energy_wh > 0.0 and not self.is_motor_out

    def surface_m(self) -> float:
        """Height of what lies below: the launch site, and the sea (0) beyond it."""
        east, north = self.true_place
        east, north = east - self.start.east_m, north - self.start.north_m
        return self.start.alt_m if math.hypot(east, north) < _LAUNCH_SITE_M else 0.0

    def change_battery(self) -> None:
        """A full one, as its owner puts in between two flights."""
        self.energy_wh = self.spec.battery_wh

    def draw(self, dt_s: float, power_w: float) -> None:
        """Take power from the battery for so long."""
        self.power_w = power_w
        self.energy_wh = max(0.0, self.energy_wh - power_w * dt_s / 3600.0)
