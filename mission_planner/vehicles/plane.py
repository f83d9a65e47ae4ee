"""Planes: always ahead, turn at a bank, climb along the way, circle where they wait."""

import math
from typing import Annotated, Literal

from pydantic import Field

from mission_planner.errors import FleetError
from mission_planner.vehicle import CameraSpec, VehicleSpec
from mission_planner.vehicle_options import Height, Power, Speed, VehicleOptions

# A fleet file gives no power for climbing. A small electric plane of 5 to 10 kg cruises on 200 to
# 300 W; 3 to 4 m/s of climb take about as much again and a half through a propeller of 0.6.
CLIMB_POWER_RATIO = 2.5
ACCELERATION_MPS2 = 1.0  # of the airspeed; no figure of a plan depends on it
GRAVITY_MPS2 = 9.80665

Radius = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]
Bank = Annotated[float, Field(ge=5, le=70, allow_inf_nan=False)]


class Options(VehicleOptions):
    """`[vehicle.NAME]` with kind = "plane"; turn_radius_m, or bank_deg at cruise speed."""

    kind: Literal["plane"]
    max_wind_mps: Speed
    min_alt_m: Height
    max_alt_m: Height
    turn_radius_m: Radius | None = None
    bank_deg: Bank | None = None
    hover_w: Power | None = None  # accepted so that tables can be shared; a plane does not hover


def turn_radius(speed_mps: float, bank_deg: float) -> float:
    """Radius in metres of a level turn at a bank, in still air.

    >>> round(turn_radius(20.0, 35.0), 1)
    58.3
    """
    return speed_mps**2 / (GRAVITY_MPS2 * math.tan(math.radians(bank_deg)))


def build(name: str, options: Options) -> VehicleSpec:
    """The plane called `name`. Raises FleetError unless one thing tells how it turns."""
    values = options.model_dump(exclude={"camera", "bank_deg", "turn_radius_m", "hover_w"})
    camera = CameraSpec(**options.camera.model_dump()) if options.camera else None
    radius = options.turn_radius_m
    if (radius is None) == (options.bank_deg is None):
        raise FleetError(f"vehicle {name!r} is a plane: give it turn_radius_m, or else bank_deg")
    if options.bank_deg is not None:
        radius = turn_radius(options.cruise_mps, options.bank_deg)
    assert radius is not None
    return VehicleSpec(
        name=name,
        hover_w=options.cruise_w,
        climb_w=CLIMB_POWER_RATIO * options.cruise_w,
        acceleration_mps2=ACCELERATION_MPS2,
        turn_radius_m=radius,
        camera=camera,
        **values,
    )
