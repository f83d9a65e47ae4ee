"""What a person at a terminal sees while something takes long; a pipe sees nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def working(what: str) -> Iterator[None]:
    """A line on stderr with the seconds gone, wiped away at the end."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    talk = Console(stderr=True)
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_terminal) as shown:
        shown.add_task(what, total=None)
        yield
