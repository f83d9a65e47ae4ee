"""Samples of simulated scenes say what the truth says, and variety keeps them what they are."""

import sys
from datetime import UTC, datetime

import numpy as np
import pytest

from detectors.chips.normalise import SIDE_PX, normalised
from detectors.errors import TrainingError
from detectors.train.chips.__main__ import main
from detectors.train.chips.samples import MARGIN_PX, read_samples
from detectors.train.chips.variety import varied
from geodata.position import LonLat
from simulator.satellite.publish import publish
from simulator.satellite.scene import Wish, compose

WISH = Wish(
    seed=6, shape_px=(640, 640), centre=LonLat(130.1, 34.2), wind_mps=3.0, vessels=6,
    at=datetime(2026, 5, 12, 21, 15, tzinfo=UTC), standing_times=90.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    publish(folder, compose(WISH))
    return folder


@pytest.fixture(scope="module")
def samples(folder):
    return read_samples(folder)


def test_each_is_what_the_truth_says(samples):
    told = compose(WISH)
    lengths = {round(s.thing.length_m, 1) for s in told.shown if s.thing.kind == "vessel"}
    assert samples.is_vessel.sum() >= 3 and not samples.is_vessel.all()
    assert set(samples.length_m[samples.is_vessel].tolist()) <= lengths
    assert np.isnan(samples.length_m[~samples.is_vessel]).all()
    assert set(samples.kind[~samples.is_vessel]) & {"platform", "turbine", "rock", "raft", "ghost"}


def test_the_thing_is_in_the_middle(samples):
    side = SIDE_PX + 2 * MARGIN_PX
    assert samples.windows.shape == (len(samples.kind), 2, side, side)
    own = samples.windows[samples.is_vessel].max(axis=1).astype(float)
    bright = np.array([np.argwhere(window > 0.7 * window.max()).mean(axis=0) for window in own])
    assert np.abs(bright - side / 2).max() < 6.0


def test_variety_is_drawn_from_the_seed_and_leaves_the_sea(samples):
    windows = samples.windows[:8]
    one, again, other = (varied(windows, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == again).all() and (one != other).any()
    assert one.shape == (8, 2, SIDE_PX, SIDE_PX) and np.isfinite(one).all() and one.min() >= 0.0
    shown = normalised(one)
    sea = [np.median(band[there > 0]) for band, there in zip(shown[:, 0], shown[:, 2], strict=True)
           if there.any()]  # fmt: skip
    assert len(sea) >= 6 and np.abs(sea).max() < 0.1


def test_a_folder_without_scenes_is_one_clear_line(tmp_path, capsys):
    with pytest.raises(TrainingError, match=r"simulator\.satellite"):
        read_samples(tmp_path)
    assert main(["--scenes", str(tmp_path / "none")]) == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1


def test_without_torch_it_names_the_extra(folder, monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    out = tmp_path / "net.onnx"
    assert main(["--scenes", str(folder), "--out", str(out)]) == 1
    assert "mizugiwa[train]" in capsys.readouterr().err and not out.exists()
