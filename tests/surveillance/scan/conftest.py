"""Scans remember what they saw: never in the folder of whoever runs the tests."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home_of_the_test(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The product's folder."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MIZUGIWA_HOME", str(folder))
    return folder
