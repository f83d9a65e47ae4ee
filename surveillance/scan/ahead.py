"""Strips of a picture, read while those before them are searched."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(strips: Iterator[T]) -> Iterator[T]:
    """The same in the same order; while one is used, another thread makes the next.

    What making one raises is raised where it would have been used.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="strips") as reader:
        coming = reader.submit(next, strips, end)
        while (strip := coming.result()) is not end:
            coming = reader.submit(next, strips, end)
            yield strip  # type: ignore[misc]
