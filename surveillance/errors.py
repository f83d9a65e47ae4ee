"""Errors of the surveillance floor; the command line prints their message as one line."""


class MizugiwaError(Exception):
    """Something went wrong; the message says what, where and how to mend it. Exit code 1."""

    exit_code = 1


class Refused(MizugiwaError):
    """A safety rule forbids it; the message says which and what would be allowed. Exit code 3."""

    exit_code = 3


class WrongUsage(MizugiwaError):
    """The command line says what cannot be: change the word that the message names. Exit code 2."""

    exit_code = 2


class SettingsError(MizugiwaError):
    """A setting is wrong or unknown: mend the key that the message names."""


class PapersError(MizugiwaError):
    """A file of papers or records cannot be used: mend the key that the message names."""


class RecordError(MizugiwaError):
    """A sortie's record cannot be kept or read: check disk space and the folder `records`."""


class LinkError(MizugiwaError):
    """The vehicle cannot be reached or does not answer: check power, cable, address."""


class LinkRefused(Refused):
    """The vehicle, or a check before the flight, refused: the reason is the vehicle's own."""


class RecordingError(MizugiwaError):
    """A recorded link cannot be replayed: the file or the vehicle named is not the right one."""


class VideoError(MizugiwaError):
    """A video source cannot be read: check the address or the file."""


class ScanFailed(MizugiwaError):
    """Satellite scenes could not be read; what each lacks was told before."""


class ClusterError(MizugiwaError):
    """Other machines cannot be asked: check the scheduler's address and that workers run."""


class AisError(MizugiwaError):
    """An AIS source cannot be read: check the address or the file."""


class WireError(MizugiwaError):
    """A message is not in the station's format: producer and station may differ in version."""


class OutboxError(MizugiwaError):
    """The outbox cannot keep values: check disk space and rights of the product's folder."""


class StoreError(MizugiwaError):
    """The store cannot be read or written: check disk space and rights of the product's folder."""


class StationError(MizugiwaError):
    """The station cannot start or be reached: check its address and port."""


class AssetsMissing(StationError):
    """The npm files of the map page are missing or not the pinned ones: run `make assets`."""
