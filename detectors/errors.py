"""Errors of the detectors."""


class DetectorError(Exception):
    """Root of all errors of this package; the message says what to do."""


class FrameError(DetectorError, ValueError):
    """The frame is not one this detector can read: give it the bands that the message names."""


class WeightsError(DetectorError):
    """The weights are not those that belong here: put back the file that the message names."""


class TrainingError(DetectorError):
    """Training or measuring cannot start: the message says what is missing and where to get it."""


class SettingError(DetectorError, ValueError):
    """A setting is out of its limits: the message names it, its value and the limits."""


class PictureError(DetectorError, ValueError):
    """The numbers are no radar picture as asked for: give raw digital numbers, as it says."""


class ScoreError(DetectorError):
    """Truth or what was found cannot be read: the message names the file and what it lacks."""
