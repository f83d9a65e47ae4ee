"""What the sensors and the truth file may know of the vehicle: one immutable moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VehicleState:
    """The true state of the vehicle at one moment, in the metres of the scenario's local frame.

    `t_s` counts simulated seconds since the scenario's epoch. `alt_m` is above mean sea level.
    `heading_deg` is the nose, clockwise from true north; `pitch_deg` is positive nose up and
    `roll_deg` positive right side down. `ve`, `vn`, `vu` are metres per second over ground to the
    east, to the north and up. `mode` is the autopilot's name of the flight mode.
    """

    t_s: float
    east_m: float
    north_m: float
    alt_m: float
    heading_deg: float
    pitch_deg: float
    roll_deg: float
    ve: float
    vn: float
    vu: float
    armed: bool
    mode: str
    battery_pct: float
