"""The thresholds keep their rate, and the blocks find what an exact ring finds."""

import numpy as np
import pytest

from bench.exact_ring import candidates_exact
from bench.seas import coast, sea, with_vessels
from detectors.cfar import Settings, find_blobs
from detectors.cfar.clutter import deviation_ratio, false_alarm_share, threshold_table

pytestmark = pytest.mark.long

RATE = 3e-5
# order of the texture (small: spiky) and the scale of its correlation in pixels
SEAS = [(0.7, 0.0), (2.0, 0.0), (20.0, 0.0), (1.0, 1.5), (3.0, 3.0)]


def strong_mask(blobs, shape):
    mask = np.zeros(shape, np.bool_)
    for b in blobs:
        mask[b.px[b.is_strong, 1], b.px[b.is_strong, 0]] = True
    return mask


@pytest.mark.parametrize(("order", "looks"), [(0.5, 4.4), (1.0, 1.0), (5.0, 4.4), (200.0, 10.0)])
def test_the_table_is_the_tail_of_simulated_clutter(order, looks):
    rng = np.random.default_rng(1)
    amplitude = np.sqrt(rng.gamma(order, 1 / order, 2_000_000) * rng.gamma(looks, 1 / looks, 2_000_000))  # fmt: skip  # noqa: E501
    ratio = amplitude.std() / amplitude.mean()
    assert ratio == pytest.approx(deviation_ratio(order, looks), rel=0.01)
    for rate in (1e-2, 1e-4):
        table = threshold_table(rate, looks)
        nodes = table.first + table.step * np.arange(len(table.sigmas))
        limit = amplitude.mean() + amplitude.std() * np.interp(ratio, nodes, table.sigmas)
        assert np.mean(amplitude > limit) == pytest.approx(rate, rel=0.25)
        assert false_alarm_share(np.array([limit]), order, looks)[0] == pytest.approx(rate, rel=0.1)


@pytest.mark.parametrize("rate", [1e-9, 1e-7, 1e-3, 0.1])
@pytest.mark.parametrize("looks", [1.0, 4.4, 50.0])
def test_thresholds_of_rarer_alarms_are_higher(rate, looks):
    here, rarer = (threshold_table(r, looks) for r in (rate, rate / 10.0))
    assert here.least == here.sigmas.min() > 0.0
    assert (rarer.sigmas > here.sigmas).all()


@pytest.mark.parametrize(("order", "texture_px"), SEAS)
def test_false_alarms_within_a_factor_two_of_the_nominal_rate(order, texture_px):
    """On open sea, and beside a ragged coast that takes half of the picture."""
    chosen = Settings(false_alarm_rate=RATE)
    for is_coast in (False, True):
        alarms = pixels = 0
        for seed in range(2):
            rng = np.random.default_rng(seed)
            picture = sea(rng, (1400, 1400), order, texture_px=texture_px)
            water = coast(rng, picture.shape) if is_coast else np.ones(picture.shape, np.bool_)
            alarms += strong_mask(find_blobs(picture, water, chosen), picture.shape).sum()
            pixels += water.sum()
        assert 0.5 <= alarms / pixels / RATE <= 2.0, (is_coast, alarms / pixels / RATE)


@pytest.mark.parametrize(("order", "texture_px"), [(1.0, 0.0), (4.0, 3.0)])
def test_blocks_find_what_the_exact_ring_finds(order, texture_px):
    """On a sea that grows four times as bright from side to side, beside a coast."""
    rng = np.random.default_rng(4)
    picture = sea(rng, (1000, 1000), order, texture_px=texture_px)
    picture = (picture * np.linspace(1.0, 4.0, 1000)).astype(np.uint16)
    picture, _ = with_vessels(rng, picture, 100)
    water = coast(rng, picture.shape)
    chosen = Settings()
    ours = strong_mask(find_blobs(picture, water, chosen), picture.shape)
    exact = candidates_exact(picture, water, chosen)
    assert exact.sum() > 500
    assert (ours & exact).sum() / (ours | exact).sum() >= 0.98
