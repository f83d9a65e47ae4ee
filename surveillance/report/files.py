"""Forms into files: a page to print, JSON, or one table as CSV."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geodata.whole_file import write_whole
from surveillance.errors import RecordError, WrongUsage
from surveillance.report.form import Both, Form
from surveillance.report.machine import csv_text, plain
from surveillance.report.sheet import page

SUFFIXES = (".html", ".json", ".csv")
_BOM = "\ufeff"  # without it spreadsheets take the text for another encoding


def document(forms: Sequence[Form]) -> dict[str, Any]:
    """One form, or several by their keys, as JSON."""
    if len(forms) == 1:
        return plain(forms[0])
    return {form.key: plain(form) for form in forms}


def text_of(forms: Sequence[Form], suffix: str, realm: Both | None) -> str:
    """The text of a file with this suffix. Raises WrongUsage for CSV of several forms."""
    if suffix == ".html":
        return page(forms, realm)
    if suffix == ".csv":
        if len(forms) > 1:
            keys = ", ".join(form.key for form in forms)
            raise WrongUsage(f"a CSV file holds one form: choose with --form: {keys}")
        return _BOM + csv_text(forms[0], forms[0].tables[0])
    return json.dumps(document(forms), ensure_ascii=False, indent=1) + "\n"


def write(out: Path, text: str) -> None:
    """The file, whole or not at all. Raises RecordError."""
    try:
        write_whole(out, text.encode())
    except OSError as exc:
        raise RecordError(f"cannot write {out}: {exc.strerror}: choose another --out") from exc
