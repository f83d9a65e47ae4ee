"""A file that is not finished: its bytes so far, and beside it a note of what they are."""

import fcntl
import hashlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

from geodata.catalogs.port import OfferedFile
from geodata.catalogs.transfer.outside import file_name
from geodata.catalogs.transfer.patience import Pace
from geodata.errors import DownloadFailed
from geodata.whole_file import sync_folder, write_whole

SYNC_BYTES = 16 * 1024 * 1024  # a power cut costs at most so much,
SYNC_S = 1.0  # or what came in so long
_VERSION = 1
_CHUNK = 1024 * 1024


class Part:
    """The unfinished file NAME.part and its note NAME.part.json, held by one program at a time.

    The note says whose bytes they are (address, size and checksum as published; the validator of
    the server's version) and how many of them are surely on the disk. It is on the disk before
    the first byte that it speaks of; what lies behind its count is forgotten when it is opened
    again. So no two versions of a file are ever mixed in it, wherever it was cut.
    """

    def __init__(self, folder: Path, file: OfferedFile, pace: Pace) -> None:
        self.target = folder / file_name(file.name, "the name of a file")
        self.path = folder / f"{file.name}.part"
        self._note = folder / f"{file.name}.part.json"
        self._file = file
        self._pace = pace
        self._handle = -1
        self._synced_bytes = 0
        self._synced_s = 0.0
        self._forget()
        self.take = 0  # how often this call began it anew

    def _forget(self) -> None:
        self.done_bytes = 0
        self.is_patched = False  # put together from several answers
        self.size_bytes = self._file.size_bytes
        self.validator: str | None = None
        self._hasher = self._file.checksum.hasher() if self._file.checksum else None

    def __enter__(self) -> "Part":
        self._hold()
        try:
            self._recall()
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.done_bytes == 0:  # not a byte came: leave nothing behind
                _unlink(self._note)
                _unlink(self.path)
            elif self.done_bytes > self._synced_bytes:
                self._sync()
        except OSError:
            if kind is None:
                raise
        finally:
            self._release()

    def begin(self, validator: str | None, size_bytes: int | None) -> None:
        """Begin with the first byte of the server's version `validator`. Raises OSError."""
        self._forget()
        self.take += 1
        self.validator, self.size_bytes = validator, size_bytes
        self._write_note()
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises OSError; what was written before it is counted."""
        rest = memoryview(chunk)
        while rest:
            count = os.write(self._handle, rest)
            if self._hasher:
                self._hasher.update(rest[:count])
            self.done_bytes += count
            rest = rest[count:]
        is_much = self.done_bytes - self._synced_bytes >= SYNC_BYTES
        if is_much or self._pace.monotonic() - self._synced_s >= SYNC_S:
            self._sync()

    def matches(self) -> bool:
        """Whether what is there has the published checksum; True when none is published."""
        published = self._file.checksum
        return not (published and self._hasher) or self._hasher.hexdigest() == published.hex

    def finish(self) -> Path:
        """Give the whole file its name. Raises OSError."""
        os.fsync(self._handle)
        self._synced_bytes = self.done_bytes
        os.replace(self.path, self.target)
        sync_folder(self.target.parent)
        _unlink(self._note)
        return self.target

    def reset(self) -> None:
        """Forget what is there; the next answer begins it anew. Raises OSError."""
        self._forget()
        self._synced_bytes = 0
        _unlink(self._note)
        os.ftruncate(self._handle, 0)

    def drop(self) -> None:
        """Throw it away with its note. Raises OSError."""
        self.reset()
        _unlink(self.path)

    def _hold(self) -> None:
        """Open and lock it; another program may have renamed it between the two."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        while True:
            self._handle = os.open(self.path, flags, 0o666)
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(self._handle), os.lstat(self.path)):
                    return
            except BlockingIOError as exc:
                self._release()
                raise DownloadFailed(f"{self.path} is being fetched by another program") from exc
            except FileNotFoundError:
                pass
            self._release()

    def _release(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _recall(self) -> None:
        """Take up what an earlier call left, when the note can be believed."""
        self._synced_s = self._pace.monotonic()
        note = _read_note(self._note)
        is_ours = note is not None and note["file"] == _identity(self._file)
        if not note or not is_ours or os.fstat(self._handle).st_size < note["synced_bytes"]:
            return  # the next answer begins it anew
        self.validator, self.size_bytes = note["validator"], note["size_bytes"]
        os.ftruncate(self._handle, note["synced_bytes"])
        os.lseek(self._handle, 0, os.SEEK_SET)
        while chunk := os.read(self._handle, _CHUNK):
            if self._hasher:
                self._hasher.update(chunk)
            self.done_bytes += len(chunk)
        self._synced_bytes = self.done_bytes
        self.is_patched = self.done_bytes > 0

    def _sync(self) -> None:
        os.fsync(self._handle)
        self._write_note()

    def _write_note(self) -> None:
        note = {
            "version": _VERSION,
            "file": _identity(self._file),
            "validator": self.validator,
            "size_bytes": self.size_bytes,
            "synced_bytes": self.done_bytes,
        }
        write_whole(self._note, json.dumps(note).encode())
        self._synced_bytes, self._synced_s = self.done_bytes, self._pace.monotonic()


def _identity(file: OfferedFile) -> str:
    """What the bytes are of; not the address itself: it may hold what is nobody's business."""
    checksum = file.checksum.hex if file.checksum else ""
    text = f"{file.href}\n{file.size_bytes}\n{checksum}"
    return hashlib.sha256(text.encode()).hexdigest()


def _read_note(path: Path) -> dict[str, Any] | None:
    """The note; None for one that is missing or that this version did not write."""
    try:
        with path.open("rb") as file:
            note = json.loads(file.read(10_000))
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not isinstance(note, dict) or note.get("version") != _VERSION:
        return None
    size, synced, validator = (note.get(k) for k in ("size_bytes", "synced_bytes", "validator"))
    is_good = (
        isinstance(note.get("file"), str)
        and (validator is None or isinstance(validator, str))
        and (size is None or (type(size) is int and size > 0))
        and type(synced) is int
        and synced >= 0
    )
    return note if is_good else None


def _unlink(path: Path) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
