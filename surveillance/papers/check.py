"""One item of a pre-flight list."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One item. name: stable, programs go by it. text: one sentence, with figures and remedy.

    is_good: False forbids the flight; None: it was not asked for, and nothing is said about it.
    can_heal: red now, but waiting may turn it green (a position fix, say).
    """

    name: str
    is_good: bool | None
    text: str
    can_heal: bool = False

    def plain(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"name": self.name, "is_good": self.is_good, "text": self.text}
