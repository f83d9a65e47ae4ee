"""Evidence pictures: small, whole, and cut from the right place."""

import cv2
import numpy as np
import pytest

from surveillance.watch.chips import MAX_BYTES, cut_chip, encode_chip, picture_quality

PICTURE = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)


@pytest.mark.parametrize(
    "box", [(600.0, 300.0, 610.0, 304.0), (0.0, 0.0, 8.0, 8.0), (100.0, 100.0, 900.0, 500.0)]
)
def test_a_chip_is_a_jpeg_of_at_most_20_kb(box: tuple[float, float, float, float]) -> None:
    chip = cut_chip(PICTURE, box)
    coded = encode_chip(chip)
    assert len(coded) <= MAX_BYTES
    decoded = cv2.imdecode(np.frombuffer(coded, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None and max(decoded.shape) <= 320


def test_a_chip_shows_its_box_with_a_margin_in_true_colours() -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[300:340, 600:680] = (200, 30, 20)
    chip = cut_chip(picture, (600.0, 300.0, 680.0, 340.0))
    assert chip.shape == (176, 176, 3)
    decoded = cv2.imdecode(np.frombuffer(encode_chip(chip), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None
    assert np.abs(decoded[88, 88].astype(int) - [200, 30, 20]).max() < 12
    assert decoded[10, 10].max() < 12


def test_a_larger_picture_is_better_and_one_cut_by_the_edge_is_worse() -> None:
    shape = (720, 1280, 3)
    small, large = (100.0, 100.0, 120.0, 110.0), (100.0, 100.0, 140.0, 120.0)
    assert picture_quality(large, shape) > picture_quality(small, shape)
    assert picture_quality((0.0, 100.0, 40.0, 120.0), shape) < picture_quality(small, shape)
