"""What the network on candidates' windows costs: 1,000 windows read, and 1,000 judged."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.overpass import fly
from bench.rows import Row
from detectors.chips.network import ChipNetwork
from detectors.chips.normalise import SIDE_PX
from detectors.chips.windows import windows_at
from geodata.sentinel1.product import Product, open_product

COUNT = 1_000
SHAPE = (4096, 4096)
REPEATS = 5
LIMIT_MS = 1_000.0  # for all of it, on a whole scene: the time that it may add


def measure() -> list[Row]:
    """CPU time, one thread; half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        return list(_rows(Path(folder)))


def _rows(folder: Path) -> Iterator[Row]:
    network = ChipNetwork(threads=1)
    for name, is_cog in (("raw", False), ("deflate COG", True)):
        product = open_product(fly(folder / name, 1, SHAPE, vessels=10, is_cog=is_cog).path)
        px = np.random.default_rng(0).uniform(0.0, 1.0, (COUNT, 2)) * product.shape[::-1]
        yield Row(
            f"windows read, {name}", _cpu_ms(_reading(product, px)), "ms per 1,000", "limit",
            LIMIT_MS, note=f"both polarisations, scattered over {SHAPE[0]} x {SHAPE[1]}",
        )  # fmt: skip
    windows = windows_at(product, px, SIDE_PX)
    yield Row(
        "windows judged", _cpu_ms(lambda: network.judge(windows)), "ms per 1,000", "limit",
        LIMIT_MS, note="one thread; a busy whole scene has some 600",
    )  # fmt: skip


def _reading(product: Product, px: np.ndarray) -> Callable[[], object]:
    return lambda: windows_at(product, px, SIDE_PX)


def _cpu_ms(work: Callable[[], object]) -> float:
    """Least of several runs, after one that is not counted."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1e3 * min(times)
