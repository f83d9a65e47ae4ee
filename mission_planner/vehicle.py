"""What a vehicle can do, as the planner needs to know it."""

from dataclasses import dataclass

TAKE_OFF_M = 30.0  # above home: a plane climbs straight ahead to this height before its first turn
LIFT_OFF_S = 3.0  # of cruise until the climb is at its rate, and to see that the height is reached
TURN_MARGIN_M = 2.0  # planned turns are this much wider than the aircraft's own


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
    """One aircraft. turn_radius_m: in still air; above 0 it is a fixed wing.

    cruise_mps: ground speed on a calm day and airspeed against a wind.
    hover_w, cruise_w: electrical power; climb_w as well, above home at full climb. A plane, which
    does not hover, has its cruise power for both.
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

    @property
    def is_winged(self) -> bool:
        """Whether it must fly ahead to stay in the air."""
        return self.turn_radius_m > 0.0

    @property
    def launch_m(self) -> float:
        """Metres straight ahead from launch until a plane may turn."""
        climb_s = TAKE_OFF_M / self.climb_mps
        return (climb_s + LIFT_OFF_S) * self.cruise_mps if self.is_winged else 0.0

    def least_turn_m(self, wind_mps: float) -> float:
        """The least radius over ground that holds all round a turn in a wind; 0 on the spot.

        With the wind behind, the same bank bends the track less: the radius grows with the square
        of the ground speed.
        """
        return self.turn_radius_m * (1.0 + wind_mps / self.cruise_mps) ** 2

    def turning_m(self, wind_mps: float) -> float:
        """The radius that turns are planned with: room for chords and rounded coordinates."""
        return self.least_turn_m(wind_mps) + TURN_MARGIN_M
