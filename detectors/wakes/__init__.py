"""Wakes behind vessels: on which side of a vessel the water shows that it came from there."""

from detectors.wakes.fan import Fan, Ray, fan_along, fan_round
from detectors.wakes.foam import above_sea, foam_map
from detectors.wakes.line import Wake, find_wake

__all__ = ["Fan", "Ray", "Wake", "above_sea", "fan_along", "fan_round", "find_wake", "foam_map"]
