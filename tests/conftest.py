"""Fixtures that all tests share."""

import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent

# CI tries the same examples on every run of a commit; at a desk every run tries new ones. How long
# one takes says nothing: machines are busy with other things.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Real recordings: MIZUGIWA_DATA, or the data folder shared beside the checkout."""
    given = os.environ.get("MIZUGIWA_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"real data are missing in CI: {folder}")
        pytest.skip("real data are not here; set MIZUGIWA_DATA")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty product folder that MIZUGIWA_HOME names."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("MIZUGIWA_HOME", str(folder))
    return folder


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The suite that drives autopilots runs only where it is asked for: one vehicle at a time."""
    is_asked = "sitl" in config.option.markexpr or any("sitl" in arg for arg in config.args)
    return True if collection_path == ROOT / "tests" / "sitl" and not is_asked else None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Flights wait more than they reckon: three at a time; what reckons gets a core each.

    Whole runs (the marked stages but `areas`) have the machine to themselves.
    """
    stage = config.option.markexpr
    is_whole_run = stage in ("seeds", "browser", "flow") or any("sitl" in a for a in config.args)
    if is_whole_run or (len(config.args) == 1 and ".py" in config.args[0]):
        return 0
    return 2 if stage in ("areas", "faults") else 3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Many areas in one test take longer than a test may, on a busy machine."""
    for item in items:
        if item.get_closest_marker("areas") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))
