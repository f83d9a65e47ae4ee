"""Bright blobs on a radar scene: block ring against box filters and a ring round every pixel.

CPU time, because other work on the machine stretches the wall's. Numba's code is compiled and in
its cache before anything is timed. The scene is simulated: one tile of K-distributed sea, ten times
each way, and vessels.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter
from scipy.stats import norm

from bench.exact_ring import candidates_exact
from bench.rows import ROOT, Row
from bench.seas import coast, sea, with_vessels
from detectors.cfar import Blobs, Settings, find_blobs
from detectors.kernels import kernel

ROWS, COLUMNS, TILES = 16_000, 25_000, 10
VESSELS, REPEATS = 600, 3
CROP = (3_200, 2_500)  # a fiftieth of the scene, for the box filters
NAIVE_CROP = (240, 240)
OUTER_PX, GUARD_PX = 81, 51  # of the peers' rings
STRIP_ROWS = 1_000
ORDER = 5.0
MOST_CPU_S = 1.5
RATE = 1e-5
CROPPED = "peer timed on a fiftieth, multiplied; numba cache warm"
ALARMS = f"simulated sea of order 2, nominal {RATE:g}; 1 is right"

Pixels = NDArray[np.uint16]


def tile() -> Pixels:
    """A hundredth of the scene without vessels."""
    return sea(np.random.default_rng(1), (ROWS // TILES, COLUMNS // TILES), ORDER)


def scene() -> Pixels:
    """The whole scene: 25,000 columns, 16,000 rows."""
    rng = np.random.default_rng(2)
    pixels = np.tile(tile(), (TILES, TILES))
    for row, column in zip(
        rng.integers(0, ROWS - 30, VESSELS), rng.integers(0, COLUMNS - 30, VESSELS), strict=True
    ):
        high, wide = rng.integers(2, 20, 2)
        pixels[row : row + high, column : column + wide] = rng.integers(600, 5000)
    return pixels


def cpu_s(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Least CPU seconds of all threads over several runs."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def box_scipy(pixels: Pixels) -> NDArray[np.bool_]:
    """Mean and deviation in a ring by scipy.ndimage.uniform_filter."""
    return _by_boxes(pixels, lambda p, size: np.asarray(uniform_filter(p, size)))


def box_opencv(pixels: Pixels) -> NDArray[np.bool_]:
    """Mean and deviation in a ring by cv2.boxFilter."""
    return _by_boxes(pixels, lambda p, size: np.asarray(cv2.boxFilter(p, -1, (size, size))))


def _by_boxes(
    pixels: Pixels, box: Callable[[NDArray[np.float32], int], NDArray[np.float32]]
) -> NDArray[np.bool_]:
    numbers = pixels.astype(np.float32)
    outer, guard = float(OUTER_PX**2), float(GUARD_PX**2)
    mean, square = (
        (box(p, OUTER_PX) * outer - box(p, GUARD_PX) * guard) / (outer - guard)
        for p in (numbers, numbers * numbers)
    )
    return numbers > mean + 6.0 * np.sqrt(np.maximum(square - mean * mean, 0.0))


@kernel
def naive(pixels: Pixels, outer: int, guard: int, found: NDArray[np.bool_]) -> None:
    """Every ring summed anew, pixel by pixel; not beside the border."""
    for y in range(outer, pixels.shape[0] - outer):
        for x in range(outer, pixels.shape[1] - outer):
            s = q = n = 0
            for v in range(y - outer, y + outer + 1):
                for u in range(x - outer, x + outer + 1):
                    if abs(v - y) > guard or abs(u - x) > guard:
                        value = np.int64(pixels[v, u])
                        s, q, n = s + value, q + value * value, n + 1
            mean = s / n
            found[y, x] = pixels[y, x] > mean + 6.0 * np.sqrt(max(q / n - mean * mean, 0.0))


def naive_cpu_s(pixels: Pixels) -> float:
    """CPU seconds for a whole scene, from a crop."""
    crop = np.ascontiguousarray(pixels[: NAIVE_CROP[0], : NAIVE_CROP[1]])
    half, guard = OUTER_PX // 2, GUARD_PX // 2
    found = np.zeros(crop.shape, np.bool_)
    naive(crop[: OUTER_PX + 2, : OUTER_PX + 2].copy(), half, guard, found)
    judged = (NAIVE_CROP[0] - 2 * half) * (NAIVE_CROP[1] - 2 * half)
    return cpu_s(lambda: naive(crop, half, guard, found), 1) * ROWS * COLUMNS / judged


def strips() -> Iterator[tuple[int, Pixels]]:
    """The scene's sea strip by strip: never in memory as a whole."""
    one = tile()
    for row in range(0, ROWS, STRIP_ROWS):
        lines = (np.arange(row, row + STRIP_ROWS)) % len(one)
        yield row, np.tile(one[lines], (1, TILES))


