"""A station in a process of its own, on a free port."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from geodata.clock import Clock
from surveillance.model import Realm

START_S = 60.0


@contextmanager
def serving(folder: Path, at: datetime) -> Iterator[str]:
    """The address of a station whose present is `at` and whose state is in the folder."""
    names = {"HOME": str(folder / "home"), "REALM": Realm.SIMULATED.value,
             "CLOCK": str(Clock(time.time(), at, 1.0))}  # fmt: skip
    env = {**os.environ, **{f"MIZUGIWA_{name}": value for name, value in names.items()}}
    (folder / "home").mkdir()
    command = [sys.executable, "-m", "surveillance", "serve", "--port", "0"]
    log = folder / "serve.log"
    with log.open("wb") as stderr:
        child = subprocess.Popen(command, env=env, stderr=stderr, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_S
        while not (found := re.search(r"http://[\w.:]+", log.read_text())):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the station did not start: {log.read_text()}")
            time.sleep(0.05)
        yield found.group()
    finally:
        child.terminate()
        child.wait(timeout=30.0)
