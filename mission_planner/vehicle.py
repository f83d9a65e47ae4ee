"""What a vehicle can do, as the planner needs to know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraSpec:
    """A camera looking forward; pitch 0 is the horizon, -90 straight down."""

    hfov_deg: float
    vfov_deg: float
    width_px: int
    height_px: int
    pitch_deg: float


@dataclass(frozen=True, slots=True)
class VehicleSpec:
    """One aircraft.

    cruise_mps: ground speed on a calm day and airspeed against a wind.
    hover_w, cruise_w: electrical power; climb_w as well, above home at full climb.
    reserve_pct: what must be left in the battery after landing.
    min_alt_m, max_alt_m: above home.
    """

    kind: str
    name: str
    link: str
    cruise_mps: float
    climb_mps: float
    descend_mps: float
    battery_wh: float
    hover_w: float
    cruise_w: float
    climb_w: float
    reserve_pct: float
    max_wind_mps: float
    min_alt_m: float
    max_alt_m: float
    acceleration_mps2: float
    turn_radius_m: float = 0.0  # 0: turns on the spot
    video: str | None = None
    camera: CameraSpec | None = None

    @property
    def usable_wh(self) -> float:
        """Energy that a plan may spend: the battery without its reserve."""
        return self.battery_wh * (1.0 - self.reserve_pct / 100.0)
