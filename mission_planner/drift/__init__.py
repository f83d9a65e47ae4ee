"""Where things drift that nobody steers, and where to look for them next."""

from mission_planner.drift.cloud import Cloud, Start, Water, drift
from mission_planner.drift.leeway import OBJECTS, Leeway, find_object
from mission_planner.drift.likely import LikelyMap, farthest_on_m, likely_map, mean_track
from mission_planner.drift.searched import Search, after_search, inverse_cube

__all__ = [
    "OBJECTS",
    "Cloud",
    "Leeway",
    "LikelyMap",
    "Search",
    "Start",
    "Water",
    "after_search",
    "drift",
    "farthest_on_m",
    "find_object",
    "inverse_cube",
    "likely_map",
    "mean_track",
]
