"""Real programs: the command line they get, their own folder, their end. A stand-in plays one."""

import sys
import time
from pathlib import Path

import pytest

from tests.sitl.conftest import driven
from tests.sitl.dialects import DIALECTS, values
from tests.sitl.sources import PROGRAM_SPEEDUP, Program, sources
from tests.sitl.subject import Subject
from tests.surveillance.bench import HOME

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """#!{python}
import pathlib, signal, sys, time
pathlib.Path("called.txt").write_text(" ".join(sys.argv[1:]))
def end(*_):
    pathlib.Path("ended.txt").write_text("cleanly")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60.0)
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A program that notes how it is called and how it ends."""
    path = tmp_path / "bin" / "arducopter"
    path.parent.mkdir()
    path.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_program_on_the_path_is_found(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(stand_in.parent))
    told = {(name, source.told) for name, source in sources()}
    assert ("arducopter", "simulated") in told
    assert ("arducopter", "real program arducopter") in told
    assert ("arduplane", "simulated") in told
    assert ("arduplane", "real program arduplane") not in told


def test_it_runs_in_its_own_folder_and_ends_cleanly(stand_in: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    program = Program(DIALECTS["arducopter"], stand_in)
    link, clock = program.start(folder)
    end = time.monotonic() + 20.0
    while "ready" not in (folder / "output.txt").read_text() and time.monotonic() < end:
        time.sleep(0.02)
    program.stop()
    assert link.startswith("tcp:127.0.0.1:") and clock.speedup == PROGRAM_SPEEDUP
    called = (folder / "called.txt").read_text()
    assert f"--model quad --home {HOME.lat},{HOME.lon},0,0 --speedup 5" in called
    assert (folder / "ended.txt").read_text() == "cleanly"
    program.stop()  # twice is fine


def test_every_instance_has_its_own_port(stand_in: Path) -> None:
    filled = [values(stand_in, HOME, 1.0, instance) for instance in (0, 2)]
    link = DIALECTS["arducopter"].program.link
    assert [link.format(**f) for f in filled] == ["tcp:127.0.0.1:5760", "tcp:127.0.0.1:5780"]


def test_every_dialect_that_we_simulate_is_driven(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--connect", None) or pytestconfig.getoption("--autopilot", None):
        return  # only the chosen one
    simulated = {name for name, source in driven(pytestconfig) if source.told == "simulated"}
    assert simulated == {name for name, dialect in DIALECTS.items() if dialect.simulated}
    assert {"arducopter", "arduplane"} <= simulated


OURS_AS_A_PROGRAM = """#!{python}
import sys, time
sys.path.insert(0, {root!r})
from datetime import UTC, datetime
from geodata.position import LocalFrame
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec
from tests.surveillance.bench import HOME
instance = next(int(word[2:]) for word in sys.argv if word.startswith("-I"))
speedup = float(sys.argv[sys.argv.index("--speedup") + 1])
copter = Copter(CopterSpec(), Place(0.0, 0.0, 0.0))
autopilot = Autopilot(copter, LocalFrame(HOME), datetime.now(UTC), 5760 + 10 * instance)
began = time.monotonic()
while True:
    autopilot.step((time.monotonic() - began) * speedup)
    time.sleep(0.01)
"""


def test_a_program_is_driven_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "arducopter"
    script = OURS_AS_A_PROGRAM.format(python=sys.executable, root=str(ROOT))
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    subject = Subject("arducopter", Program(DIALECTS["arducopter"], path), tmp_path)
    try:
        assert subject.order_arm() == 4  # arducopter.txt: arm at boot -> 4
        assert subject.order_mode("GUIDED") == 0  # arducopter.txt: mode GUIDED at boot -> 0
    finally:
        subject.stop()
