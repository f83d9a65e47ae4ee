"""Shapes of simulated vessels, seen through the response of a radar."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from bench.seas import sea
from detectors.cfar import Settings, find_blobs, shapes

FINE = 2  # metres of the grid on which vessels are drawn


def vessel(rng, length_m, width_m, axis_deg, spacing_m=(10.0, 10.0), bright=3000.0):
    """A picture with one vessel near its middle, blurred to 20 m, on a calm sea."""
    side_m = 1200
    y, x = (np.mgrid[0:side_m:FINE, 0:side_m:FINE] + FINE / 2.0) - side_m / 2.0
    along = x * np.sin(np.radians(axis_deg)) - y * np.cos(np.radians(axis_deg))
    across = x * np.cos(np.radians(axis_deg)) + y * np.sin(np.radians(axis_deg))
    is_hull = (np.abs(along) <= length_m / 2.0) & (np.abs(across) <= width_m / 2.0)
    seen = gaussian_filter(is_hull * 1.0, 20.0 / 2.0 / FINE)
    rows = np.arange(spacing_m[1] / 2.0, side_m, spacing_m[1]) / FINE
    columns = np.arange(spacing_m[0] / 2.0, side_m, spacing_m[0]) / FINE
    picked = seen[np.ix_(rows.astype(int), columns.astype(int))]
    picture = sea(rng, picked.shape, 20.0) + bright * picked
    return np.clip(picture, 1, 65535).astype(np.uint16)


def apart_deg(a, b):
    return abs((a - b + 90.0) % 180.0 - 90.0)


@settings(max_examples=20, deadline=None)
@given(
    length_m=st.floats(100.0, 350.0),
    axis_deg=st.floats(0.0, 179.9),
    spacing_m=st.sampled_from([(10.0, 10.0), (4.0, 14.0)]),
)
def test_length_width_and_axis_of_a_bar(length_m, axis_deg, spacing_m):
    width_m = length_m / 7.0
    picture = vessel(np.random.default_rng(1), length_m, width_m, axis_deg, spacing_m)
    blob = max(find_blobs(picture), key=lambda b: b.excess)
    (shape,) = shapes([blob], spacing_m, (20.0, 20.0))
    assert shape.length_m == pytest.approx(length_m, abs=10.0 + 0.07 * length_m)
    assert shape.width_m == pytest.approx(width_m, abs=15.0)
    assert shape.axis_deg is not None
    assert apart_deg(shape.axis_deg, axis_deg) <= 4.0
    ends_m = shape.ends_px * spacing_m
    east, south = ends_m[1] - ends_m[0]
    assert np.hypot(east, south) == pytest.approx(shape.length_m)
    assert apart_deg(np.degrees(np.arctan2(east, -south)), shape.axis_deg) <= 0.01
    assert ends_m.mean(axis=0) == pytest.approx([600.0, 600.0], abs=15.0)


def test_a_round_blob_has_no_axis():
    picture = vessel(np.random.default_rng(2), 25.0, 25.0, 0.0, bright=8000.0)
    (blob,) = find_blobs(picture)
    (shape,) = shapes([blob], (10.0, 10.0))
    assert shape.axis_deg is None
    assert shape.width_m <= shape.length_m <= 45.0


def test_a_single_pixel_is_no_longer_than_a_pixel():
    picture = sea(np.random.default_rng(3), (200, 200), 20.0)
    picture[100, 120] = 3000
    (blob,) = find_blobs(picture, settings=Settings(grow_rate=1e-4))
    (shape,) = shapes([blob], (10.0, 10.0))
    assert (shape.length_m, shape.width_m, shape.axis_deg) == (10.0, 10.0, None)
    assert shape.ends_px.mean(axis=0) == pytest.approx([120.5, 100.5])


@pytest.mark.parametrize("axis_deg", [30.0, 135.0])
def test_side_lobes_along_rows_and_columns_are_no_hull(axis_deg):
    """A cross through the brightest pixel, brighter than a tenth of it, does not turn the axis."""
    rng = np.random.default_rng(4)
    picture = vessel(rng, 200.0, 25.0, axis_deg, bright=4000.0).astype(np.int64)
    (before,) = shapes([max(find_blobs(picture.astype(np.uint16)), key=lambda b: b.excess)], (10, 10))  # fmt: skip  # noqa: E501
    row, column = np.unravel_index(np.argmax(picture), picture.shape)
    picture[row, column] = 9000
    arm = 1500 * np.exp(-np.abs(np.arange(-25, 26)) / 25.0)
    picture[row, column - 25 : column + 26] += arm.astype(np.int64)
    picture[row - 25 : row + 26, column] += arm.astype(np.int64)
    blob = max(find_blobs(picture.astype(np.uint16)), key=lambda b: b.excess)
    assert blob.box_px[2] - blob.box_px[0] >= 45  # the cross is in the blob
    (shape,) = shapes([blob], (10.0, 10.0))
    assert shape.axis_deg is not None
    assert before.axis_deg is not None
    assert apart_deg(shape.axis_deg, axis_deg) <= 10.0
    assert shape.length_m == pytest.approx(before.length_m, rel=0.08)
    assert shape.width_m <= 40.0
