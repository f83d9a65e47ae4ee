"""What the camera, the sea, the light and the island look like, as the scenario says."""

from dataclasses import dataclass, field

from geodata.georef import CameraModel


@dataclass(frozen=True, slots=True)
class SeaConfig:
    """The wind over the sea and the significant height of the waves it made."""

    wind_mps: float
    wind_from_deg: float  # clockwise from north
    wave_height_m: float


@dataclass(frozen=True, slots=True)
class SunConfig:
    """Where the sun stands; azimuth clockwise from north."""

    azimuth_deg: float
    elevation_deg: float


@dataclass(frozen=True, slots=True)
class IslandConfig:
    """Land rises from the shore with `slope` (metres per metre) towards `max_height_m`."""

    max_height_m: float = 90.0
    slope: float = 0.55


@dataclass(frozen=True, slots=True)
class SceneConfig:
    """Everything the renderer needs beside the seed, the land and the vessels.

    visibility_m: distance at which haze leaves 1/e of a thing's colour. noise_levels: one sigma of
    the sensor noise in grey levels of 256. near_m, far_m: slant ranges between which a vessel
    counts as in view.
    """

    model: CameraModel
    sea: SeaConfig
    sun: SunConfig
    island: IslandConfig = field(default_factory=IslandConfig)
    visibility_m: float = 12_000.0
    noise_levels: float = 1.2
    near_m: float = 150.0
    far_m: float = 700.0
