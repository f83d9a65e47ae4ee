"""Small files that are whole and on the disk, or not there."""

import os
from pathlib import Path


def write_synced(place: Path, text: str) -> None:
    """Replace a file. Raises OSError; the old content then stays."""
    part = place.with_suffix(place.suffix + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
