"""Real radar pictures, where they are at hand. `python -m bench.accuracy` writes the figures."""

import pytest

from bench.accuracy import radar
from bench.accuracy.radar import INSHORE, OFFSHORE
from detectors.score.boxes import box_f1


def folder(data_dir, name):
    path = data_dir / "sar" / name
    if not path.is_dir():
        pytest.skip(f"{path} is not here")
    return path


def test_opensarship(data_dir):
    """Nothing in it is fitted to these vessels but round constants, see docs/radar.md."""
    every, *products = radar.opensarship(folder(data_dir, "opensarship"))
    assert every.chips == sum(product.chips for product in products) == 242
    assert every.found_share >= 0.95
    assert every.length_mae_m <= 25.0
    assert every.axis_median_deg <= 12.0
    assert len(every.axis_off_deg) >= 200


def test_hrsid(data_dir):
    root = folder(data_dir, "hrsid")
    assert {p.stem for p in (root / "images").glob("*.jpg")} == {*OFFSHORE, *INSHORE}
    offshore = radar.hrsid(root, OFFSHORE)
    assert box_f1(offshore, 0.3) >= 0.80
    assert box_f1(offshore, 0.5) >= 0.80


def test_sar_ship_dataset(data_dir):
    """Reported; a floor so that a break is seen."""
    pictures = radar.sar_ship_dataset(folder(data_dir, "sar_ship_dataset"))
    assert len(pictures) == 8
    assert box_f1(pictures, 0.1) > 0.0
