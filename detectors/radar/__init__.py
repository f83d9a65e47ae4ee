"""What a radar's way of seeing does to vessels: ghosts and shifts along its track."""

from detectors.radar.echo import echo_m2, least_length_m
from detectors.radar.ghosts import Ghosts, find_ghosts
from detectors.radar.motion import imaged_shift_m
from detectors.radar.view import RadarView

__all__ = [
    "Ghosts",
    "RadarView",
    "echo_m2",
    "find_ghosts",
    "imaged_shift_m",
    "least_length_m",
]
