"""What is looked for, in what sea and light."""

import math
from dataclasses import dataclass
from datetime import datetime

from geodata.position import LonLat, wrap_deg
from geodata.sun import sun_coordinates, sun_elevation_deg
from mission_planner.detection.seas import ROUGHEST, wind_of_sea_state
from mission_planner.errors import OptionError

KNOT_MPS = 1852.0 / 3600.0
LIGHTS = ("day", "dusk", "night")
SEA_STATES = (0.0, ROUGHEST)
USUAL_LENGTH_M = 6.0


@dataclass(frozen=True, slots=True)
class Target:
    """A boat: speed over ground and length. Raises OptionError for figures that no boat has."""

    speed_mps: float
    length_m: float = USUAL_LENGTH_M

    def __post_init__(self) -> None:
        if not 0.0 <= self.speed_mps <= 50.0:  # also false for NaN
            raise OptionError(f"target speed is {self.speed_mps:g} m/s; it must lie in 0..50 m/s")
        if not 0.5 <= self.length_m <= 500.0:
            raise OptionError(f"target length is {self.length_m:g} m; it must lie in 0.5..500 m")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Sea state (Douglas, 0 calm to 6 very rough) and light: day, dusk or night.

    visibility_m: as it is forecast (meteorological optical range); inf: clear air. blowing_mps: the
    wind; None: the one that raises such a sea.
    """

    sea_state: float = 2.0
    light: str = "day"
    visibility_m: float = math.inf
    blowing_mps: float | None = None

    def __post_init__(self) -> None:
        low, high = SEA_STATES
        if not low <= self.sea_state <= high:
            raise OptionError(
                f"sea state is {self.sea_state:g}; it must lie in {low:g}..{high:g} (Douglas scale)"
            )
        if self.light not in LIGHTS:
            raise OptionError(f"light is {self.light!r}; it must be one of {', '.join(LIGHTS)}")
        if not self.visibility_m >= 0.0:  # also true for NaN
            raise OptionError(f"visibility is {self.visibility_m:g} m; it must be at least 0 m")

    @property
    def wind_mps(self) -> float:
        """The wind that ruffles the sea."""
        if self.blowing_mps is not None:
            return self.blowing_mps
        return wind_of_sea_state(self.sea_state)


USUAL = Conditions()


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun stands: azimuth clockwise from true north, elevation above the horizon."""

    azimuth_deg: float
    elevation_deg: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.azimuth_deg) and -90.0 <= self.elevation_deg <= 90.0):
            raise OptionError(
                f"the sun stands at {self.azimuth_deg:g} deg, {self.elevation_deg:g} deg high;"
                " the elevation must lie in -90..90"
            )

    @property
    def light(self) -> str:
        """day above the horizon, dusk in civil twilight (down to -6 degrees), night below."""
        if self.elevation_deg > 0.0:
            return "day"
        return "dusk" if self.elevation_deg > -6.0 else "night"


def sun_at(place: LonLat, at: datetime) -> Sun:
    """The sun over a place at a time, without refraction (coordinates: see geodata.sun)."""
    declination, ahead_min = sun_coordinates(at)
    day_min = (at.timestamp() % 86_400.0) / 60.0
    hour_angle = math.radians((day_min + ahead_min) / 4.0 + place.lon - 180.0)
    lat, dec = math.radians(place.lat), math.radians(declination)
    north = math.sin(dec) * math.cos(lat) - math.cos(dec) * math.sin(lat) * math.cos(hour_angle)
    east = -math.cos(dec) * math.sin(hour_angle)
    azimuth = wrap_deg(math.degrees(math.atan2(east, north)))
    return Sun(azimuth, sun_elevation_deg(place, at))
