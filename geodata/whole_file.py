"""Files that are whole and on the disk, or not there."""

import os
import secrets
from pathlib import Path

UNFINISHED = "unfinished-"  # what a crash may leave behind begins so
PRIVATE = 0o600


def write_whole(
    place: Path, data: bytes, scratch_in: Path | None = None, *, is_private: bool = False
) -> None:
    """Write or replace a file; after a power cut the old or the new one is there, never a part.

    scratch_in: the folder (of the same disk) that it is written in first; else that of `place`.
    is_private: for its owner alone; others may do with a file what the umask lets them.
    Raises OSError; nothing new is left then.
    """
    scratch = (scratch_in or place.parent) / f"{UNFINISHED}{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(scratch, flags, PRIVATE if is_private else 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, place)
    except OSError:
        # whoever tries again and again would fill the disk with what is left
        scratch.unlink(missing_ok=True)
        raise
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
