"""The network that ships: what it says of a simulated scene, however it is asked."""

import numpy as np
import pytest

from bench.overpass import fly
from detectors.chips.network import BATCH, ChipNetwork
from detectors.chips.normalise import SIDE_PX, middles
from detectors.train.chips.samples import AS_SCANNED, read_samples


@pytest.fixture(scope="module")
def network():
    return ChipNetwork(threads=1)


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    fly(folder, 80_001, (900, 900), vessels=25, wind_mps=4.0, standing_times=40.0)
    return read_samples(folder, AS_SCANNED)


@pytest.fixture(scope="module")
def windows(samples):
    return middles(samples.windows, SIDE_PX)


@pytest.mark.parametrize("bands", [1, 2])
def test_vessels_are_told_from_what_stands_and_measured(network, samples, windows, bands):
    """Regression; what it is worth on real seas stands in docs/accuracy.md."""
    seen = windows.copy()
    seen[:, bands:] = 0
    judged = network.judge(seen)
    vessels = samples.is_vessel
    stands = np.isin(samples.kind, ["platform", "turbine", "raft"])
    assert vessels.sum() >= 10 and stands.sum() >= 5
    assert judged.p_vessel[vessels].mean() > 0.6 > 0.4 > judged.p_vessel[stands].mean()
    off_m = np.abs(judged.length_m - samples.length_m)[vessels]
    assert off_m.mean() < 15.0


def test_each_window_is_judged_for_itself(network, windows):
    many = windows[np.arange(BATCH + 3) % len(windows)]
    whole = network.judge(many)
    for n in (0, BATCH - 1, BATCH, BATCH + 2):
        alone = network.judge(many[n : n + 1])
        assert alone.p_vessel[0] == pytest.approx(whole.p_vessel[n], abs=1e-5)
        assert alone.length_m[0] == pytest.approx(whole.length_m[n], abs=1e-2)


def test_no_windows_and_no_data_are_answered(network, windows):
    assert len(network.judge(windows[:0]).p_vessel) == 0
    nothing = network.judge(np.zeros((1, 2, SIDE_PX, SIDE_PX), np.uint16))
    assert np.isfinite(nothing.length_m).all() and 0.0 <= nothing.p_vessel[0] <= 1.0
