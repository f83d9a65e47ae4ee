"""Times as people type them."""

from datetime import UTC, datetime

import typer


def parse_time(text: str) -> datetime:
    """A time with its zone, in UTC: an hour without one would be wrong by nine in Japan."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time such as 2026-05-01T06:00+09:00") from None
    if at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no time zone: write {text.strip()}+09:00, or Z")
    return at.astimezone(UTC)
