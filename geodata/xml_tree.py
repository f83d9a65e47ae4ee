"""XML of strangers as a tree: no document type, no entities, depth and size bounded."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geodata.errors import XmlRefused

MAX_DEPTH = 64
MAX_ELEMENTS = 400_000


def parse_xml(text: bytes) -> Element:
    """The tree of an XML document; tags without their name spaces.

    A document type is refused as a whole: it is where entities are declared that unfold to
    gigabytes or fetch files ("billion laughs", XXE). Raises XmlRefused.
    """
    grown = _Growing()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = grown.doctype
    parser.StartElementHandler = grown.start
    parser.EndElementHandler = grown.end
    parser.CharacterDataHandler = grown.builder.data
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError) as exc:
        raise XmlRefused(f"it is not XML: {exc}") from exc
    except ValueError as exc:  # an encoding that expat does not know
        raise XmlRefused(f"it is not XML: {exc}: save it as UTF-8") from exc
    return grown.builder.close()


class _Growing:
    """Builds the tree while it counts."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self._depth = 0
        self._count = 0

    def doctype(self, name: str, *_: object) -> None:
        raise XmlRefused(f"it declares a document type ({name}), which may hide entities")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH:
            raise XmlRefused(f"its elements are nested deeper than {MAX_DEPTH}")
        if self._count > MAX_ELEMENTS:
            raise XmlRefused(f"it has more than {MAX_ELEMENTS} elements")
        self.builder.start(_bare(tag), attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.builder.end(_bare(tag))


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
