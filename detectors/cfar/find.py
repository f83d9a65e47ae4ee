"""Bright blobs on a radar picture, judged against the clutter in a ring round them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.bands import Strip, Valid, Window, windows
from detectors.cfar.blobs import Blob, Blobs
from detectors.cfar.blocks import BLOCK_PX
from detectors.cfar.candidates import Candidates, candidates, halo_rows, merged
from detectors.cfar.clusters import clusters
from detectors.cfar.settings import Settings
from detectors.cfar.surroundings import Told
from detectors.errors import PictureError

_MOST = 65535


def find_blobs(
    picture: NDArray[np.generic] | Iterable[Strip],
    valid: Valid | None = None,
    settings: Settings | None = None,
    told: Told | None = None,
) -> Blobs:
    """All blobs of a picture of raw digital numbers (amplitudes); 0 is no data.

    picture: (rows, columns) uint16 or uint8, or its strips from the top down as (first row, rows),
    each an array of its own; strips may overlap. Also float32 amplitudes of a whole small picture.
    valid: True where to look, (rows, columns) or a function of first and last row that gives those
    rows. told: is given what each row of blocks was judged by. The blobs are the same for any cut
    into strips. Raises PictureError.
    """
    settings = settings or Settings()
    unit = 1.0
    if isinstance(picture, np.ndarray):
        numbers, unit = _digital_numbers(picture)
        picture = [(0, numbers)]
    found = merged(list(_all_candidates(picture, valid, settings, told)))
    return _gathered(found, clusters(found, settings.gap_px), unit, settings.least_px)


def _digital_numbers(picture: NDArray[np.generic]) -> tuple[NDArray[np.generic], float]:
    """The picture in whole numbers, and what one of them is worth."""
    if picture.dtype.kind != "f":
        return picture, 1.0
    if picture.ndim != 2:
        raise PictureError(f"the picture is {picture.shape}; give one band: rows and columns")
    amplitude = np.nan_to_num(np.asarray(picture, np.float64), nan=0.0, posinf=-1.0, neginf=-1.0)
    if amplitude.min(initial=0.0) < 0.0:
        raise PictureError("the picture has negative or endless values; give amplitudes, not dB")
    most = float(amplitude.max(initial=0.0))
    is_whole = most <= _MOST and bool(np.all(amplitude == np.rint(amplitude)))
    unit = 1.0 if is_whole or not most else most / _MOST
    # what is more than nothing stays more than nothing: 0 is no data
    return np.ceil(amplitude / unit).astype(np.uint16), unit


def _all_candidates(
    strips: Iterable[Strip], valid: Valid | None, settings: Settings, told: Told | None
) -> Iterator[Candidates]:
    """The candidates of all windows, from the top down."""
    band = -(-settings.band_rows // BLOCK_PX) * BLOCK_PX
    strips = iter(strips)
    first = list(islice(strips, 1))
    # a picture of fewer rows than the halo is one window anyhow
    halo = max((halo_rows((_MOST, rows.shape[-1]), settings) for _, rows in first), default=0)
    cut = windows(chain(first, strips), valid, band, halo)
    if settings.threads == 1:
        for window in cut:
            yield candidates(window, settings, told)
        return
    with ThreadPoolExecutor(settings.threads) as pool:
        yield from _in_turn(pool, cut, settings, told)


def _in_turn(
    pool: ThreadPoolExecutor, cut: Iterator[Window], settings: Settings, told: Told | None
) -> Iterator[Candidates]:
    """In the order of the windows; only as many are held as there are threads."""
    waiting: deque[Future[Candidates]] = deque()
    for window in cut:
        waiting.append(pool.submit(candidates, window, settings, told))
        if len(waiting) >= settings.threads:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _gathered(found: Candidates, cluster: NDArray[np.int64], unit: float, least_px: int) -> Blobs:
    """The candidates of each cluster as a blob, in the picture's own unit."""
    own = found.at(np.argsort(cluster, kind="stable")[np.count_nonzero(cluster < 0) :])
    if not len(own):
        return Blobs(())
    counts = np.bincount(cluster[cluster >= 0])
    ends = np.cumsum(counts)
    starts = ends - counts
    px = np.column_stack([own.column, own.row])
    values = own.value.astype(np.float64) * unit
    above = values - own.mean * unit
    excess = np.add.reduceat(above, starts)
    centroids = np.add.reduceat((px + 0.5) * above[:, None], starts) / excess[:, None]
    boxes = np.hstack([np.minimum.reduceat(px, starts), np.maximum.reduceat(px, starts) + 1])
    # of several equally bright pixels the first
    is_peak = np.flatnonzero(values == np.repeat(np.maximum.reduceat(values, starts), counts))
    peaks = is_peak[np.searchsorted(is_peak, starts)]
    blobs = []
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if end - start >= least_px:
            (x0, y0, x1, y1), (x, y), brightest = boxes[i].tolist(), centroids[i].tolist(), peaks[i]
            mean, std = float(own.mean[brightest]) * unit, float(own.std[brightest]) * unit
            figures = float(values[brightest]), float(excess[i]), mean, std
            cut = slice(start, end)
            pixels = px[cut], values[cut], own.is_strong[cut]
            blobs.append(Blob((x0, y0, x1, y1), (x, y), *figures, *pixels))
    return Blobs(tuple(blobs))
