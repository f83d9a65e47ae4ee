"""The link of one sortie, with everything that goes over it recorded."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from surveillance.control.places import file_stem
from surveillance.links.connection import Connection
from surveillance.links.tlog.recorder import Recorder, new_recorder
from surveillance.patrol.report import Report


@contextmanager
def recorded(connection: Connection, home: Path, report: Report) -> Iterator[Path | None]:
    """Open the link and keep all of it in a .tlog in `home`/recordings; gives the .tlog's path.

    None when no recording could be begun: that is said, and the flight goes on without. Raises
    LinkError when nothing answers.
    """
    with ExitStack() as stack:
        recorder = _recorder(connection, home / "recordings", report)
        path = None
        if recorder is not None:
            stack.callback(recorder.close)
            connection.record(recorder)
            path = recorder.path
            report.event("recording", f"everything on the link is kept in {path}")
        stack.enter_context(connection)
        yield path


def _recorder(connection: Connection, folder: Path, report: Report) -> Recorder | None:
    try:
        stem = file_stem(report.vehicle)
        return new_recorder(folder, stem, connection.clock, connection.news.tell)
    except OSError as exc:
        report.event(
            "notice",
            f"this flight is not recorded: {folder} cannot be written ({exc.strerror}): mend its"
            " rights or free the disk",
        )
        return None
