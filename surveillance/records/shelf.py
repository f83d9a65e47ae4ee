"""The folder of records: a file per sortie, never written over by another one."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from geodata.whole_file import PRIVATE, write_whole
from surveillance.control.places import file_stem
from surveillance.errors import RecordError
from surveillance.records.sortie import SortieRecord

MOST = 10_000


class Shelf:
    """`HOME/records`. The files name people: only their owner can read them."""

    def __init__(self, home: Path) -> None:
        """`home`: the product's folder."""
        self.folder = home / "records"

    def reserve(self, vehicle: str, sortie: int, began_at: datetime) -> str:
        """A free name for a record, held by an empty file. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{began_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{file_stem(vehicle)}-{sortie}"
        for number in range(1, MOST):
            name = stem if number == 1 else f"{stem}-{number}"
            try:
                os.close(os.open(self.place(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
            except FileExistsError:
                continue
            return name
        raise FileExistsError(f"{MOST} records are called {stem}")

    def place(self, name: str) -> Path:
        """The file of a record."""
        return self.folder / f"{name}.json"

    def write(self, record: SortieRecord) -> None:
        """Replace the record's file. Raises OSError."""
        text = record.model_dump_json(indent=1)
        write_whole(self.place(record.id), text.encode(), is_private=True)

    def read(self, name: str) -> SortieRecord:
        """One record by its name, or `last`, the one written last. Raises RecordError."""
        if name == "last":
            written = self._by_writing()
            if not written:
                raise RecordError(f"no sortie is recorded in {self.folder}: fly one first")
            name = written[-1]
        if name not in self.names():
            raise RecordError(f"no record is called {name!r} in {self.folder}")
        try:
            return SortieRecord.model_validate_json(self.place(name).read_bytes())
        except OSError as exc:
            raise RecordError(f"cannot read record {name}: {exc.strerror}") from exc
        except ValidationError as exc:
            fault = exc.errors(include_url=False)[0]
            key = ".".join(str(part) for part in fault["loc"]) or "the file"
            raise RecordError(
                f"record {self.place(name)} is damaged: {key}: {fault['msg']}"
            ) from exc

    def names(self) -> list[str]:
        """Of all records, oldest first; one that was only reserved is none."""
        files = [f for f in self.folder.glob("*.json") if f.stat().st_size]
        return sorted(file.stem for file in files)

    def latest_first(self) -> Iterator[SortieRecord]:
        """Those that can be read, the one written last first; damaged ones are left out."""
        for name in reversed(self._by_writing()):
            with contextlib.suppress(RecordError):
                yield self.read(name)

    def _by_writing(self) -> list[str]:
        return sorted(self.names(), key=lambda name: self.place(name).stat().st_mtime_ns)

    def all(self) -> Iterator[SortieRecord]:
        """Every record, oldest first. Raises RecordError for a damaged one."""
        return (self.read(name) for name in self.names())
