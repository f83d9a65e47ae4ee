"""Bands become reflectance whatever the file held."""

import numpy as np
import pytest

from detectors.errors import FrameError
from detectors.optical.bands import BANDS, is_seen, stack_bands


def bands_of(value, dtype):
    return {name: np.full((3, 5), value, dtype) for name in BANDS}


def test_digital_numbers_of_the_product_and_reflectance_are_the_same_picture():
    as_numbers = stack_bands(bands_of(850, np.uint16))
    as_reflectance = stack_bands(bands_of(0.085, np.float32))
    np.testing.assert_allclose(as_numbers, as_reflectance, rtol=1e-6)
    assert as_numbers.shape == (3, 5, 4)
    assert as_numbers.dtype == np.float32


def test_a_picture_stretched_over_sixteen_bits_is_seen_by_its_brightness():
    stretched = bands_of(3000, np.uint16)
    stretched["B08"][:2] = 24000  # land: 0.37 of full scale, 2.4 as a product's number
    stack = stack_bands(stretched)
    assert stack[2, 0, 0] == pytest.approx(3000 / 65535)
    assert stack[0, 0, 3] == pytest.approx(24000 / 65535)


def test_one_bright_roof_does_not_make_a_picture_stretched():
    product = bands_of(300, np.uint16)
    large = {name: np.tile(picture, (40, 40)) for name, picture in product.items()}
    large["B02"][0, 0] = 20000
    assert stack_bands(large)[5, 5, 0] == pytest.approx(0.03)


def test_bands_come_in_their_own_order_and_others_are_left_out():
    bands = {name: np.full((2, 2), 0.1 * n, np.float32) for n, name in enumerate(BANDS)}
    mixed = {"B11": np.zeros((1, 1), np.float32), **dict(reversed(bands.items()))}
    np.testing.assert_allclose(stack_bands(mixed)[0, 0], [0.0, 0.1, 0.2, 0.3], atol=1e-6)


def test_a_missing_band_is_named():
    bands = bands_of(1, np.uint16)
    del bands["B08"]
    with pytest.raises(FrameError, match="B08 missing"):
        stack_bands(bands)


@pytest.mark.parametrize("odd", [np.zeros((2, 5)), np.zeros(15), np.zeros((3, 5, 1))])
def test_bands_of_another_size_are_refused(odd):
    with pytest.raises(FrameError, match="one size"):
        stack_bands({**bands_of(1, np.uint16), "B03": odd})


def test_an_empty_picture_is_refused():
    with pytest.raises(FrameError, match="one size"):
        stack_bands({name: np.zeros((0, 4)) for name in BANDS})


def test_not_a_number_and_zero_in_every_band_are_no_data():
    bands = bands_of(0.1, np.float32)
    for name in BANDS:
        bands[name][0, 0] = np.nan
        bands[name][0, 1] = 0.0
    bands["B02"][0, 2] = 0.0
    seen = is_seen(stack_bands(bands))
    assert not seen[0, 0]
    assert not seen[0, 1]
    assert seen[0, 2]
