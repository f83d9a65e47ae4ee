"""How likely a camera finds a boat from one look: pixels on the boat against distance.

A model, not a measurement. What is geometry: where the boat stands in the picture and how many
pixels its silhouette covers. What is assumed: that half of the looks find a silhouette of
HALF_FOUND_PX (Johnson's criterion of one cycle, two pixels, for detection, doubled for the clutter
of a calm sea: a 6 m boat at about 700 m with the built-in camera); that a worse sea and light ask
for more pixels by the factors below; that looks LOOK_S apart are independent; and that a look which
finds fewer than one boat in ten (LEAST) finds none, because it would drown in false alarms. Trials
replace all of it by a curve file.

Haze: contrast falls to HAZE_CONTRAST at the visibility and evenly on the way (Koschmieder's law
with WMO's meteorological optical range), and the pixels that are needed grow as it falls: contrast
times the root of the pixels decides (A. Rose 1948). Nothing is found beyond the visibility.

The rise of the probability with pixels is the target transfer probability function of Johnson's
criteria (J. Johnson 1958; G. C. Holst, Electro-Optical Imaging System Performance):
r^E / (1 + r^E), E = 2.7 + 0.7 r, r = pixels / pixels for one half.
"""

import math

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.detection.target import Conditions, Target
from mission_planner.vehicle import CameraSpec

HALF_FOUND_PX = 4.0
WORSE_PER_SEA_STATE = 0.25  # whitecaps look like boats
WORSE_IN_LIGHT = {"day": 1.0, "dusk": 2.0}  # at night a colour camera sees no unlit boat
LOOK_S = 2.0  # waves and their glitter have changed by then
BEAM_SHARE, HEIGHT_SHARE = 0.35, 0.15  # of the length: small open boats with people in them
LEAST, SUREST = 0.1, 0.999  # of one look
FARTHEST_M = 20_000.0
HAZE_CONTRAST = 0.05


def look_rate(
    camera: CameraSpec, altitude_m: float, target: Target, conditions: Conditions
) -> "LookRate":
    """The detection rate of a camera at a height; see LookRate."""
    return LookRate(camera, altitude_m, target, conditions)


class LookRate:
    """Detections per second of one boat, by where it lies from below the camera."""

    def __init__(
        self, camera: CameraSpec, altitude_m: float, target: Target, conditions: Conditions
    ) -> None:
        self._camera, self._altitude_m, self._length_m = camera, altitude_m, target.length_m
        self._light, self._visibility_m = conditions.light, conditions.visibility_m
        worse = 1.0 + WORSE_PER_SEA_STATE * conditions.sea_state
        self._half_px = HALF_FOUND_PX * worse * WORSE_IN_LIGHT.get(conditions.light, 1.0)

    def __call__(self, right_m: Floats, ahead_m: Floats) -> Floats:
        """Rates (1/s) at places right of and ahead of the point below the camera; flat sea.

        0 outside the picture. -ln(1 - p) / LOOK_S, so that a look of LOOK_S finds with p.
        """
        if self._light not in WORSE_IN_LIGHT:
            return np.zeros(np.broadcast(right_m, ahead_m).shape)
        look = self._look(np.sqrt(right_m**2 + ahead_m**2 + self._altitude_m**2))
        counts = self._pictured(right_m, ahead_m) & (look >= LEAST)
        rates = np.where(counts, -np.log1p(-look) / LOOK_S, 0.0)
        return np.asarray(rates, np.float64)

    def reach(self) -> tuple[float, float, float]:
        """Metres right, least ahead and farthest ahead beyond which the rate is 0."""
        down = math.radians(-self._camera.pitch_deg)
        half_v = math.radians(self._camera.vfov_deg) / 2.0
        far = self._farthest_found_m
        if down - half_v > 0.0:
            far = min(far, self._altitude_m / math.tan(down - half_v))
        low = down + half_v
        near = self._altitude_m / math.tan(low) if low > 0.0 else far
        depth = far * math.cos(down) + self._altitude_m * math.sin(down)
        side = depth * math.tan(math.radians(self._camera.hfov_deg) / 2.0)
        # what finds nothing at all has a field too, of one empty metre
        return min(side, self._farthest_found_m), min(near, far - 1.0), far

    @property
    def _focal_px(self) -> float:
        return self._camera.width_px / 2.0 / math.tan(math.radians(self._camera.hfov_deg) / 2.0)

    @property
    def _farthest_found_m(self) -> float:
        """Beyond it no look counts; to 1 %."""
        slants = np.geomspace(1.0, FARTHEST_M, 1000)
        return 1.01 * float(slants[self._look(slants) >= LEAST].max(initial=1.0))

    def _look(self, slant_m: Floats) -> Floats:
        """Probability that one look finds a boat at a slant range."""
        ratio = self._focal_px * np.sqrt(self._silhouette_m2(slant_m)) / slant_m / self._half_px
        ratio = np.minimum(ratio * self._contrast(slant_m), 20.0)
        power = ratio ** (2.7 + 0.7 * ratio)
        return np.asarray(np.minimum(power / (1.0 + power), SUREST), np.float64)

    def _contrast(self, slant_m: Floats) -> Floats:
        """Share of a boat's contrast that the air lets through; 0 beyond the visibility."""
        depth = slant_m / max(self._visibility_m, 1.0)
        return np.where(depth <= 1.0, HAZE_CONTRAST**depth, 0.0)

    def _silhouette_m2(self, slant_m: Floats) -> Floats:
        """Mean over all aspects of the area that a box of the boat's size shows."""
        length, beam = self._length_m, BEAM_SHARE * self._length_m
        sine = np.minimum(self._altitude_m / slant_m, 1.0)
        side = 2.0 / math.pi * (length + beam) * HEIGHT_SHARE * length
        return np.asarray(length * beam * sine + side * np.sqrt(1.0 - sine**2), np.float64)

    def _pictured(self, right_m: Floats, ahead_m: Floats) -> Flags:
        """Whether places are in the picture of the pitched pinhole camera."""
        down = math.radians(-self._camera.pitch_deg)
        depth = ahead_m * math.cos(down) + self._altitude_m * math.sin(down)
        below = self._altitude_m * math.cos(down) - ahead_m * math.sin(down)
        across = math.tan(math.radians(self._camera.hfov_deg) / 2.0)
        updown = math.tan(math.radians(self._camera.vfov_deg) / 2.0)
        inside = (np.abs(right_m) <= across * depth) & (np.abs(below) <= updown * depth)
        return np.asarray(inside & (depth > 0.0), np.bool_)
