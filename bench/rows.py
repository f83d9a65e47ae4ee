"""One measured line of the table, and how time is taken."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours beside a peer's, or beside the limit that no program can pass.

    ours: None when the bench could not run here, as the note says. theirs: None when the peer is
    not installed. peer: empty when there is nothing to compare with.
    """

    what: str
    ours: float | None
    unit: str
    peer: str = ""
    theirs: float | None = None
    is_more_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer we are; below 1: worse. None without two figures."""
        good, bad = (self.ours, self.theirs) if self.is_more_better else (self.theirs, self.ours)
        return None if good is None or not bad else good / bad


def best_each_s(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """Least wall seconds of each of several works, after a run that is not counted.

    They take turns: what else the machine does in the meantime hits them all.
    """
    for work in works:
        work()
    turns = [[once_s(work) for work in works] for _ in range(repeats)]
    return [min(times) for times in zip(*turns, strict=True)]


def once_s(work: Callable[[], object]) -> float:
    """Wall seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peer_module(name: str) -> ModuleType | None:
    """A peer's module; None when it is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def data_dir() -> Path | None:
    """The folder of real recordings: MIZUGIWA_DATA, or the one shared beside the checkout."""
    given = os.environ.get("MIZUGIWA_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
