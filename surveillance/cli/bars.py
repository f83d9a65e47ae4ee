"""Bars on stderr for a person at a terminal; a pipe sees nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from geodata.catalogs.port import Growth

_WIDTH = 40  # of a name


class Bars:
    """Several things that go on at once, from several threads."""

    def __init__(self) -> None:
        talk = Console(stderr=True)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
        self._shown = Progress(
            *columns, console=talk, transient=True, disable=not talk.is_terminal,
            redirect_stdout=False,
        )  # fmt: skip
        self._downloads: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._shown.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shown.stop()

    def bar(self, name: str) -> Callable[[float], None]:
        """A new bar; what it gives takes the share that is done, and takes it away at 1."""
        task = self._shown.add_task(name[-_WIDTH:], total=1.0)

        def told(share: float) -> None:
            self._shown.update(task, completed=share, visible=share < 1.0)

        return told

    def grow(self, growth: Growth) -> None:
        """A file that is downloaded."""
        name = growth.file.name
        if name not in self._downloads:
            self._downloads[name] = self._shown.add_task(f"↓ {name[-_WIDTH:]}", total=None)
        size = growth.size_bytes
        is_over = size is not None and growth.done_bytes >= size
        self._shown.update(
            self._downloads[name], completed=growth.done_bytes, total=size, visible=not is_over
        )
