"""The rule of the search with an exact ring round every pixel: slow, and plain numpy."""

import numpy as np

from detectors.cfar.blocks import BLOCK_PX
from detectors.cfar.candidates import _MIDDLE_HALVES
from detectors.cfar.clutter import threshold_table


def candidates_exact(picture, mask, settings):
    """True where a pixel is above the upper threshold of its own ring."""
    valid = mask & (picture > 0)
    outer = (2 * settings.ring_blocks + 1) * BLOCK_PX // 2
    guard = (2 * settings.guard_blocks + 1) * BLOCK_PX // 2
    tables = [
        threshold_table(rate, settings.looks)
        for rate in (settings.grow_rate, settings.false_alarm_rate)
    ]
    own = valid
    for table in tables:
        mean, std = _ring(picture, own, outer, guard, 0, settings.least_clutter_px)
        own = valid & ~(picture > _limit(mean, std, table))
    mean, std = _ring(picture, own, outer, guard, _MIDDLE_HALVES, settings.least_clutter_px)
    return valid & (picture > _limit(mean, std, tables[1]))


def _limit(mean, std, table):
    nodes = table.first + table.step * np.arange(len(table.sigmas))
    limit = mean + std * np.interp(std / mean, nodes, table.sigmas)
    return np.where(np.isnan(mean), np.inf, limit)


def _ring(picture, own, outer, guard, middle_halves, least):
    numbers = picture.astype(np.int64) * own
    sums = [_box(v, outer) for v in (numbers, numbers * numbers, own.astype(np.int64))]
    middle = [_box(v, guard) for v in (numbers, numbers * numbers, own.astype(np.int64))]
    out = np.where(sums[2] - middle[2] >= least, 2 - middle_halves, 0)
    s, q, n = (2 * o - out * i for o, i in zip(sums, middle, strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, square = s / n, q / n
    mean[n < 2 * least] = np.nan
    return mean, np.sqrt(np.maximum(square - mean * mean, 0.0))


def _box(values, half):
    """Sum over 2 half + 1 pixels each way, clipped at the borders."""
    total = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    rows, columns = np.arange(values.shape[0]), np.arange(values.shape[1])
    y0, y1 = np.maximum(rows - half, 0), np.minimum(rows + half + 1, len(rows))
    x0, x1 = np.maximum(columns - half, 0), np.minimum(columns + half + 1, len(columns))
    return total[y1][:, x1] - total[y0][:, x1] - total[y1][:, x0] + total[y0][:, x0]
