"""The command that trains and measures tells in one line what it lacks."""

import sys

import pytest

from detectors.train import optical


def test_without_labelled_pictures_it_says_where_it_looked(tmp_path, capsys):
    assert optical.main(["--cross-validate", "--data", str(tmp_path / "none")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "MIZUGIWA_DATA" in told.err


def test_without_torch_it_names_the_extra(data_dir, monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    folds = ["--folds", str(tmp_path)]
    assert optical.main(["--cross-validate", "--data", str(data_dir), *folds]) == 1
    assert "mizugiwa[train]" in capsys.readouterr().err


def test_one_of_the_two_must_be_asked_for():
    with pytest.raises(SystemExit) as ended:
        optical.main([])
    assert ended.value.code == 2


def test_one_network_alone_needs_a_folder_to_be_kept_in(capsys):
    with pytest.raises(SystemExit) as ended:
        optical.main(["--fold", "busan"])
    assert ended.value.code == 2
    assert "--folds" in capsys.readouterr().err
