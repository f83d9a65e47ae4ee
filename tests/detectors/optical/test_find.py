"""Vessels of a scene, with the network that ships."""

import hashlib

import numpy as np
import pytest

from detectors.errors import WeightsError
from detectors.optical.find import EVEN_QUAY, Find, find_vessels, score_of
from detectors.optical.network import WEIGHTS, Network
from tests.detectors.optical.scenes import LAND, as_bands, put_bar, sea

SHIPS = (
    (70.0, 60.0, 24.0, 4.0, 30.0),
    (200.0, 90.0, 18.0, 4.0, 100.0),
    (130.0, 180.0, 28.0, 5.0, 0.0),
)


@pytest.fixture(scope="module")
def network():
    return Network(threads=1)


@pytest.fixture(scope="module")
def scene():
    stack = sea(260, 300)
    stack[:, :20] = LAND
    for x, y, length, width, bearing in SHIPS:
        put_bar(stack, (x, y), length, width, bearing)
    return stack


def near(vessels, x, y, reach=5.0):
    return [v for v in vessels if np.hypot(v.centre_px[0] - x, v.centre_px[1] - y) <= reach]


def test_ships_on_the_open_sea_are_found_and_measured(network, scene):
    vessels = find_vessels(as_bands(scene), 9.0, network)
    for x, y, length, _, bearing in SHIPS:
        (vessel,) = near(vessels, x, y)
        assert vessel.score >= 0.5
        assert vessel.length_m == pytest.approx(9.0 * length, abs=12.0)
        assert abs((vessel.heading_deg - bearing + 90.0) % 180.0 - 90.0) < 5.0
        assert vessel.water_p > 0.9
        assert vessel.cloud_p < 0.2
    assert [v.score for v in vessels] == sorted((v.score for v in vessels), reverse=True)


@pytest.mark.parametrize("tile", [pytest.param(64, marks=pytest.mark.long), 128, 192])
def test_the_same_vessels_for_any_tile_size(network, scene, tile):
    whole = find_vessels(as_bands(scene), 9.0, network, least_score=0.05)
    parts = find_vessels(as_bands(scene), 9.0, network, tile_px=tile, least_score=0.05)
    assert whole
    assert [(v.box_px, v.length_m, v.heading_deg, v.water_p) for v in parts] == [
        (v.box_px, v.length_m, v.heading_deg, v.water_p) for v in whole
    ]
    np.testing.assert_allclose([v.score for v in parts], [v.score for v in whole], atol=1e-3)


def test_digital_numbers_give_what_reflectance_gives(network, scene):
    numbers = {
        name: np.rint(band * 10000).astype(np.uint16) for name, band in as_bands(scene).items()
    }
    found = find_vessels(numbers, 9.0, network)
    expected = find_vessels(as_bands(scene), 9.0, network)
    np.testing.assert_allclose(
        [v.centre_px for v in found], [v.centre_px for v in expected], atol=1.0
    )


@pytest.mark.parametrize("columns", [205, 201, 200, 199])
def test_a_ship_at_the_last_column_is_found_within_the_picture(network, scene, columns):
    vessels = near(find_vessels(as_bands(scene[:, :columns]), 9.0, network), 196.0, 90.0, 9.0)
    assert vessels
    for vessel in vessels:
        assert vessel.box_px[2] <= columns


def test_a_cloud_over_a_ship_deletes_nothing(network, scene):
    """It is said beside the find: thin cloud lifts all bands alike."""
    clouded = scene + np.float32(0.03)
    vessels = find_vessels(as_bands(clouded), 9.0, network)
    assert all(near(vessels, x, y) for x, y, *_ in SHIPS)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (17, 3)])
def test_tiny_pictures_and_pictures_without_data_have_no_vessels(network, shape):
    assert find_vessels(as_bands(np.zeros((*shape, 4), np.float32)), 9.0, network) == []
    assert find_vessels(as_bands(sea(*shape)), 9.0, network) == []


def test_the_score_keeps_the_order_and_is_a_half_at_the_even_chance():
    finds = [Find(float(chance), (0.0, 0.0, 1.0, 1.0), None) for chance in np.linspace(0, 1, 11)]
    scores = [score_of(find) for find in finds]
    assert scores == sorted(scores)
    assert (scores[0], scores[-1]) == (0.0, pytest.approx(1.0))
    assert score_of(Find(EVEN_QUAY, (0.0, 0.0, 1.0, 1.0), None)) == pytest.approx(0.5)


def test_weights_that_were_changed_are_refused(tmp_path):
    changed = tmp_path / "optical.onnx"
    changed.write_bytes(WEIGHTS.read_bytes() + b"x")
    with pytest.raises(WeightsError, match="are needed"):
        Network(changed)
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    changed.with_suffix(".onnx.sha256").write_text(f"{digest}  optical.onnx\n")
    with pytest.raises(WeightsError, match=digest):
        Network(changed)


def test_the_weights_are_small_enough_to_ship():
    assert WEIGHTS.stat().st_size < 12_000_000
