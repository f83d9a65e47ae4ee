"""Where the doors of running patrols are written down, and how long both sides wait."""

from pathlib import Path

LOOPBACK = "127.0.0.1"
ANSWER_S = 30.0  # a mode is confirmed by the vehicle's state within less


def door_file(home: Path, vehicle: str) -> Path:
    """The file of one vehicle's patrol; `home` is the product's folder."""
    return folder(home) / f"{file_stem(vehicle)}.json"


def folder(home: Path) -> Path:
    """The folder of all of them."""
    return home / "flying"


def file_stem(vehicle: str) -> str:
    """A vehicle's name as part of a file name.

    >>> file_stem("heron 1/a")
    'heron_1_a'
    """
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in vehicle)
