"""A Python process of its own, and what it took.

Its memory is told as no less than that of who starts it: a bench that asks for it stays small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.rows import ROOT


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took. rss_bytes: the most memory that it held."""

    wall_s: float
    cpu_s: float
    rss_bytes: int


def run(home: Path, *arguments: str) -> Run:
    """A Python process with these arguments. Raises RuntimeError when it fails."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "MIZUGIWA_HOME": str(home)}
    )
    try:
        _, status, used = os.wait4(child.pid, 0)
    except BaseException:
        child.kill()
        raise
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"python {' '.join(arguments)} ended with {child.returncode}")
    wall_s = time.monotonic() - began
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
