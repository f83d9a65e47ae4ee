"""Blobs are the same however the picture is cut, and nothing that is no data is one."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.seas import coast, sea, with_vessels
from detectors.cfar import Settings, find_blobs
from detectors.errors import PictureError, SettingError

# a small ring, so that a small picture has several windows with whole halos
SMALL = {"ring_blocks": 2, "guard_blocks": 1, "false_alarm_rate": 1e-5, "least_clutter_px": 200}


def listed(blobs):
    """Everything that is known of the blobs, in numbers that compare exactly."""
    return [
        (b.box_px, b.centroid_px, b.peak, b.excess, b.mean, b.std, b.px.tolist(),
         b.values.tolist(), b.is_strong.tolist())
        for b in blobs
    ]  # fmt: skip


def strips(picture, heights, overlap):
    """The picture in strips of these heights, taken in turn, each with rows of the one before."""
    row, turn = 0, 0
    while row < len(picture):
        end = row + heights[turn % len(heights)]
        first = max(0, row - overlap)
        yield first, picture[first:end].copy()
        row, turn = end, turn + 1


RNG = np.random.default_rng(11)
PICTURE, PLACES = with_vessels(RNG, sea(RNG, (457, 303), 2.0), 12)
WATER = coast(RNG, PICTURE.shape)
WHOLE = listed(find_blobs(PICTURE, settings=Settings(**SMALL)))


@settings(max_examples=25, deadline=None)
@given(
    heights=st.lists(st.integers(1, 300), min_size=1, max_size=4),
    overlap=st.integers(0, 60),
    band_rows=st.integers(1, 500),
    threads=st.integers(1, 3),
    is_masked=st.booleans(),
    columns=st.sampled_from([303, 300, 41, 7]),
)
def test_any_cut_and_any_number_of_threads_give_the_same(
    heights, overlap, band_rows, threads, is_masked, columns
):
    chosen = Settings(**SMALL, band_rows=band_rows, threads=threads)
    picture, water = PICTURE[:, :columns], WATER[:, :columns]
    whole = find_blobs(picture, water if is_masked else None, Settings(**SMALL))
    mask = (lambda first, last: water[first:last]) if is_masked else None
    cut = find_blobs(strips(picture, heights, overlap), mask, chosen)
    assert listed(cut) == listed(whole)


def test_planted_vessels_are_found_where_they_are():
    blobs = find_blobs(PICTURE, settings=Settings(**SMALL))
    assert len(blobs) >= len(PLACES)
    for column, row in PLACES:
        assert any(
            x0 - 2 <= column <= x1 + 1 and y0 - 2 <= row <= y1 + 1
            for x0, y0, x1, y1 in (b.box_px for b in blobs)
        ), (column, row)


@settings(max_examples=10, deadline=None)
@given(factor=st.integers(2, 40))
def test_a_constant_factor_changes_no_blob(factor):
    brighter = find_blobs(PICTURE * np.uint16(factor), settings=Settings(**SMALL))
    largest = int(PICTURE.max()) * factor
    if largest <= 65535:
        assert [b.px.tolist() for b in brighter] == [entry[6] for entry in WHOLE]


def test_no_data_and_land_are_no_blob_and_no_clutter():
    rng = np.random.default_rng(3)
    picture, _ = with_vessels(rng, sea(rng, (400, 400), 3.0), 5)
    picture[:, :150] = 0
    land = np.ones(picture.shape, np.bool_)
    land[300:] = False
    blobs = find_blobs(picture, land)
    for b in blobs:
        assert picture[b.px[:, 1], b.px[:, 0]].min() > 0
        assert land[b.px[:, 1], b.px[:, 0]].all()
    # the same as if land and border had never been there
    burnt = np.where(land, picture, 60000).astype(np.uint16)
    assert listed(find_blobs(burnt, land)) == listed(blobs)


def test_empty_pictures():
    assert len(find_blobs(np.zeros((300, 300), np.uint16))) == 0
    assert len(find_blobs(np.full((300, 300), 70, np.uint16))) == 0
    assert len(find_blobs(np.zeros((300, 300), np.uint16), settings=Settings(threads=2))) == 0


def test_small_blobs_can_be_left_out():
    blobs = find_blobs(PICTURE, settings=Settings(**SMALL))
    least = sorted(len(b.px) for b in blobs)[len(blobs) // 2]
    kept = find_blobs(PICTURE, settings=Settings(**SMALL, least_px=least))
    assert 0 < len(kept) < len(blobs)
    assert listed(kept) == listed([b for b in blobs if len(b.px) >= least])


def test_a_vessel_on_the_last_pixel_counts():
    rng = np.random.default_rng(5)
    picture = sea(rng, (333, 277), 5.0)
    picture[-2:, -3:] = 4000
    (found,) = find_blobs(picture)
    assert found.box_px == (274, 331, 277, 333)
    assert found.centroid_px == pytest.approx((275.5, 332.0))


def test_a_vessel_that_fills_much_of_a_small_chip_is_found():
    rng = np.random.default_rng(6)
    for order in (1.0, 20.0):
        chip = sea(rng, (33, 33), order)
        chip[8:25, 13:19] = 900
        largest = max(find_blobs(chip), key=lambda b: b.excess)
        assert largest.box_px == pytest.approx((13, 8, 19, 25), abs=1)


def test_amplitudes_that_are_no_whole_numbers():
    rng = np.random.default_rng(7)
    picture, _ = with_vessels(rng, sea(rng, (300, 300), 3.0), 4)
    whole = find_blobs(picture)
    assert listed(find_blobs(picture.astype(np.float32))) == listed(whole)
    small = find_blobs((picture / 1000.0).astype(np.float32))
    assert [b.px.tolist() for b in small] == [b.px.tolist() for b in whole]
    assert [b.peak for b in small] == pytest.approx([b.peak / 1000.0 for b in whole], rel=1e-3)


def test_neighbours_do_not_hide_each_other():
    """Bright vessels in the ring are taken out of the clutter."""
    rng = np.random.default_rng(8)
    picture = sea(rng, (300, 300), 8.0)
    faint = picture.copy()
    faint[148:152, 148:152] = 700
    alone = find_blobs(faint)
    assert any(b.box_px[0] <= 150 < b.box_px[2] for b in alone)
    crowded = faint.copy()
    for x in (110, 118, 182, 190):
        crowded[130:170, x : x + 5] = 20000
    assert any(
        b.box_px[0] <= 150 < b.box_px[2] and b.box_px[1] <= 150 < b.box_px[3]
        for b in find_blobs(crowded)
    )


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.full((30, 30), -12.0, np.float32), "dB"),
        (np.zeros((3, 30, 30), np.float32), "one band"),
        (np.zeros((30, 30), np.int32), "int32"),
        (np.zeros((2, 30, 30), np.uint16), "two-dimensional"),
        ([], "no rows"),
        ([(0, np.ones((10, 30), np.uint16)), (11, np.ones((10, 30), np.uint16))], "10 to 10"),
        ([(0, np.ones((10, 30), np.uint16)), (10, np.ones((9, 31), np.uint16))], "31 columns"),
    ],
)
def test_pictures_that_are_none(picture, says):
    with pytest.raises(PictureError, match=says):
        find_blobs(picture)


def test_a_mask_of_another_size():
    with pytest.raises(PictureError, match="mask"):
        find_blobs(np.ones((200, 200), np.uint16), np.ones((200, 199), np.bool_))
    with pytest.raises(PictureError, match="mask"):
        find_blobs(np.ones((200, 200), np.uint16), np.ones((100, 200), np.bool_))
    with pytest.raises(PictureError, match="uint8"):
        find_blobs(np.ones((200, 200), np.uint16), np.ones((200, 200), np.uint8))


@pytest.mark.parametrize(
    "wrong",
    [
        {"false_alarm_rate": 0.0}, {"false_alarm_rate": 0.5}, {"grow_rate": 1e-9},
        {"looks": float("nan")}, {"guard_blocks": 4}, {"threads": 0}, {"band_rows": 0},
    ],
)  # fmt: skip
def test_settings_out_of_their_limits(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        Settings(**wrong)


def test_memory_does_not_grow_with_the_height():
    """Strips are let go of as soon as they are judged."""
    rng = np.random.default_rng(9)
    one = sea(rng, (500, 1000), 5.0)

    def peak_bytes(strips):
        tracemalloc.start()
        try:
            find_blobs((500 * i, one.copy()) for i in range(strips))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak_bytes(4)  # what is kept for good
    assert peak_bytes(24) <= 1.2 * peak_bytes(6)
