"""The mean level of the sea above the WGS84 ellipsoid, by position."""

from geodata.geoid.egm96 import geoid_m

__all__ = ["geoid_m"]