def memory_mb() -> tuple[float, float]:
    """Largest resident memory of this process before the scene and after it, in MB."""
    find_blobs(tile()[:200, :200])
    before = _most_mb()
    find_blobs(strips())
    return before, _most_mb()


def _most_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (most,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(most) / 1e3


def memory_apart_mb() -> tuple[float, float]:
    """The same in a process of its own."""
    script = "from bench.cfar import memory_mb; print(*memory_mb())"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, most = (float(value) for value in run.stdout.split())
    return before, most


def strong_mask(blobs: Blobs, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """True at the pixels above the upper threshold."""
    mask = np.zeros(shape, np.bool_)
    for blob in blobs:
        mask[blob.px[blob.is_strong, 1], blob.px[blob.is_strong, 0]] = True
    return mask


def agreement(shape: tuple[int, int] = (1_500, 1_500)) -> float:
    """Jaccard index of the pixels found and those of an exact ring, beside a coast."""
    rng = np.random.default_rng(4)
    rising = sea(rng, shape, ORDER) * np.linspace(1.0, 4.0, shape[1])
    pixels, _ = with_vessels(rng, rising.astype(np.uint16), 120)
    water, chosen = coast(rng, shape), Settings()
    ours = strong_mask(find_blobs(pixels, water, chosen), shape)
    exact = candidates_exact(pixels, water, chosen)
    return float((ours & exact).sum() / (ours | exact).sum())


def alarm_ratios(shape: tuple[int, int] = (1_500, 2_000)) -> tuple[float, float]:
    """Measured over nominal false-alarm rate: ours, and a Gaussian's threshold in a box filter."""
    pixels = sea(np.random.default_rng(5), shape, 2.0)
    ours = strong_mask(find_blobs(pixels, settings=Settings(false_alarm_rate=RATE)), shape).sum()
    numbers = pixels.astype(np.float32)
    mean, square = (cv2.blur(p, (OUTER_PX, OUTER_PX)) for p in (numbers, numbers * numbers))
    sigmas = float(norm.isf(RATE))
    theirs = (numbers > mean + sigmas * np.sqrt(np.maximum(square - mean * mean, 0.0))).sum()
    return float(ours / pixels.size / RATE), float(theirs / pixels.size / RATE)


def measure() -> list[Row]:
    """Time against the peers, growth with the size, memory, and what is found."""
    (base, peak), jaccard, (ratio, gaussian) = memory_apart_mb(), agreement(), alarm_ratios()
    pixels = scene()
    crop = np.ascontiguousarray(pixels[: CROP[0], : CROP[1]])
    share = ROWS * COLUMNS / crop.size
    find_blobs(crop)
    whole, half, quarter = (cpu_s(lambda n=n: find_blobs(pixels[: ROWS // n])) for n in (1, 2, 4))
    what, unit = "one polarisation of 25,000 x 16,000", "CPU-s"
    peers = (
        ("scipy uniform_filter", cpu_s(lambda: box_scipy(crop), 1) * share, CROPPED),
        ("cv2.boxFilter", cpu_s(lambda: box_opencv(crop), 1) * share, CROPPED),
        ("naive ring", naive_cpu_s(pixels), "peer compiled, timed on 160 x 160 pixels, multiplied"),
        ("the bar", MOST_CPU_S, "clusters included, no mask; numba cache warm"),
    )
    return [
        *(Row(what, whole, unit, name, theirs, note=note) for name, theirs, note in peers),
        Row("a half of it, times 2", 2.0 * half, unit, "the whole", whole),
        Row("a quarter of it, times 4", 4.0 * quarter, unit, "the whole", whole),
        Row("peak memory, strips", peak, "MB", "the bar", 1e3, note=f"{base:.0f} MB before"),
        Row("pixels as an exact ring's", jaccard, "Jaccard", "the bar", 0.98, True, "simulated"),
        Row("false alarms over nominal", ratio, "ratio", "Gaussian tail", gaussian, note=ALARMS),
    ]  # fmt: skip
