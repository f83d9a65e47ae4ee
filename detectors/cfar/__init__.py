"""Bright blobs on radar pictures of the sea."""

from detectors.cfar.blobs import Blob, Blobs
from detectors.cfar.find import find_blobs
from detectors.cfar.settings import Settings

__all__ = ["Blob", "Blobs", "Settings", "find_blobs"]
