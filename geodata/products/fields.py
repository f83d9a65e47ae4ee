"""Typed values out of the elements of an annotation; what is missing or odd is named."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from geodata.errors import ProductError, XmlRefused
from geodata.xml_tree import parse_xml

Floats = NDArray[np.float64]

MAX_WORD = 40
MAX_LIST = 200_000  # the longest list of numbers in one element: noise along azimuth has 20,000


@dataclass(frozen=True, slots=True)
class Fields:
    """An element of a file, and the name of that file for messages.

    All readers raise ProductError for what is missing, not finite or no number.
    """

    element: Element
    where: str

    @classmethod
    def of(cls, text: bytes, where: str, root: str) -> "Fields":
        """The root of a document, which must have the tag `root`."""
        try:
            element = parse_xml(text)
        except XmlRefused as exc:
            raise ProductError(f"{where}: {exc}: download the product again") from exc
        if element.tag != root:
            raise ProductError(f"{where}: its root is {element.tag!r} and not {root!r}")
        return cls(element, where)

    def find(self, path: str) -> "Fields | None":
        """The first element at a path, None where there is none."""
        found = self.element.find(path)
        return None if found is None else Fields(found, self.where)

    def all(self, path: str) -> "list[Fields]":
        """Every element at a path, in the order of the file."""
        return [Fields(e, self.where) for e in self.element.findall(path)]

    def some(self, path: str) -> "list[Fields]":
        """Every element at a path; at least one."""
        found = self.all(path)
        if not found:
            raise self.wrong(path, "is missing")
        return found

    def text(self, path: str) -> str:
        """The trimmed text at a path, not empty."""
        said = (self.element.findtext(path) or "").strip()
        if not said:
            raise self.wrong(path, "is missing")
        return said

    def word(self, path: str) -> str:
        """A text of at most MAX_WORD characters: a name or a kind."""
        said = self.text(path)
        if len(said) > MAX_WORD:
            raise self.wrong(path, f"is {said[:MAX_WORD]!r} and longer, which no name is")
        return said

    def number(self, path: str, least: float = -np.inf, most: float = np.inf) -> float:
        """A finite number within least..most."""
        said = self.text(path)
        try:
            value = float(said)
        except ValueError:
            raise self.wrong(path, f"is {said[:40]!r}, which is no number") from None
        if not (np.isfinite(value) and least <= value <= most):
            raise self.wrong(path, f"is {value:g}; it must lie in {least:g}..{most:g}")
        return value

    def whole(self, path: str, least: int, most: int) -> int:
        """A whole number within least..most."""
        value = self.number(path, least, most)
        if value != int(value):
            raise self.wrong(path, f"is {value!r}, which is no whole number")
        return int(value)

    def numbers(self, path: str) -> Floats:
        """(N,) finite numbers that stand in one element, at least one."""
        said = self.text(path).split(None, MAX_LIST)
        if len(said) > MAX_LIST:
            raise self.wrong(path, f"holds more than {MAX_LIST} numbers")
        try:
            values = np.array(said, np.float64)
        except ValueError:
            raise self.wrong(path, "holds something that is no number") from None
        if not np.isfinite(values).all():
            raise self.wrong(path, "holds a number that is not finite")
        return values

    def instant(self, path: str) -> datetime:
        """A time, UTC."""
        said = self.text(path)
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            raise self.wrong(path, f"is {said[:40]!r}, which is no time") from None
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    def seconds(self, path: str, since: datetime) -> float:
        """A time as seconds since another."""
        return (self.instant(path) - since).total_seconds()

    def wrong(self, path: str, what: str) -> ProductError:
        """The error that names the file and the element."""
        return ProductError(
            f"{self.where}: {self.element.tag}/{path} {what}: download the product again"
        )
