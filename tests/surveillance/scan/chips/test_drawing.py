"""What is drawn lies where it is on the earth."""

import cv2
import numpy as np
import pytest

from surveillance.scan.chips.drawing import PANEL_PX, View, draw_chip

SIDE = 101
BOX = (48.0, 48.0, 53.0, 53.0)
MIDDLE = (50.5, 50.5)


def spot(column, row):
    window = np.full((SIDE, SIDE), 50, np.uint16)
    window[::2] += 5
    window[row - 1 : row + 2, column - 1 : column + 2] = 5_000
    return window


def drawn(windows, view, corner=(0.0, 0.0)):
    return cv2.imdecode(np.frombuffer(draw_chip(windows, np.array(corner), view), np.uint8), 1)


def brightest(picture):
    """Middle of what is grey and bright: words and box lie elsewhere or are yellow."""
    inner = picture[40:-60, 20:-20].astype(int)
    rows, columns = np.nonzero((inner > 200).all(axis=2))
    return columns.mean() + 20.5 - PANEL_PX / 2, rows.mean() + 40.5 - PANEL_PX / 2


@pytest.mark.parametrize(
    ("axes", "off"),
    [
        (None, (20, 0)),  # the picture's right is right
        ([[10.0, 0.0], [0.0, -10.0]], (20, 0)),  # columns to the east, rows to the south
        ([[-10.0, 0.0], [0.0, 10.0]], (-20, 0)),  # upside down, as a descending pass has it
        ([[10.0, 0.0], [0.0, 10.0]], (20, 0)),  # mirrored, as an ascending one
        ([[0.0, 10.0], [10.0, 0.0]], (0, -20)),  # columns to the north
    ],
)
def test_north_is_up_and_east_is_right(axes, off):
    view = View(MIDDLE, 64, BOX, None if axes is None else np.array(axes))
    x, y = brightest(drawn({"VV": spot(70, 50)}, view))
    per_px = PANEL_PX / 64
    assert (x, y) == pytest.approx((off[0] * per_px, off[1] * per_px), abs=0.6 * per_px)


def test_a_panel_for_each_band_and_one_for_colours():
    view = View(MIDDLE, 64, BOX, np.diag([10.0, -10.0]))
    assert drawn({"VV": spot(50, 50), "VH": spot(50, 50)}, view).shape == (PANEL_PX, 768, 3)
    colours = np.dstack([spot(50, 50), spot(60, 50), spot(50, 60)])
    picture = drawn({"colours": colours}, view)
    at = PANEL_PX // 2, PANEL_PX // 2 + 60  # ten columns to the right: green alone
    assert picture[at][1] == 255 and picture[at][0] < 150 and picture[at][2] < 150


def test_the_box_goes_round_the_thing():
    view = View(MIDDLE, 64, BOX, np.diag([10.0, -10.0]))
    picture = drawn({"VV": np.full((SIDE, SIDE), 50, np.uint16)}, view).astype(int)
    yellow = (picture[..., 2] > 200) & (picture[..., 0] < 60)
    rows, columns = np.nonzero(yellow)
    half = 2.5 * PANEL_PX / 64 + 4.0
    for places in (rows, columns):
        assert places.min() == pytest.approx(PANEL_PX / 2 - half, abs=2.0)
        assert places.max() == pytest.approx(PANEL_PX / 2 + half, abs=2.0)


def test_the_scale_is_true():
    """A bar of 200 m on 64 pixels of 10 m."""
    view = View(MIDDLE, 64, BOX, np.diag([10.0, -10.0]))
    picture = drawn({"VV": np.full((SIDE, SIDE), 50, np.uint16)}, view)
    bar = (picture[PANEL_PX - 10] > 240).all(axis=1)
    assert np.ptp(np.flatnonzero(bar)) == pytest.approx(200.0 / 640.0 * PANEL_PX, abs=4.0)


def test_what_is_shown_lies_within_the_reach():
    turned = np.array([[7.0, 7.0], [7.0, -7.0]])
    view = View((1000.2, 2000.9), 64, BOX, turned)
    corner = np.floor(view.middle_px) - view.reach_px
    window = np.full((2 * view.reach_px + 1,) * 2, 50, np.uint16)
    picture = drawn({"VV": window}, View(view.middle_px, 64, (0, 0, 1, 1), turned), corner)
    no_data = (picture == (70, 30, 30)).all(axis=2)
    assert not no_data.any()
