"""Errors of the drone's own sensors: what its telemetry says is not quite where it is."""

from dataclasses import dataclass

import numpy as np

from geodata.georef import CameraPose, camera_rotation, rotation_angles
from geodata.position import destination, wrap_deg

STEP_S = 0.05


@dataclass(frozen=True, slots=True)
class NoiseConfig:
    """One sigma of each error and the time over which it forgets itself.

    attitude_deg holds per axis (heading, pitch, roll), position_m per horizontal axis. stamp_s is
    the jitter of the time stamp, fresh for each picture.
    """

    attitude_deg: float = 0.5
    attitude_tau_s: float = 1.0
    position_m: float = 1.5
    height_m: float = 1.0
    position_tau_s: float = 20.0
    stamp_s: float = 0.010


@dataclass(frozen=True, slots=True)
class PoseError:
    """Errors at one moment: degrees, metres, seconds."""

    heading_deg: float
    pitch_deg: float
    roll_deg: float
    east_m: float
    north_m: float
    up_m: float
    stamp_s: float


class PoseNoise:
    """Seeded Ornstein-Uhlenbeck errors on a fixed time grid.

    The same seed gives the same error at the same time, whichever pictures were taken before.
    """

    def __init__(self, config: NoiseConfig, seed: int) -> None:
        self._config = config
        self._rng = np.random.default_rng([seed, 7010])
        c = config
        self._sigma = np.array([c.attitude_deg] * 3 + [c.position_m] * 2 + [c.height_m])
        tau = np.array([c.attitude_tau_s] * 3 + [c.position_tau_s] * 3)
        self._keep = np.exp(-STEP_S / tau)
        self._kick = self._sigma * np.sqrt(1.0 - self._keep**2)
        draw = self._rng.standard_normal(7)
        self._state = self._sigma * draw[:6]
        self._jitter = float(draw[6])
        self._step = 0

    def at(self, t_s: float) -> PoseError:
        """The errors at a time, seconds since the epoch. Times must not go back."""
        wanted = int(np.floor(t_s / STEP_S + 1e-6))
        if wanted < self._step:
            raise ValueError(f"noise was already asked for after {t_s} s: times must not go back")
        for _ in range(wanted - self._step):
            draw = self._rng.standard_normal(7)
            self._state = self._state * self._keep + self._kick * draw[:6]
            self._jitter = float(draw[6])
        self._step = wanted
        heading, pitch, roll, east, north, up = (float(value) for value in self._state)
        return PoseError(heading, pitch, roll, east, north, up, self._jitter * self._config.stamp_s)


def disturbed(pose: CameraPose, error: PoseError) -> CameraPose:
    """The pose as the drone believes it to be."""
    away = float(np.hypot(error.east_m, error.north_m))
    towards = wrap_deg(float(np.degrees(np.arctan2(error.east_m, error.north_m))))
    # through the rotation, so that a camera that looks straight down may tip over
    heading, pitch, roll = rotation_angles(
        camera_rotation(
            pose.heading_deg + error.heading_deg,
            pose.pitch_deg + error.pitch_deg,
            pose.roll_deg + error.roll_deg,
        )
    )
    place = destination(pose.position, towards, away)
    return CameraPose(place, pose.alt_amsl_m + error.up_m, heading, pitch, roll)
