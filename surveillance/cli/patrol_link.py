"""The link of one sortie: signed where a key was given, and recorded."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from surveillance.control.places import file_stem
from surveillance.links.connection import OWN_COMPONENT, OWN_SYSTEM, Connection
from surveillance.links.signing.guard import make_guard
from surveillance.links.signing.key import SigningKey
from surveillance.links.signing.ledger import Ledger
from surveillance.links.tlog.recorder import Recorder, new_recorder
from surveillance.model import Realm
from surveillance.patrol.report import Report

SigningKeyOption = Annotated[
    Path | None,
    typer.Option(help="file with the MAVLink signing key, a passphrase or 32 bytes; mode 600"),
]


@dataclass(frozen=True, slots=True)
class LinkPlaces:
    """Where a link's files go: recordings, and the time of signatures."""

    home: Path
    realm: Realm

    @property
    def recordings(self) -> Path:
        """The folder of the .tlog files."""
        return self.home / "recordings"

    def signing_time(self, key: SigningKey) -> Path:
        """The file of one key. A simulated run has its own: its clock may be years ahead."""
        suffix = f"-{self.realm}" if self.realm is Realm.SIMULATED else ""
        return self.home / "signing" / f"{key.name}{suffix}"


@contextmanager
def watched_link(
    connection: Connection, places: LinkPlaces, key: SigningKey | None, report: Report
) -> Iterator[Path | None]:
    """Open the link, signed with `key`, and keep all of it in a .tlog; gives the .tlog's path.

    None when no recording could be begun: that is said, and the flight goes on without. Raises
    LinkError when nothing answers, SettingsError when a signature's time cannot be kept.
    """
    with ExitStack() as stack:
        connection.open()  # nothing is kept or said of a link that is not there
        stack.callback(lambda: report.news(connection.news.take()))  # a disk full at the end
        stack.callback(connection.close)
        if key is not None:
            ledger = Ledger(places.signing_time(key), connection.clock, connection.news.tell)
            stack.enter_context(closing(ledger))
            connection.sign(make_guard(key, ledger, OWN_SYSTEM, OWN_COMPONENT))
        recorder = _recorder(connection, places.recordings, report)
        path = None
        if recorder is not None:
            stack.enter_context(closing(recorder))
            connection.record(recorder)
            path = recorder.path
            report.event("recording", f"everything on the link is kept in {path}")
        stack.enter_context(connection)
        yield path


def link_document(connection: Connection, recording: Path | None) -> dict[str, Any]:
    """What the end document says of the link."""
    guard = connection.guard
    signing = None
    if guard is not None:
        refused = {trust.value: count for trust, count in sorted(guard.refused.items())}
        signing = {"key": guard.key_name, "refused": refused}
    return {"recording": None if recording is None else str(recording), "signing": signing}


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
