"""Real vessels, where their pictures are at hand."""

import numpy as np
import pytest

from bench.accuracy.chips import real
from detectors.chips.network import ChipNetwork


def test_the_mean_of_both_lengths_errs_less_than_the_blob(data_dir):
    """Trained on none of these vessels, nor on any real one."""
    folder = data_dir / "sar" / "opensarship"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    m = real(folder, ChipNetwork(threads=1))
    blob, network, both = (
        np.abs(length - m.true_m).mean()
        for length in (m.blob_m, m.network_m, (m.blob_m + m.network_m) / 2.0)
    )
    assert len(m.true_m) >= 160
    assert both < blob - 1.0 and both <= 20.0 and network <= 23.0
    assert (m.p_vessel >= 0.5).mean() >= 0.85 and (m.p_vessel >= 0.1).mean() >= 0.98
