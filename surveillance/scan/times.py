"""When a scene was taken, when it was published, when it was here, and when its picture was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Times:
    """Aware UTC. published_at: None where the catalogue does not say. arrived_at: of the last byte,
    verified. picture_at: when the vessels were known, right before they are written."""

    taken_at: datetime
    published_at: datetime | None
    arrived_at: datetime
    picture_at: datetime

    @property
    def delivered_s(self) -> float | None:
        """Seconds from the publication to the picture; None when the former is not known."""
        if self.published_at is None:
            return None
        return (self.picture_at - self.published_at).total_seconds()

    def told(self) -> str:
        """For a person."""
        published = "not told" if self.published_at is None else _minute(self.published_at)
        return (
            f"taken {self.taken_at:%Y-%m-%d %H:%M}Z, published {published},"
            f" here {_minute(self.arrived_at)}, looked at {_minute(self.picture_at)}"
        )


def _minute(at: datetime) -> str:
    return f"{at:%m-%d %H:%M}Z"
