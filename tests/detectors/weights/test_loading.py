"""Weights are loaded only when they are the very files that belong here."""

import pytest

from detectors.errors import WeightsError
from detectors.weights.loading import FOLDER, check_weights, open_weights, seal_weights

SHIPPED = sorted(FOLDER.glob("*.onnx"))


@pytest.mark.parametrize("weights", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_is_sealed_and_has_a_card(weights):
    check_weights(weights)
    card = weights.with_suffix(".md").read_text(encoding="utf-8")
    for row in ("trained on", "licence", "how good"):
        assert f"| {row} |" in card


def test_one_other_byte_is_refused(tmp_path):
    weights = tmp_path / "net.onnx"
    weights.write_bytes(SHIPPED[0].read_bytes())
    seal_weights(weights)
    assert open_weights(weights, 1).get_inputs()
    changed = bytearray(weights.read_bytes())
    changed[1000] ^= 1
    weights.write_bytes(changed)
    with pytest.raises(WeightsError, match="has sha256"):
        open_weights(weights)


def test_without_its_seal_nothing_is_loaded(tmp_path):
    weights = tmp_path / "net.onnx"
    weights.write_bytes(SHIPPED[0].read_bytes())
    with pytest.raises(WeightsError, match=r"net\.onnx\.sha256 are needed"):
        open_weights(weights)
