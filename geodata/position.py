"""Places on the earth and flat metres round them.

Longitude always comes first. Angles are degrees, clockwise from true north.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Proj
from shapely.geometry.base import BaseGeometry

from geodata.errors import PositionError

_WGS84 = Geod(ellps="WGS84")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LonLat:
    """A place: WGS84 degrees, longitude in [-180, 180], latitude in [-90, 90].

    Raises PositionError outside these ranges and for anything that is not finite.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not -180.0 <= self.lon <= 180.0:  # also false for NaN
            raise PositionError(f"longitude is {self.lon}; it must lie in -180..180")
        if not -90.0 <= self.lat <= 90.0:
            hint = ": longitude and latitude look swapped" if abs(self.lon) <= 90.0 else ""
            raise PositionError(f"latitude is {self.lat}; it must lie in -90..90{hint}")

    @property
    def latlon(self) -> tuple[float, float]:
        """(lat, lon), only for libraries that insist on this order."""
        return (self.lat, self.lon)


def wrap_deg(angle_deg: float) -> float:
    """The same direction in [0, 360).

    >>> wrap_deg(-90.0)
    270.0
    """
    wrapped = angle_deg % 360.0
    return 0.0 if wrapped == 360.0 else wrapped  # -1e-20 % 360 rounds up to 360


def turn_deg(from_deg: float, to_deg: float) -> float:
    """The shortest turn between two directions, positive clockwise, in [-180, 180).

    >>> turn_deg(350.0, 10.0)
    20.0
    """
    return (to_deg - from_deg + 180.0) % 360.0 - 180.0


def distance_m(a: LonLat, b: LonLat) -> float:
    """Geodesic distance in metres on the WGS84 ellipsoid."""
    return float(_WGS84.inv(a.lon, a.lat, b.lon, b.lat)[2])


def bearing_deg(a: LonLat, b: LonLat) -> float:
    """Direction in which the geodesic from a to b sets out."""
    return wrap_deg(float(_WGS84.inv(a.lon, a.lat, b.lon, b.lat)[0]))


def destination(start: LonLat, course_deg: float, distance: float) -> LonLat:
    """The place `distance` metres from `start` along the geodesic that sets out at `course_deg`."""
    lon, lat, _ = _WGS84.fwd(start.lon, start.lat, course_deg, distance)
    return LonLat(float(lon), float(lat))


@dataclass(frozen=True)
class LocalFrame:
    """Flat east and north metres round an origin (azimuthal equidistant, WGS84).

    Distances from the origin are exact; between two points 50 km out they are good to about 1e-5.
    Metres -> degrees -> metres agree within a millimetre up to 1,000 km.
    """

    origin: LonLat
    _proj: Proj = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        o = self.origin
        text = f"+proj=aeqd +lat_0={o.lat!r} +lon_0={o.lon!r} +datum=WGS84 +units=m +no_defs"
        object.__setattr__(self, "_proj", Proj(text))

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """(east_m, north_m) of longitudes and latitudes, same shape as given."""
        east, north = self._proj(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        return np.asarray(east, np.float64), np.asarray(north, np.float64)

    def to_lonlat(self, east_m: ArrayLike, north_m: ArrayLike) -> tuple[Floats, Floats]:
        """(lon, lat) of metres in this frame, same shape as given; NaN stays NaN."""
        east, north = np.asarray(east_m, np.float64), np.asarray(north_m, np.float64)
        lon, lat = self._proj(east, north, inverse=True)
        missing = ~(np.isfinite(east) & np.isfinite(north))
        return np.where(missing, np.nan, lon), np.where(missing, np.nan, lat)

    def point(self, place: LonLat) -> tuple[float, float]:
        """(east_m, north_m) of one place."""
        east, north = self._proj(place.lon, place.lat)
        return float(east), float(north)

    def lonlat(self, east_m: float, north_m: float) -> LonLat:
        """The place of one point in metres."""
        lon, lat = self._proj(east_m, north_m, inverse=True)
        return LonLat(float(np.clip(lon, -180.0, 180.0)), float(lat))  # the dateline rounds up

    def geometry_to_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        """A lon/lat geometry in the metres of this frame."""
        return shapely.transform(geometry, lambda xy: np.column_stack(self.to_metres(*xy.T)))

    def geometry_to_lonlat(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in metres of this frame as lon/lat."""
        return shapely.transform(geometry, lambda xy: np.column_stack(self.to_lonlat(*xy.T)))
