"""Forms for programs: JSON and CSV, times in UTC, unknown null, what people fill in ""."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

from surveillance.records.sortie import Place
from surveillance.report.form import Blank, Both, Cell, Duration, Form, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def plain(form: Form) -> dict[str, Any]:
    """The form as JSON."""
    return {
        "form": form.key,
        "title_ja": form.title.ja,
        "title_en": form.title.en,
        **{column.key: value(cell) for column, cell in form.head},
        **{table.key: rows(table) for table in form.tables},
        "notes_ja": [note.ja for note in form.notes],
        "notes_en": [note.en for note in form.notes],
    }


def rows(table: Table) -> list[dict[str, Any]]:
    """One object per row."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(value, row), strict=True)) for row in table.rows]


def value(cell: Cell) -> Any:
    """A cell for JSON: ISO times in UTC, seconds, [lon, lat], words in English."""
    match cell:
        case None | str() | int() | float():
            return cell
        case Blank():
            return ""
        case Both():
            return cell.en
        case datetime():
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case Duration():
            return round(cell.seconds, 1)
        case Place():
            return [cell.lon, cell.lat]
        case _:
            return [line.en for line in cell]


def csv_text(form: Form, table: Table) -> str:
    """One table, its head repeated in every row; no cell is one that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [column for column, _ in form.head] + list(table.columns)
    writer.writerow([column.key for column in columns])
    head = [cell for _, cell in form.head]
    for row in table.rows:
        writer.writerow([_field(cell) for cell in (*head, *row)])
    return out.getvalue()


def _field(cell: Cell) -> str:
    plain_value = value(cell)
    if plain_value is None:
        return "unknown"
    if isinstance(plain_value, list):
        return " ".join(map(str, plain_value)) if isinstance(cell, Place) else _safe(plain_value)
    if isinstance(plain_value, str):
        return _safe([plain_value])
    return str(plain_value)


def _safe(lines: list[str]) -> str:
    text = "; ".join(lines)
    return f"'{text}" if text.startswith(_FORMULA) else text
