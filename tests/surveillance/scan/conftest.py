"""Scans remember what they saw: never in the folder of whoever runs the tests."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home_of_the_test(home: Path) -> Path:
    """The product's folder."""
    return home
