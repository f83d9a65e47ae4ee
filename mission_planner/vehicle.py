"""What a vehicle can do, as the planner needs to know it."""

import math
from dataclasses import dataclass

SLOWEST_MPS = 2.0  # over ground; below it a leg takes for ever and gusts push an aircraft back
TAKE_OFF_M = 30.0  # above home: a plane climbs straight ahead to this height before its first turn
RADIUS_95 = 2.4477  # sigmas of a round normal error that hold 95 %: sqrt(-2 ln 0.05)
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
class Submersible:
    """What holds for a vehicle under water.

    tether_m: None without one. over_bed_m: least height above the sea bed. run_error_pct: of the
    way run, heading_error_deg, unknown_current_mps: one standard deviation each of what its dead
    reckoning does not know. most_error_m: of its place, 95 %, that a dive may reach.
    positioning: what tells its autopilot a place under water: "none", "usbl" or "dvl".
    full_stick_mps: through the water, with the pilot's stick all the way.
    """

    tether_m: float | None
    over_bed_m: float
    run_error_pct: float
    heading_error_deg: float
    unknown_current_mps: float
    most_error_m: float = math.inf
    positioning: str = "none"
    full_stick_mps: float = 0.0

    def error_m(self, length_m: float, seconds: float) -> float:
        """Radius that holds its true place with 95 %, so far from the last fix.

        An upper bound: the errors of scale and heading are taken to add up along the whole way,
        as on a straight line; between lines to and fro they partly cancel out.
        """
        drifted = self.unknown_current_mps * seconds
        along = math.hypot(self.run_error_pct / 100.0 * length_m, drifted)
        across = math.hypot(math.radians(self.heading_error_deg) * length_m, drifted)
        return RADIUS_95 * max(along, across)


@dataclass(frozen=True, slots=True)
class VehicleSpec:
    """One vehicle. turn_radius_m: in still air; above 0 it is a fixed wing. submersible: of a
    vehicle under water, whose heights are below 0 and whose wind is the current.

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
    slowest_mps: float = SLOWEST_MPS  # over ground
    submersible: Submersible | None = None
    autopilot: str = "ardupilot"  # or "px4"

    @property
    def usable_wh(self) -> float:
        """Energy that a plan may spend: the battery without its reserve."""
        return self.battery_wh * (1.0 - self.reserve_pct / 100.0)

    @property
    def is_winged(self) -> bool:
        """Whether it must fly ahead to stay in the air."""
        return self.turn_radius_m > 0.0

    @property
    def flow(self) -> str:
        """What the medium does that it moves in."""
        return "wind" if self.submersible is None else "current"

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
