"""What the search tells of its thresholds is what it goes by."""

import numpy as np
import pytest

from detectors.cfar import Settings, Surroundings, find_blobs
from detectors.cfar.blocks import BLOCK_PX

SETTINGS = Settings()


def sea(rows=400, columns=330, seed=7):
    rng = np.random.default_rng(seed)
    power = rng.gamma(4.4, 1.0 / 4.4, (rows, columns)) * rng.gamma(8.0, 1.0 / 8.0)
    return np.rint(120.0 * np.sqrt(power)).astype(np.uint16) + np.uint16(1)


def told_of(picture, settings=SETTINGS, cut=None):
    parts: list[Surroundings] = []
    step = cut or len(picture)
    strips = [(n, picture[n : n + step].copy()) for n in range(0, len(picture), step)]
    find_blobs(strips, None, settings, parts.append)
    parts.sort(key=lambda part: part.first_row)
    rows = np.concatenate([part.first_row + np.arange(len(part.power)) for part in parts])
    assert (rows == np.arange(-(-len(picture) // BLOCK_PX))).all()
    names = ("power", "threshold", "looked")
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}


@pytest.mark.parametrize(("cut", "threads"), [(None, 1), (64, 1), (100, 3)])
def test_every_row_of_blocks_is_told_once_for_any_cut(cut, threads):
    whole = told_of(sea())
    settings = Settings(threads=threads, band_rows=100)
    for name, values in told_of(sea(), settings, cut).items():
        assert np.array_equal(values, whole[name], equal_nan=True)


@pytest.mark.parametrize(("row", "column"), [(200, 170), (15, 20), (395, 325)])
def test_a_pixel_above_the_threshold_is_a_blob_and_one_below_is_none(row, column):
    picture = sea()
    limit = told_of(picture)["threshold"][row // BLOCK_PX, column // BLOCK_PX]
    for level, is_seen in ((np.ceil(limit) + 2, True), (np.floor(limit) - 2, False)):
        changed = picture.copy()
        changed[row, column] = level
        boxes = [blob.box_px for blob in find_blobs(changed)]
        hit = [b for b in boxes if b[0] <= column < b[2] and b[1] <= row < b[3]]
        assert bool(hit) is is_seen


def test_power_is_that_of_the_sea_and_land_counts_for_nothing():
    picture = sea()
    picture[:, :100] = 0
    told = told_of(picture)
    assert (told["looked"][:, :10] == 0).all() and (told["looked"][:, 10:] == 100).all()
    open_sea = told["power"][5:-5, 15:-5]
    assert open_sea.mean() == pytest.approx((picture[:, 100:].astype(float) ** 2).mean(), rel=0.05)
    assert np.isnan(told["threshold"][20, 0])  # no clutter anywhere near
