"""Cells as people read them: Japanese time, both languages, unknown said as unknown."""

from datetime import date, datetime

from surveillance.papers.book import JST
from surveillance.records.sortie import Place
from surveillance.report.form import Blank, Both, Cell, Duration

UNKNOWN = Both("不明", "unknown")
NONE = Both("なし", "none")


def shown(cell: Cell) -> tuple[Both, ...]:
    """The lines of a cell; none for a blank one. Plain text, not escaped."""
    match cell:
        case None:
            return (UNKNOWN,)
        case Blank():
            return ()
        case Both():
            return (cell,)
        case tuple():
            return cell or (NONE,)
    text = _text(cell)
    return (Both(text, text),)


def _text(cell: str | date | datetime | Duration | float | int | Place) -> str:
    match cell:
        case datetime():
            return time_text(cell)
        case date():
            return f"{cell:%Y-%m-%d}"
        case Duration():
            minutes, seconds = divmod(round(cell.seconds), 60)
            hours, minutes = divmod(minutes, 60)
            return f"{hours}:{minutes:02d}:{seconds:02d}"
        case Place():
            return place_text(cell)
        case float():
            return f"{cell:.1f}"
        case _:
            return str(cell)


def time_text(at: datetime) -> str:
    """A time in Japan.

    >>> from datetime import UTC
    >>> time_text(datetime(2026, 4, 30, 20, 5, 9, tzinfo=UTC))
    '2026-05-01 05:05:09 JST'
    """
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M:%S} JST"


def place_text(place: Place) -> str:
    """Degrees and decimal minutes, as charts and the reporting forms have them.

    >>> place_text(Place(lon=129.45, lat=34.7))
    'N34°42.000′ E129°27.000′'
    """
    parts = []
    for value, sides in ((place.lat, "NS"), (place.lon, "EW")):
        thousandths = round(abs(value) * 60_000)
        degrees, rest = divmod(thousandths, 60_000)
        parts.append(f"{sides[value < 0]}{degrees}°{rest / 1000:06.3f}′")
    return " ".join(parts)
