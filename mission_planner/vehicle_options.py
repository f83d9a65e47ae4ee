"""What the fleet file says of every vehicle, whatever its kind."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

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


class VehicleOptions(BaseModel):
    """The keys of `[vehicle.NAME]` that every kind has."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    link: str = Field(min_length=1)
    autopilot: Literal["ardupilot", "px4"] = "ardupilot"
    cruise_mps: Speed
    climb_mps: Speed
    descend_mps: Speed
    battery_wh: Power
    cruise_w: Power
    reserve_pct: float = Field(ge=0, lt=100)
    video: str | None = None
    camera: CameraOptions | None = None
