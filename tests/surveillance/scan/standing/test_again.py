"""Many passes over simulated seas, against the truth."""

import pytest

from bench.again import looked_again


@pytest.mark.long
@pytest.mark.timeout(600)
def test_what_stands_is_known_and_vessels_are_found_as_before() -> None:
    again = looked_again((2, 11), (1400, 1400), polarisations=("VV",), wind_mps=4.0)
    assert again.plain >= 12
    assert again.recall >= 0.85
    assert again.precision >= 0.95
    assert again.f1 > again.f1_without
    assert again.vessels[:2] == again.without[:2]  # none of the vessels is taken for a rock
