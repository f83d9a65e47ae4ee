"""Copters: turn on the spot, hover, climb straight up."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mission_planner.vehicle import CameraSpec, VehicleSpec

# A fleet file gives no power for climbing: hovering power plus a quarter is the usual order of
# magnitude for 3 to 5 m/s, and a climb of 100 m is a small part of a patrol.
CLIMB_POWER_RATIO = 1.25
# WPNAV_ACCEL of ArduCopter, 250 cm/s2 unless somebody changed it
ACCELERATION_MPS2 = 2.5

Speed = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Power = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
Height = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
FieldOfView = Annotated[float, Field(gt=0, lt=180, allow_inf_nan=False)]


class CameraOptions(BaseModel):
    """`[vehicle.NAME.camera]`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    hfov_deg: FieldOfView
    vfov_deg: FieldOfView
    width_px: int = Field(gt=0, le=100_000)
    height_px: int = Field(gt=0, le=100_000)
    pitch_deg: float = Field(ge=-90, le=90)


class Options(BaseModel):
    """`[vehicle.NAME]` with kind = "copter"."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["copter"]
    link: str = Field(min_length=1)
    cruise_mps: Speed
    climb_mps: Speed
    descend_mps: Speed
    battery_wh: Power
    hover_w: Power
    cruise_w: Power
    reserve_pct: float = Field(ge=0, lt=100)
    max_wind_mps: Speed
    min_alt_m: Height
    max_alt_m: Height
    video: str | None = None
    camera: CameraOptions | None = None


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
