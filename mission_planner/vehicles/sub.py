"""Underwater vehicles: turn on the spot, hang on a tether, know their place by dead reckoning."""

import math
from typing import Annotated, Literal

from pydantic import Field

from mission_planner.errors import FleetError
from mission_planner.vehicle import CameraSpec, Submersible, VehicleSpec
from mission_planner.vehicle_options import Power, Speed, VehicleOptions

ACCELERATION_MPS2 = 0.3  # of a small ROV of 10 to 15 kg with six thrusters, drag included
SLOWEST_SHARE = 0.2  # of its own speed: what a current has to leave it
# Without a log of its speed over the bed the place is reckoned from the current that somebody
# measured or forecast: a guess of what such a figure is off by in a harbour, to be set by trials.
UNKNOWN_CURRENT_MPS = 0.1
FULL_STICK_SHARE = 1.5  # of the cruise speed, where the fleet file does not say: a guess

Depth = Annotated[float, Field(ge=0, le=11_000, allow_inf_nan=False)]
Metres = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)]


class Options(VehicleOptions):
    """`[vehicle.NAME]` with kind = "sub".

    has_bottom_lock: it measures its speed over the sea bed. positioning: what tells its autopilot
    a place under water: acoustic fixes (usbl), a log of its speed over the bed (dvl), or nothing.
    full_stick_mps: through the water, with the pilot's stick all the way.
    run_error_pct, heading_error_deg: one standard deviation. most_error_m: of its place, 95 %;
    without it the error is only told.
    """

    kind: Literal["sub"]
    hover_w: Power
    min_depth_m: Depth
    max_depth_m: Depth
    tether_m: Metres | None = None
    over_bed_m: Metres = 1.0
    max_current_mps: Speed | None = None
    has_bottom_lock: bool = False
    positioning: Literal["none", "usbl", "dvl"] = "none"
    full_stick_mps: Speed | None = None
    run_error_pct: Share = 2.0
    heading_error_deg: Share = 2.0
    most_error_m: Metres | None = None
    max_wind_mps: Speed | None = None  # accepted so that tables can be shared; no wind under water


def build(name: str, options: Options) -> VehicleSpec:
    """The underwater vehicle called `name`. Raises FleetError for a band of depth without room."""
    if options.min_depth_m >= options.max_depth_m:
        raise FleetError(
            f"vehicle {name!r}: min_depth_m {options.min_depth_m:g} is not above max_depth_m"
            f" {options.max_depth_m:g}"
        )
    slowest = SLOWEST_SHARE * options.cruise_mps
    has_log = options.has_bottom_lock or options.positioning == "dvl"
    return VehicleSpec(
        kind="sub",
        name=name,
        link=options.link,
        cruise_mps=options.cruise_mps,
        climb_mps=options.climb_mps,
        descend_mps=options.descend_mps,
        battery_wh=options.battery_wh,
        hover_w=options.hover_w,
        cruise_w=options.cruise_w,
        climb_w=options.cruise_w,
        reserve_pct=options.reserve_pct,
        max_wind_mps=options.max_current_mps or options.cruise_mps - slowest,
        min_alt_m=-options.max_depth_m,
        max_alt_m=-options.min_depth_m,
        acceleration_mps2=ACCELERATION_MPS2,
        video=options.video,
        camera=CameraSpec(**options.camera.model_dump()) if options.camera else None,
        slowest_mps=slowest,
        submersible=Submersible(
            tether_m=options.tether_m,
            over_bed_m=options.over_bed_m,
            run_error_pct=options.run_error_pct,
            heading_error_deg=options.heading_error_deg,
            unknown_current_mps=0.0 if has_log else UNKNOWN_CURRENT_MPS,
            most_error_m=options.most_error_m or math.inf,
            positioning=options.positioning,
            full_stick_mps=options.full_stick_mps or FULL_STICK_SHARE * options.cruise_mps,
        ),
    )
