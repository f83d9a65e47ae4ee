"""Where things drift that nobody steers, and where to look for them next."""

from mission_planner.drift.case import LEVELS_PCT, Adrift, DriftCase, drift_case
from mission_planner.drift.cloud import Cloud, Start, Water, drift
from mission_planner.drift.leeway import OBJECTS, Leeway, find_object
from mission_planner.drift.likely import LikelyMap, farthest_on_m, likely_map, mean_track
from mission_planner.drift.searched import Search, after_search

__all__ = [
    "LEVELS_PCT",
    "OBJECTS",
    "Adrift",
    "Cloud",
    "DriftCase",
    "Leeway",
    "LikelyMap",
    "Search",
    "Start",
    "Water",
    "after_search",
    "drift",
    "drift_case",
    "farthest_on_m",
    "find_object",
    "likely_map",
    "mean_track",
]
