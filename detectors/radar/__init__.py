"""What a radar's way of seeing does to vessels: ghosts and shifts along its track."""

from detectors.radar.ghosts import Ghosts, find_ghosts
from detectors.radar.motion import imaged_shift_m
from detectors.radar.view import RadarView

__all__ = ["Ghosts", "RadarView", "find_ghosts", "imaged_shift_m"]
