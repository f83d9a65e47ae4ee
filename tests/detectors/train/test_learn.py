"""A training that was stopped goes on as if it had not been; needs torch (extra `train`)."""

import numpy as np
import pytest

from detectors.errors import TrainingError
from detectors.train import learn
from detectors.train.ports import Port
from tests.detectors.optical.scenes import put_bar, sea

pytestmark = [
    pytest.mark.train,
    # torch is moving to another export, which needs a package more
    pytest.mark.filterwarnings("ignore:.*legacy TorchScript:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The feature will be removed:DeprecationWarning"),
]


class PowerCut(Exception):
    """Ends a training from outside."""


@pytest.fixture
def port():
    stack = sea(160, 160)
    put_bar(stack, (80, 80), 12, 3, 40)
    return Port("made up", stack, np.array([[74.0, 74.0, 86.0, 86.0]]), 8.0)


@pytest.fixture(autouse=True)
def saves_often(monkeypatch):
    monkeypatch.setattr(learn, "_TELL", 1)


def test_a_stopped_training_ends_with_the_same_weights(port, tmp_path, monkeypatch):
    learn.train([port], tmp_path / "whole.onnx", seed=3, steps=4)
    step, taken = learn._step, []

    def until_the_third(run, loss):
        if len(taken) == 2:
            raise PowerCut
        taken.append(loss)
        step(run, loss)

    monkeypatch.setattr(learn, "_step", until_the_third)
    with pytest.raises(PowerCut):
        learn.train([port], tmp_path / "cut.onnx", seed=3, steps=4)
    assert not (tmp_path / "cut.onnx").exists()
    monkeypatch.setattr(learn, "_step", step)
    learn.train([port], tmp_path / "cut.onnx", seed=3, steps=4)
    assert (tmp_path / "cut.onnx").read_bytes() == (tmp_path / "whole.onnx").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_it_does_not_go_on_with_what_was_begun_otherwise(port, tmp_path, monkeypatch):
    out = tmp_path / "net.onnx"
    save = learn._save

    def cut_after_saving(*state):
        save(*state)
        raise PowerCut

    monkeypatch.setattr(learn, "_save", cut_after_saving)
    with pytest.raises(PowerCut):
        learn.train([port], out, seed=1, steps=4)
    with pytest.raises(TrainingError, match=r"net\.onnx\.part was begun with"):
        learn.train([port], out, seed=2, steps=4)


def test_a_broken_save_is_named(port, tmp_path):
    (tmp_path / "net.onnx.part").write_bytes(b"nothing that torch wrote")
    with pytest.raises(TrainingError, match=r"net\.onnx\.part is no training under way"):
        learn.train([port], tmp_path / "net.onnx", steps=4)
