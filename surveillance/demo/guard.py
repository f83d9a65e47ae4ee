"""Ends the children of a run whose parent was killed before it could do so itself.

A process of its own: whoever starts the children writes `+GROUP` to its stdin for each of them and
`-GROUP` when one has ended. The pipe closes when the parent is gone, however it went; then what is
left gets SIGTERM, and after a while SIGKILL.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE_S = 10.0
_LOOK_S = 0.1


def left_over(lines: Iterable[str]) -> list[int]:
    """Process groups that were started and have not ended, youngest first.

    >>> left_over(["+11", "+12", "+13", "-12"])
    [13, 11]
    """
    groups: dict[int, None] = {}
    for line in lines:
        if line.startswith("+"):
            groups[int(line)] = None
        else:
            groups.pop(-int(line), None)
    return list(groups)[::-1]


def end(groups: Iterable[int], patience_s: float = PATIENCE_S) -> None:
    """Ask the groups to end, then make them."""
    alive = [group for group in groups if _signal(group, signal.SIGTERM)]
    until = time.monotonic() + patience_s
    while alive and time.monotonic() < until:
        time.sleep(_LOOK_S)
        alive = [group for group in alive if _signal(group, 0)]
    for group in alive:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Whether somebody was there to be signalled."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    end(left_over(sys.stdin))
