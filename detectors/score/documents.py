"""JSON files of truth and of what was found: of bounded size, and an error in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detectors.errors import ScoreError
from geodata.catalogs.transfer.outside import parse_json
from geodata.errors import OfferRefused

MOST_BYTES = 256 * 1024 * 1024


def read_document(path: Path) -> Any:
    """An object or a list. Raises ScoreError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScoreError(f"{path.name} is larger than {MOST_BYTES // 2**20} MiB")
        return parse_json(path.read_bytes(), path.name, MOST_BYTES)
    except OSError as exc:
        raise ScoreError(f"cannot read {path}: {exc.strerror or exc}") from exc
    except OfferRefused as exc:
        raise ScoreError(str(exc)) from exc
