"""`mizugiwa scan --dask`: the same vessels as on one machine."""

import json
from pathlib import Path

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from bench.overpass import fly
from surveillance.cli.main import app
from surveillance.errors import ScanFailed

SHAPE = (400, 400)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("passes")
    return [
        fly(folder / str(seed), seed, SHAPE, vessels=6, wind_mps=3.0).path for seed in (3, 4, 5)
    ]


def found(*arguments: object) -> tuple[list[str], str, BaseException | None]:
    """Features in the order of their text."""
    result = CliRunner().invoke(app, ["scan", "--no-learn", *map(str, arguments)])
    features = json.loads(result.stdout)["features"] if result.stdout else []
    return sorted(json.dumps(f, sort_keys=True) for f in features), result.stderr, result.exception


@pytest.mark.parametrize("workers", [1, 2])
def test_any_number_of_workers_gives_the_same_vessels(
    workers: int, scenes: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "S1A_BROKEN.SAFE"
    broken.mkdir()
    here, _, error = found(*scenes, broken)
    assert isinstance(error, ScanFailed) and len(here) > len(scenes)
    with LocalCluster(
        n_workers=workers, threads_per_worker=2, dashboard_address=":0", protocol="tcp"
    ) as cluster:
        far, talk, error = found(f"--dask={cluster.scheduler_address}", *scenes, broken)
    assert far == here
    assert isinstance(error, ScanFailed) and "S1A_BROKEN.SAFE is left out: " in talk
