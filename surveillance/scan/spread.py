"""Scenes over the machines of a Dask cluster, each scene whole on one of them.

A task carries the paths of a scene, never its pixels: every worker must see the same folder. What
is sent to a cluster is run there, so an address must be one's own: anybody who reaches a scheduler
that asks for no certificate can run what they like on it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from geodata.raster.grouping import Files
from surveillance.errors import ClusterError, ScanFailed, WrongUsage

T = TypeVar("T")

_SCHEMES = ("tcp://", "tls://")
PATIENCE_S = 15  # until a scheduler must have answered

_one_scene = threading.Lock()


def check_address(address: str, is_given: bool) -> None:
    """Raises WrongUsage for what is no scheduler's address, and for scenes that are not given."""
    if not is_given:
        raise WrongUsage("--dask is for scenes that are here, not with --since")
    if not address.startswith(_SCHEMES) or not address.partition("://")[2]:
        raise WrongUsage(f"--dask {address!r} is no address of a scheduler: give tcp://HOST:PORT")


def spread(
    address: str, scenes: Sequence[Files], work: Callable[[Files], T]
) -> Iterator[tuple[int, T | Exception]]:
    """What work makes of each scene, or its error, with the scene's number; the first done first.

    A worker holds one scene at a time, however many threads it has. work and what it gives travel
    by pickle. Raises ClusterError when the scheduler cannot be reached, has no worker or is lost.
    """
    distributed = load_distributed()
    client = _connected(distributed, address)
    try:
        yield from _by_turns(client, distributed, scenes, work)
    except (OSError, distributed.client.FuturesCancelledError) as exc:
        raise ClusterError(f"the cluster at {address} is lost: {exc}") from exc
    finally:
        client.close()


def _by_turns(
    client: Any, distributed: Any, scenes: Sequence[Files], work: Callable[[Files], T]
) -> Iterator[tuple[int, T | Exception]]:
    """As many scenes at once as there are workers: what waits in a worker dies with it, and Dask
    would hold the death against each."""
    waiting = iter(enumerate(scenes))
    numbers: dict[Any, int] = {}
    done = distributed.as_completed(loop=client.loop)

    def more(room: int) -> None:
        for number, scene in islice(waiting, max(room, 0)):
            future = client.submit(
                _alone, work, tuple(file.absolute() for file in scene), pure=False
            )
            numbers[future] = number
            done.add(future)

    more(_workers(client))
    for future in done:
        yield numbers.pop(future), _outcome(future, distributed)
        future.release()
        more(_workers(client) - len(numbers))


def _workers(client: Any) -> int:
    """At least one, or nothing would be waited for."""
    return max(1, len(client.scheduler_info(n_workers=-1)["workers"]))


def load_distributed() -> Any:
    """The module distributed. Raises ClusterError, naming the extra, when it is not installed."""
    try:
        import distributed
    except ImportError as exc:
        raise ClusterError("Dask is not installed: pip install 'mizugiwa[dask]'") from exc
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as exc:
        raise ClusterError(
            f"no Dask scheduler answers at {address} within {PATIENCE_S} s: is it running?"
        ) from exc
    if not client.scheduler_info(n_workers=-1)["workers"]:
        client.close()
        raise ClusterError(f"the cluster at {address} has no workers: start some")
    return client


def _outcome(future: Any, distributed: Any) -> Any:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, distributed.KilledWorker):
        return ScanFailed("each worker that took it died: see their logs; is their memory enough?")
    return error


def _alone(work: Callable[[Files], T], scene: Files) -> T:
    """One at a time in this process: the memory of a worker is that of one scene."""
    with _one_scene:
        return work(scene)
