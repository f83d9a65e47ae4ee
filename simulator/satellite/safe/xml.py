"""XML as products carry it."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

import numpy as np
from numpy.typing import ArrayLike

Element = ElementTree.Element
Content = str | int | float | datetime | Iterable[Element]


def node(tag: str, content: Content = "", **attributes: str | int) -> Element:
    """An element with a text or with children; `xmlns_gml` becomes the attribute `xmlns:gml`."""
    named = {key.replace("xmlns_", "xmlns:"): str(value) for key, value in attributes.items()}
    element = Element(tag, named)
    if isinstance(content, datetime):
        element.text = stamp(content)
    elif isinstance(content, float):
        element.text = f"{content:.15e}"
    elif isinstance(content, str | int):
        element.text = str(content)
    else:
        element.extend(content)
    return element


def counted(tag: str, children: Iterable[Element]) -> Element:
    """A list with the count of its children."""
    inside = list(children)
    return node(tag, inside, count=len(inside))


def whole(tag: str, values: ArrayLike) -> Element:
    """A row of whole numbers with their count."""
    texts = [str(int(value)) for value in _flat(values)]
    return node(tag, " ".join(texts), count=len(texts))


def decimal(tag: str, values: ArrayLike, digits: int = 6) -> Element:
    """A row of decimal numbers with their count."""
    texts = [f"{value:.{digits}e}" for value in _flat(values)]
    return node(tag, " ".join(texts), count=len(texts))


def stamp(at: datetime) -> str:
    """A time as products write it: UTC to the microsecond, without a zone."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")


def document(root: Element) -> bytes:
    """The file."""
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _flat(values: ArrayLike) -> list[float]:
    return [float(value) for value in np.ravel(np.asarray(values))]
