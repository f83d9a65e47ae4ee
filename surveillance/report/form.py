"""A form as values: what people read in Japanese and English, and what programs read.

A cell keeps its value; how it is shown is the renderer's. None is unknown, BLANK is for people to
fill in by hand.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from surveillance.records.sortie import Place


class Blank(Enum):
    """Left to people."""

    BLANK = ""


BLANK = Blank.BLANK


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A time span in seconds."""

    seconds: float


Written = str | Both | date | datetime | Duration | float | int | Place
Cell = Written | Blank | None | tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """key: for programs, with its unit. wide: share of the width that it wants."""

    key: str
    ja: str
    en: str
    wide: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one for each column. empty_rows: to be filled in by hand when printed."""

    key: str
    title: Both
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty_rows: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One form. head: facts above the tables. notes: what a reader must know."""

    key: str
    title: Both
    head: tuple[tuple[Column, Cell], ...]
    tables: tuple[Table, ...]
    notes: tuple[Both, ...] = ()
