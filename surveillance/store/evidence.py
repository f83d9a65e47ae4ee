"""Pictures as files, each named by the sha256 of its bytes."""

import hashlib
import re
from pathlib import Path

from geodata.whole_file import UNFINISHED, sync_folder, write_whole
from surveillance.errors import StoreError

_NAME = re.compile(r"[0-9a-f]{64}")


class EvidenceFolder:
    """Keeps pictures; a file under its final name is whole and on the disk."""

    def __init__(self, folder: Path) -> None:
        """Open or make the folder; raises StoreError when that fails."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"cannot make the evidence folder {folder}: {exc.strerror}") from exc

    def put(self, picture: bytes) -> tuple[str, bool]:
        """Keep the bytes; returns their sha256 and whether they are new.

        They are synced when this returns. Raises StoreError when the disk refuses.
        """
        sha256 = hashlib.sha256(picture).hexdigest()
        place = self._place(sha256)
        if place.exists():
            return sha256, False
        try:
            place.parent.mkdir(exist_ok=True)
            write_whole(place, picture, scratch_in=self._folder, is_private=True)
            sync_folder(self._folder)
        except OSError as exc:
            raise StoreError(f"cannot keep evidence in {self._folder}: {exc.strerror}") from exc
        return sha256, True

    def find(self, sha256: str) -> Path | None:
        """The file of a picture, None when there is none or the name is no sha256."""
        if not _NAME.fullmatch(sha256):
            return None
        place = self._place(sha256)
        return place if place.is_file() else None

    def sweep(self) -> int:
        """Remove files that a crash left unfinished; returns how many. Only while none writes."""
        left = list(self._folder.glob(f"{UNFINISHED}*"))
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
