"""Placemarks of KML and KMZ files, read without trust: sizes bounded, nothing fetched."""

import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import KmlError, XmlRefused
from geodata.xml_tree import parse_xml

MAX_BYTES = 16 * 1024 * 1024  # also of what a KMZ unfolds to
MAX_MEMBERS = 1_000
_ELSEWHERE = ("NetworkLink", "Track", "MultiTrack", "Model")
_ENCRYPTED = 0x1
_MULTI: dict[str, Any] = {
    "Point": MultiPoint,
    "LineString": MultiLineString,
    "Polygon": MultiPolygon,
}


@dataclass(frozen=True, slots=True)
class Placemark:
    """A named shape in lon/lat, heights dropped.

    folder: the name of the folder that holds it. data: its ExtendedData, all of it text.
    """

    name: str
    folder: str
    shape: BaseGeometry
    data: dict[str, str]


def read_placemarks(path: Path) -> tuple[Placemark, ...]:
    """All placemarks with a shape, in the order of the file.

    Raises KmlError for what is no KML, is larger than 16 MiB, holds entities, or points elsewhere:
    a no-fly zone behind a link must not be lost silently.
    """
    try:
        root = parse_xml(_text(path))
    except XmlRefused as exc:
        raise KmlError(f"{path}: {exc}") from exc
    if root.tag != "kml":
        raise KmlError(f"{path} is not KML: its root is {root.tag!r}")
    for tag in _ELSEWHERE:
        if root.find(f".//{tag}") is not None:
            raise KmlError(f"{path} holds a {tag}, which is not read: save plain placemarks")
    return tuple(_placemarks(root, "", str(path)))


def _text(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KmlError(f"{path} is larger than 16 MiB: an area or a plan is a few shapes")
        if path.suffix == ".kmz":
            return _unzipped(path)
        return path.read_bytes()
    except OSError as exc:
        raise KmlError(f"cannot read {path}: {exc.strerror or exc}") from exc


def _unzipped(path: Path) -> bytes:
    """The main document of a KMZ, read no further than the limit whatever its head claims."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise KmlError(f"{path} holds {len(members)} files; at most {MAX_MEMBERS} are read")
            inner = [m for m in members if m.filename.lower().endswith(".kml")]
            if not inner:
                raise KmlError(f"{path} holds no .kml file")
            main = next((m for m in inner if m.filename == "doc.kml"), inner[0])
            if main.flag_bits & _ENCRYPTED:
                raise KmlError(f"{path} is encrypted: save it without a password")
            with archive.open(main) as stream:
                text = stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as exc:
        raise KmlError(f"{path} is not a readable KMZ: {exc}") from exc
    if len(text) > MAX_BYTES:
        raise KmlError(f"{path} unfolds to more than 16 MiB: that is no area and no plan")
    return text


def _placemarks(element: Element, folder: str, where: str) -> Iterator[Placemark]:
    for child in element:
        if child.tag in ("Folder", "Document"):
            yield from _placemarks(child, _said(child, "name") or folder, where)
        elif child.tag == "Placemark":
            name = _said(child, "name")
            shapes = list(_shapes(child, f"{where}: placemark {name!r}"))
            if shapes:
                yield Placemark(name, folder, _joined(shapes, where, name), dict(_data(child)))


def _joined(shapes: list[BaseGeometry], where: str, name: str) -> BaseGeometry:
    if len(shapes) == 1:
        return shapes[0]
    kinds = {shape.geom_type for shape in shapes}
    if len(kinds) > 1:
        raise KmlError(f"{where}: placemark {name!r} mixes {', '.join(sorted(kinds))}: split it")
    joined: BaseGeometry = _MULTI[kinds.pop()](shapes)
    return joined


def _shapes(element: Element, where: str) -> Iterator[BaseGeometry]:
    for child in element:
        if child.tag == "MultiGeometry":
            yield from _shapes(child, where)
        elif child.tag == "Point":
            yield Point(_corners(child, where, 1)[0])
        elif child.tag in ("LineString", "LinearRing"):
            yield LineString(_corners(child, where, 2))
        elif child.tag == "Polygon":
            yield _polygon(child, where)


def _polygon(element: Element, where: str) -> Polygon:
    outer = element.find("outerBoundaryIs/LinearRing")
    if outer is None:
        raise KmlError(f"{where}: a polygon has no outer ring")
    holes = element.findall("innerBoundaryIs/LinearRing")
    return Polygon(_corners(outer, where, 4), [_corners(hole, where, 4) for hole in holes])


def _corners(element: Element, where: str, least: int) -> list[tuple[float, float]]:
    """lon, lat pairs; a ring is closed when it is not."""
    found = [_corner(word, where) for word in (element.findtext("coordinates") or "").split()]
    if least == 4 and found and found[0] != found[-1]:
        found.append(found[0])
    if len(found) < least:
        raise KmlError(f"{where}: {len(found)} corners; a {element.tag} has at least {least}")
    return found


def _corner(word: str, where: str) -> tuple[float, float]:
    try:
        numbers = [float(part) for part in word.split(",")]
    except ValueError as exc:
        raise KmlError(f"{where}: {word[:40]!r} is not lon,lat,height") from exc
    if not 2 <= len(numbers) <= 3 or not all(map(math.isfinite, numbers)):
        raise KmlError(f"{where}: {word[:40]!r} is not lon,lat,height")
    return (numbers[0], numbers[1])


def _data(element: Element) -> Iterator[tuple[str, str]]:
    """ExtendedData, plain (Data) and of a schema (SimpleData)."""
    for entry in element.iterfind("ExtendedData/Data"):
        yield entry.get("name", ""), (entry.findtext("value") or "").strip()
    for entry in element.iterfind("ExtendedData/SchemaData/SimpleData"):
        yield entry.get("name", ""), (entry.text or "").strip()


def _said(element: Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def parts_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """The single shapes of a placemark."""
    return list(shapely.get_parts(shape))
