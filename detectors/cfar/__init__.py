"""Bright blobs on radar pictures of the sea."""

from detectors.cfar.blobs import Blob, Blobs
from detectors.cfar.find import find_blobs
from detectors.cfar.fusion import Fused, fuse
from detectors.cfar.settings import Settings
from detectors.cfar.shape import Shape, shapes
from detectors.cfar.surroundings import Surroundings

__all__ = [
    "Blob",
    "Blobs",
    "Fused",
    "Settings",
    "Shape",
    "Surroundings",
    "find_blobs",
    "fuse",
    "shapes",
]
