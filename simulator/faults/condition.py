"""What is wrong with a vehicle at the moment, as the parts of its autopilot meet it."""

from dataclasses import dataclass

from simulator.vehicles.body import Place


@dataclass(slots=True)
class Condition:
    """A sound vehicle to begin with.

    gnss_lost_s: since when no satellite is received. last_place: where it believed to be when its
    estimator gave up; None while it has a position. voltage_share: of the battery's voltage.
    clock_off_s: by which its clock is ahead.
    """

    gnss_lost_s: float | None = None
    last_place: Place | None = None
    voltage_share: float = 1.0
    clock_off_s: float = 0.0
    is_camera_off: bool = False
