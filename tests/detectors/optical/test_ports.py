"""Real harbours: what the first step must not lose, whatever the network says of it."""

import numpy as np
import pytest

from detectors.errors import FrameError
from detectors.optical.spots import find_spots
from detectors.optical.water import has_open_water, land_mask, scene_levels
from detectors.train.counts import pairs_within
from detectors.train.ports import read_port

# labelled vessels with open water round them, by the rule in docs/accuracy.md, and boxes in all
OPEN = {"busan": (12, 54), "algiers": (14, 27), "casablanca": (1, 15), "hedland": (9, 18)}


@pytest.mark.parametrize("name", OPEN)
def test_vessels_with_open_water_round_them_are_bright_spots(data_dir, name):
    """All but one of a port's: of two ferries side by side the wakes run together."""
    port = read_port(data_dir / "optical" / "sen2ships" / name)
    levels = scene_levels(port.stack)
    land = land_mask(port.stack, levels)
    spots = find_spots(port.stack, land, levels.nir_limit)
    boxes = np.array([spot.box_px for spot in spots], np.float64)
    found = {label for label, _ in pairs_within(port.boxes_px, boxes)}
    are_open = [n for n, box in enumerate(port.boxes_px) if has_open_water(land, tuple(box))]
    assert (len(are_open), len(port.boxes_px)) == OPEN[name]
    assert len(found.intersection(are_open)) >= len(are_open) - 1


def test_metres_are_true_ones_and_not_those_of_the_mercator_grid(data_dir):
    port = read_port(data_dir / "optical" / "sen2ships" / "hedland")
    assert port.metre_per_px == pytest.approx(10.0 * np.cos(np.radians(20.3)), abs=0.01)


def test_a_folder_without_a_band_is_refused_by_its_name(tmp_path):
    with pytest.raises(FrameError, match=r"B02\.tiff"):
        read_port(tmp_path)
