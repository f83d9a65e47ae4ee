"""Strip by strip it is the same as all at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from detectors.errors import FrameError
from detectors.optical.bodies import large_bodies
from detectors.optical.find import find_vessels
from detectors.optical.network import Network
from detectors.optical.whole import Source, find_in_strips
from geodata.raster.strips import strips
from tests.detectors.optical.scenes import FOAM, LAND, as_bands, put_bar, sea

SHIPS = (
    (70.0, 60.0, 24.0, 4.0, 30.0),
    (200.0, 129.0, 18.0, 4.0, 100.0),  # across a cut
    (230.0, 20.0, 18.0, 4.0, 0.0),
)


@pytest.fixture(scope="module")
def network():
    return Network(threads=1)


@pytest.fixture(scope="module")
def scene():
    stack = sea(230, 250)
    stack[:, :20] = LAND
    stack[140:170, 20:60] = LAND
    put_bar(stack, (168.0, 123.4), 60.0, 3.0, 100.0, FOAM)  # the second goes to the east
    for x, y, length, width, bearing in SHIPS:
        put_bar(stack, (x, y), length, width, bearing)
    return stack


def source_of(stack, **more):
    def cut(height, halo):
        def read(first, stop):
            return np.moveaxis(stack[first:stop], -1, 0)

        yield from strips(read, len(stack), height, halo)

    def light(numbers, names):
        assert len(names) == len(numbers)
        return np.moveaxis(numbers, 0, -1).astype(np.float32)

    return Source(cut, light, stack.shape[:2], 9.0, **more)


def told(vessels):
    return [(v.box_px, v.length_m, v.heading_deg, v.wake, v.water_p, v.cloud_p) for v in vessels]


@pytest.mark.parametrize("tile", [pytest.param(64, marks=pytest.mark.long), 128])
def test_the_vessels_of_the_whole_scene_for_any_strips(network, scene, tile):
    whole = find_vessels(as_bands(scene), 9.0, network, least_score=0.05)
    parts = find_in_strips(source_of(scene), network, tile, 0.05)
    assert len(whole) >= len(SHIPS)
    assert [v.heading_deg for v in whole if v.wake] == [pytest.approx(100.0, abs=8.0)]
    assert told(parts) == told(whole)
    np.testing.assert_allclose([v.score for v in parts], [v.score for v in whole], atol=1e-3)


@settings(max_examples=4, deadline=None)
@given(tile=st.sampled_from([64, 128, 192, 256]), kind=st.sampled_from(["u2", "i4"]))
def test_any_tile_and_kind_of_numbers_gives_the_same_vessels(network, tile, kind):
    numbers = sea(120, 130)
    numbers[:, :30] = LAND
    put_bar(numbers, (75.0, 60.0), 24.0, 4.0, 30.0)
    put_bar(numbers, (112.0, 20.0), 18.0, 4.0, 100.0)
    numbers = np.rint(numbers * 10_000).astype(kind)
    numbers[90:, 100:] = 0  # where nobody looked
    whole = find_vessels(as_bands(numbers), 9.0, network, least_score=0.05)
    parts = find_in_strips(source_of(numbers, is_counted=True), network, tile, 0.05)
    assert len(whole) >= 2 and told(parts) == told(whole)


class Counting:
    """A network that says how often it is asked, and of how many pixels."""

    def __init__(self, network):
        self.network, self.shapes = network, []

    def heat(self, stack, water):
        self.shapes.append(stack.shape[:2])
        return self.network.heat(stack, water)


def test_the_network_runs_once_for_a_tile_and_only_where_there_is_water(network):
    stack = sea(256, 640)
    stack[:, 200:] = LAND
    put_bar(stack, (70.0, 60.0), 24.0, 4.0, 30.0)
    counting = Counting(network)
    (vessel,) = find_in_strips(source_of(stack), counting, 128)
    assert vessel.centre_px == pytest.approx((70.0, 60.0), abs=3.0)
    # of five columns of tiles the first two have water, the third lies 56 pixels from it
    assert counting.shapes == [(512, 512)] * 6
    counting.shapes.clear()
    stack[:, :200] = LAND
    assert find_in_strips(source_of(stack), counting, 128) == [] and counting.shapes == []


def test_the_network_is_spared_the_open_sea_where_nothing_shines(network):
    stack = sea(128, 640)
    put_bar(stack, (70.0, 60.0), 24.0, 4.0, 30.0)
    counting = Counting(network)
    assert len(find_in_strips(source_of(stack), counting, 128)) == 1
    assert counting.shapes == [(512, 512)]


def test_the_scene_is_read_twice_and_never_held_as_light(network):
    """Of a scene of 16 bits nothing as large as the scene is made of what takes four times that."""
    stack = np.rint(sea(400, 300) * 10_000).astype(np.uint16)
    source, reads, lit = source_of(stack, is_counted=True), [], []

    def counted(height, halo):
        reads.append((height, halo))
        yield from source.strips(height, halo)

    def light(numbers, names):
        lit.append(numbers.nbytes)
        return source.light(numbers, names)

    find_in_strips(replace(source, strips=counted, light=light), network, 64)
    assert len(reads) == 2 and max(lit) <= (64 + 2 * 192) ** 2 * 8


def test_digital_numbers_get_the_scale_of_the_whole_scene(network, scene):
    numbers = np.rint(scene * 65535)  # stretched, which only the brightest hundredth shows
    numbers[:12] = 40_000
    bands = {name: band.astype(np.uint16) for name, band in as_bands(numbers).items()}
    whole = find_vessels(bands, 9.0, network)
    parts = find_in_strips(source_of(numbers, is_counted=True), network, 512)
    assert whole and told(parts) == told(whole)


def test_nothing_is_found_where_it_is_not_allowed(network, scene):
    def west(first, stop):
        allowed = np.zeros((stop - first, scene.shape[1]), bool)
        allowed[:, :120] = True
        return allowed

    (vessel,) = find_in_strips(source_of(scene, allowed=west), network)
    assert vessel.centre_px == pytest.approx(SHIPS[0][:2], abs=3.0)


def test_a_scene_of_nothing_is_told(network):
    with pytest.raises(FrameError, match="nothing was seen"):
        find_in_strips(source_of(np.zeros((40, 50, 4), np.float32)), network)


@settings(max_examples=60, deadline=None)
@given(
    mask=arrays.arrays(bool, st.tuples(st.integers(1, 24), st.integers(1, 12))),
    least=st.integers(1, 12),
    corners=st.booleans(),
    height=st.integers(1, 9),
)
def test_bodies_are_as_large_as_the_whole_scene_has_them(mask, least, corners, height):
    labels, count = ndimage.label(mask, np.ones((3, 3)) if corners else None)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    expected = mask & (sizes[labels] >= least)
    assert (large_bodies(mask, least, corners, height) == expected).all()
