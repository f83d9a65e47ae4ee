"""A picture that lies plainly within a larger file, perhaps one that is still being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# What a TIFF says of itself must lie in front, or it is not read before the file is whole. 16,000
# rows, each with its own place and length, take 0.3 MB.
HEAD_BYTES = 4 * 2**20


def _nothing_is_missing(end: int) -> None:
    """Of a file that is whole."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `first` on, `size_bytes` of them, of the file at `path`.

    wait: returns when the first `end` bytes of the picture are there, or raises why they do not
    come.
    """

    path: Path
    first: int
    size_bytes: int
    wait: Callable[[int], None] = _nothing_is_missing

    @property
    def gdal_path(self) -> str:
        """How GDAL calls it."""
        return f"/vsisubfile/{self.first}_{self.size_bytes},{self.path}"

    def wait_for_head(self) -> None:
        """Until it can be opened."""
        self.wait(min(self.size_bytes, HEAD_BYTES))
