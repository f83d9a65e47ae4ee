"""Scenes over the workers of a real cluster of two processes."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from geodata.errors import ProductError
from geodata.raster.grouping import Files
from surveillance.errors import ClusterError, ScanFailed, WrongUsage
from surveillance.scan.spread import check_address, spread

WORKERS, THREADS = 2, 3
_inside: list[Files] = []


def cluster_of(workers: int, threads: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers, threads_per_worker=threads, dashboard_address=":0", protocol="tcp"
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster_of(WORKERS, THREADS) as cluster:
        yield cluster.scheduler_address


def length_of(scene: Files) -> int:
    return len(scene[0].name)


def crowd(scene: Files) -> tuple[int, int]:
    """The process and how many scenes it held at once."""

    _inside.append(scene)
    time.sleep(0.05)
    most = len(_inside)
    _inside.remove(scene)
    return os.getpid(), most


def refuse_odd(scene: Files) -> str:
    if int(scene[0].name) % 2:
        raise ProductError(f"{scene[0].name} is broken")
    return scene[0].name


def die(scene: Files) -> str:
    if scene[0].name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return scene[0].name


def test_every_scene_once_with_its_number(address: str) -> None:
    scenes = [(Path("x" * n),) for n in range(1, 30)]
    assert dict(spread(address, scenes, length_of)) == {n: n + 1 for n in range(29)}


def test_a_worker_holds_one_scene_at_a_time_and_every_worker_works(address: str) -> None:
    results = [result for _, result in spread(address, [(Path(str(n)),) for n in range(24)], crowd)]
    assert {most for _, most in results} == {1}  # type: ignore[misc]
    assert len({process for process, _ in results}) == WORKERS  # type: ignore[misc]


def test_the_error_of_a_scene_comes_as_it_is_and_the_others_go_on(address: str) -> None:
    results = dict(spread(address, [(Path(str(n)),) for n in range(6)], refuse_odd))
    assert [results[n] for n in (0, 2, 4)] == ["0", "2", "4"]
    assert all(isinstance(results[n], ProductError) for n in (1, 3, 5))
    assert str(results[3]) == "3 is broken"


def test_paths_are_whole_so_that_a_worker_in_another_folder_finds_them(address: str) -> None:
    ((_, path),) = spread(address, [(Path("scene.zip"),)], str)
    assert path == str((Path.cwd() / "scene.zip",))


@pytest.mark.long
def test_a_scene_that_kills_its_workers_is_told_and_the_others_go_on() -> None:
    with cluster_of(WORKERS, 1) as cluster:
        scenes = [(Path("deadly"),), *((Path(str(n)),) for n in range(5))]
        results = dict(spread(cluster.scheduler_address, scenes, die))
    assert isinstance(results[0], ScanFailed) and "worker" in str(results[0])
    assert [results[n] for n in range(1, 6)] == ["0", "1", "2", "3", "4"]


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveillance.scan.spread.PATIENCE_S", 0.3)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9 "):
        list(spread("tcp://127.0.0.1:9", [(Path("a"),)], length_of))


def test_a_cluster_without_workers() -> None:
    with cluster_of(0, 1) as cluster, pytest.raises(ClusterError, match="no workers"):
        list(spread(cluster.scheduler_address, [(Path("a"),)], length_of))


@pytest.mark.parametrize("address", ["", "tcp://", "http://host:80", "host:8786", "inproc://x"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(WrongUsage, match="tcp://HOST:PORT"):
        check_address(address, is_given=True)


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"mizugiwa\[dask\]"):
        list(spread("tcp://127.0.0.1:9", [(Path("a"),)], length_of))


def test_no_thread_is_left(address: str) -> None:
    list(spread(address, [(Path("a"),)], length_of))
    deadline = time.monotonic() + 10.0
    while any("Client" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
