"""Copters: turn on the spot, hover, climb straight up."""

from typing import Literal

from mission_planner.vehicle import CameraSpec, VehicleSpec
from mission_planner.vehicle_options import Height, Power, Speed, VehicleOptions

# A fleet file gives no power for climbing: hovering power plus a quarter is the usual order of
# magnitude for 3 to 5 m/s, and a climb of 100 m is a small part of a patrol.
CLIMB_POWER_RATIO = 1.25
# WPNAV_ACCEL of ArduCopter, 250 cm/s2 unless somebody changed it
ACCELERATION_MPS2 = 2.5


class Options(VehicleOptions):
    """`[vehicle.NAME]` with kind = "copter"."""

    kind: Literal["copter"]
    hover_w: Power
    max_wind_mps: Speed
    min_alt_m: Height
    max_alt_m: Height


def build(name: str, options: Options) -> VehicleSpec:
    """The copter called `name`."""
    values = options.model_dump(exclude={"camera"})
    camera = CameraSpec(**options.camera.model_dump()) if options.camera else None
    return VehicleSpec(
        name=name,
        climb_w=CLIMB_POWER_RATIO * options.hover_w,
        acceleration_mps2=ACCELERATION_MPS2,
        camera=camera,
        **values,
    )
