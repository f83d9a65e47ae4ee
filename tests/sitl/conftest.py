"""Which autopilots are driven: ours, real programs on the PATH, or the one at --connect."""

from collections.abc import Iterator

import pytest

from surveillance.links.items import ListKind
from surveillance.links.transfer import store
from tests.sitl.dialects import DIALECTS
from tests.sitl.sources import Named, Source, sources
from tests.sitl.subject import Subject

NAMES = ["arducopter", "arduplane", "ardusub", "px4"]
_DRIVEN = pytest.StashKey[list[tuple[str, Source]]]()
_TEST_S = 900  # a real program at its own pace


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sitl", "conformance of autopilots")
    group.addoption("--connect", default=None, metavar="LINK", help="drive this one vehicle only")
    group.addoption(
        "--autopilot", default=None, choices=["arducopter", "arduplane", "ardusub", "px4"]
    )
    group.addoption("--speedup", default=1.0, type=float, help="of the vehicle at --connect")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "of(*names): autopilots whose transcripts tell of this")


def driven(config: pytest.Config) -> list[tuple[str, Source]]:
    """Name and source of each vehicle; the same ones for every test, so that they are shared."""
    if _DRIVEN not in config.stash:
        config.stash[_DRIVEN] = _chosen(config)
    return config.stash[_DRIVEN]


def _chosen(config: pytest.Config) -> list[tuple[str, Source]]:
    link, name = config.getoption("--connect", None), config.getoption("--autopilot", None)
    if link is None:
        return [(n, source) for n, source in sources() if name in (None, n)]
    if name not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise pytest.UsageError(f"--connect needs --autopilot with one of: {known}")
    return [(name, Named(link, config.getoption("--speedup")))]


def pytest_report_header(config: pytest.Config) -> str:
    return _told(config)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Said at the end, too: a quiet run has no header."""
    terminalreporter.write_line(_told(config))


def _told(config: pytest.Config) -> str:
    used = ", ".join(f"{name} ({source.told})" for name, source in driven(config))
    return f"autopilots: {used}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test once for each vehicle that its transcripts tell of."""
    if "subject" not in metafunc.fixturenames:
        return
    of = metafunc.definition.get_closest_marker("of")
    wanted = [(n, s) for n, s in driven(metafunc.config) if of is None or n in of.args]
    ids = [f"{name}-{source.told.split()[0]}" for name, source in wanted]
    metafunc.parametrize("subject", wanted, ids=ids, indirect=True, scope="module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark ours; leave out what no transcript of the driven vehicles tells of."""
    names = {name for name, _ in driven(config)}
    ours = [item for item in items if item.path.parent.name == "sitl"]
    idle = [
        item for item in ours if (of := item.get_closest_marker("of")) and not names & {*of.args}
    ]
    for item in ours:
        item.add_marker(pytest.mark.sitl)
        item.add_marker(pytest.mark.timeout(_TEST_S))
    if idle:
        config.hook.pytest_deselected(items=idle)
        items[:] = [item for item in items if item not in idle]


@pytest.fixture(scope="module")
def subject(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subject]:
    """A vehicle just switched on, for the tests of one file."""
    name, source = request.param
    driven_one = Subject(name, source, tmp_path_factory.mktemp(name))
    yield driven_one
    driven_one.stop()


@pytest.fixture
def drone(subject: Subject) -> Iterator[Subject]:
    """The vehicle, ready on the ground with empty lists; put back there afterwards."""
    if subject.vehicle.readings.armed:
        subject.land()
    for kind in (ListKind.FENCE, ListKind.RALLY):  # first: a bad fence of before forbids arming
        store(subject.connection, kind, ())
    subject.ready()
    yield subject
    if subject.vehicle.readings.armed and subject.source.is_ours:
        subject.restart()
