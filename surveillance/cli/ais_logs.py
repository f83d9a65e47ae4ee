"""AIS logs that a command is given as files; what reads them is loaded only then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from surveillance.model import AisReport, Value
from surveillance.scan.ais.tracks import Log


def read_logs(files: Iterable[Path], now: datetime) -> Log:
    """All reports of all files. Raises AisError."""
    from surveillance.sources.ais_reading import read_log

    reports: list[AisReport] = []

    def keep(values: Sequence[Value]) -> None:
        reports.extend(value for value in values if isinstance(value, AisReport))

    for file in files:
        read_log(file, keep, now)
    return Log(reports)
