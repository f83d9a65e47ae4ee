"""What `mizugiwa scan` waits for before it reads a pixel."""

import subprocess
import sys

import pytest

# name -> who needs it: none of these is on the way of a radar scene from a disk to a GeoJSON
OTHERS = {
    "httpx": "catalogues and the station",
    "pyais": "AIS logs",
    "pystac": "STAC items",
    "detectors.optical.find": "optical scenes",
    "pandas": "land files",
    "onnxruntime": "the network, once something is found",
    "matplotlib": "pictures of what could not be seen",
    "folium": "the page",
}


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules that a fresh interpreter has once the command can be run."""
    code = "import sys, surveillance.cli.main, surveillance.cli.scan; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(told.stdout.split())


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_for_other_ways_is_not_loaded(loaded: set[str], name: str) -> None:
    assert "rasterio" in loaded
    assert name not in loaded, f"only {OTHERS[name]} need it"
