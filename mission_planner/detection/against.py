"""What a patrol flies against, and what its camera then makes of the sea."""

import math
from dataclasses import dataclass
from functools import lru_cache

from mission_planner.detection.curve import LateralCurve, definite_curve, model_curve
from mission_planner.detection.curve_file import CurveTable
from mission_planner.detection.exposure import FieldOf
from mission_planner.detection.glint import glint_share, glints
from mission_planner.detection.looking import WORSE_IN_LIGHT, look_rate
from mission_planner.detection.sensor import (
    RateField,
    camera_field,
    definite_field,
    even_field,
    measured_field,
)
from mission_planner.detection.target import USUAL, Conditions, Sun, Target
from mission_planner.vehicle import VehicleSpec

COURSE_STEP_RAD = math.radians(5.0)  # the sun stands still, to this, on courses as like as this
COURSES_KEPT = 200
COURSES = 12  # over which the sun is averaged when nobody has said which way is flown


@dataclass(frozen=True, slots=True)
class Against:
    """Boats to find. sun: None: no glitter. curves: from trials; None: the model of the camera."""

    target: Target
    conditions: Conditions = USUAL
    sun: Sun | None = None
    curves: CurveTable | None = None


class Eye:
    """One vehicle's camera at one height, looking for one kind of boat.

    Without a camera and without curves it finds everything within half of swath_m and nothing
    beyond. Raises PlannerError when a curve file does not hold the conditions.
    """

    def __init__(
        self, vehicle: VehicleSpec, altitude_m: float, swath_m: float, against: Against
    ) -> None:
        self._altitude_m, self._against = altitude_m, against
        self.curve, self.field = _sensor(vehicle, altitude_m, swath_m, against)
        self._blinded = lru_cache(COURSES_KEPT)(self._without_glint)

    @property
    def field_of(self) -> FieldOf:
        """The field by course; the sun blinds some of it."""
        if self._against.sun is None:
            return lambda _: self.field
        return lambda course: self._blinded(round(course / COURSE_STEP_RAD))[0]

    def glint_share(self, course_rad: float) -> float:
        """Share of what is seen on a course that glitters, 0 to 1."""
        if self._against.sun is None:
            return 0.0
        return self._blinded(round(course_rad / COURSE_STEP_RAD))[1]

    def any_course(self) -> tuple[float, float]:
        """Sweep width in metres and share of glitter, means over courses all round."""
        if self._against.sun is None or self._against.sun.elevation_deg <= 0.0:
            return self.curve.sweep_width_m, 0.0
        speed_mps = self.curve.speed_mps
        whole = self.field.sweep_width_m(speed_mps)
        courses = [2.0 * math.pi * n / COURSES for n in range(COURSES)]
        left = [self.field_of(course).sweep_width_m(speed_mps) for course in courses]
        share = sum(left) / len(left) / whole if whole > 0.0 else 0.0
        glitter = sum(map(self.glint_share, courses)) / len(courses)
        return share * self.curve.sweep_width_m, glitter

    def _without_glint(self, step: int) -> tuple[RateField, float]:
        sun, wind_mps = self._against.sun, self._against.conditions.wind_mps
        assert sun is not None  # asked for only when there is one
        glitter = glints(self.field, self._altitude_m, step * COURSE_STEP_RAD, sun, wind_mps)
        return self.field.without(glitter), glint_share(self.field, glitter)


def _sensor(
    vehicle: VehicleSpec, altitude_m: float, swath_m: float, against: Against
) -> tuple[LateralCurve, RateField]:
    camera, target, conditions = vehicle.camera, against.target, against.conditions
    measured = None
    if against.curves is not None:
        measured = against.curves.curve(target, altitude_m, conditions)
        # trials are flown in clear air: of haze a curve knows no more than where sight ends
        far_m = math.sqrt(max(conditions.visibility_m**2 - altitude_m**2, 1.0))
        measured = measured.within(far_m)
    if camera is None:
        if measured is not None:
            return measured, even_field(measured)
        source = "definite range: half the swath; the vehicle has no camera"
        curve = definite_curve(swath_m / 2.0, vehicle.cruise_mps, source)
        return curve, definite_field(swath_m / 2.0)
    rate = look_rate(camera, altitude_m, target, conditions)
    source = f"model: pixels of the camera of {vehicle.name} on the boat, not measured"
    if conditions.light not in WORSE_IN_LIGHT:
        source = f"model: the camera of {vehicle.name} finds no unlit boat at {conditions.light}"
    if measured is not None:
        return measured, measured_field(rate, measured)
    return model_curve(rate, vehicle.cruise_mps, source), camera_field(rate)
