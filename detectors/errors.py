"""Errors of the detectors."""


class DetectorError(Exception):
    """Root of all errors of this package; the message says what to do."""


class FrameError(DetectorError, ValueError):
    """The frame is not one this detector can read: give it the bands that the message names."""
