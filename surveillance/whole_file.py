"""Files that are whole and on the disk, or not there."""

import os
import tempfile
from pathlib import Path

UNFINISHED = "unfinished-"  # what a crash may leave behind begins so


def write_whole(place: Path, data: bytes, scratch_in: Path | None = None) -> None:
    """Write or replace a file; after a power cut the old or the new one is there, never a part.

    scratch_in: the folder (of the same disk) that it is written in first; else that of `place`.
    Raises OSError; nothing new is left then.
    """
    handle, scratch = tempfile.mkstemp(dir=scratch_in or place.parent, prefix=UNFINISHED)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, place)
    except OSError:
        # whoever tries again and again would fill the disk with what is left
        Path(scratch).unlink(missing_ok=True)
        raise
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
