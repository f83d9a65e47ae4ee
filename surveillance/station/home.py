"""The folder of one station, held by a lock so that two never work in it."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from surveillance.errors import StationError
from surveillance.store import EvidenceFolder, Store


class StationHome:
    """Store and evidence of a station; whoever has one is the only writer."""

    def __init__(self, folder: Path) -> None:
        """Open or make it. Raises StationError when another station works there, StoreError."""
        self.folder = folder
        self._lock = _hold(folder)
        try:
            self.evidence = EvidenceFolder(folder / "evidence")
            self.evidence.sweep()
            self.store = Store(folder / "store.sqlite")
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        """Let another station in."""
        self.store.close()
        self._lock.close()


def _hold(folder: Path) -> TextIO:
    path = folder / "station.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError as exc:
        raise StationError(
            f"cannot use the folder {folder}: {exc.strerror}: set MIZUGIWA_HOME to another"
        ) from exc
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise StationError(
            f"another station (process {holder}) works in {folder}: stop it or set MIZUGIWA_HOME"
        ) from exc
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file
