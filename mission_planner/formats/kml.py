"""A plan as KML or KMZ: styled shapes for a globe, read back as an area and as missions."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import KmlError
from geodata.kml import read_placemarks
from geodata.position import LonLat
from mission_planner.errors import FormatError
from mission_planner.formats.carried import Carried, fingerprint, mission_text, unpacked
from mission_planner.formats.text import write_bytes
from mission_planner.mission import FRAME_GLOBAL, LAST_NAV_COMMAND, Mission
from mission_planner.planned import Plan, Sortie

NAMESPACE = "http://www.opengis.net/kml/2.2"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same plan, the same bytes
# aabbggrr: line, fill, width
STYLES = {
    "area": ("ffd0a040", "18d0a040", 1),
    "fence": ("ff00b0ff", "00000000", 2),
    "nofly": ("ffa000c0", "50a000c0", 2),
    "watched": ("ff40c0c0", "30c0c040", 1),
    "survey": ("80ffffff", "00000000", 1),
    "uncovered": ("ff2020e0", "802020e0", 1),
    "home": ("ffffffff", "00000000", 1),
    "deck": ("ffffffff", "00000000", 1),
    "rally": ("ffffffff", "00000000", 1),
    "land": ("ff70a0a0", "4070a0a0", 1),
}
SORTIE_COLOURS = ("ffb27200", "ff009fe6", "ff739e00", "ffa779cc", "ffe9b456", "ff42e4f0")


def write_kml(plan: Plan, path: Path) -> None:
    """The plan as KML."""
    write_bytes(path, kml_text(plan))


def write_kmz(plan: Plan, path: Path) -> None:
    """The plan as KML in a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("doc.kml", LONG_AGO)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, kml_text(plan))
    write_bytes(path, packed.getvalue())


def read_kml(path: Path) -> tuple[Mission, ...]:
    """The missions of a plan written as KML or KMZ, one per sortie. Raises FormatError."""
    try:
        marks = read_placemarks(path)
    except KmlError as exc:
        raise FormatError(str(exc)) from exc
    carried = [
        Carried(_whole(m.data.get("sortie", ""), path), m.shape, m.data["mission"],
                m.data.get("drawn", ""))
        for m in marks
        if m.data.get("kind") == "path" and "mission" in m.data
    ]  # fmt: skip
    return unpacked(carried, str(path))


def kml_text(plan: Plan) -> bytes:
    """The KML document of a plan, heights above the sea."""
    root = Element("kml", xmlns=NAMESPACE)
    document = SubElement(root, "Document")
    _text(document, "name", plan.area.name)
    seen = f"{plan.pattern} with {plan.vehicle.name}, coverage {100 * plan.coverage:.1f} %"
    _text(document, "description", seen)
    _styles(document)
    for sortie in plan.sorties:
        _sortie(document, sortie)
    plain = SubElement(document, "Folder")
    _text(plain, "name", "limits")
    for kind, name, shape, told in _shapes(plan):
        _geometry(_placemark(plain, kind, name, told), shape)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _shapes(plan: Plan) -> Iterator[tuple[str, str, BaseGeometry, dict[str, str]]]:
    """Kind, name, shape in lon/lat and what else is told, of everything that is no path."""
    area = plan.area
    yield "area", area.name, area.shape, {"max_alt_m": f"{area.max_alt_m:g}"}
    yield "fence", "fence", area.fence, {}
    for zone in area.nofly:
        yield "nofly", zone.name, zone.shape, {}
    for zone in area.watched:
        yield "watched", zone.name, zone.shape, {}
    for land in area.land.geoms if area.land else ():
        yield "land", "land", land, {"approximate": "true"} if area.is_approximate else {}
    yield "survey", "survey lines", plan.survey, {"swath_m": f"{plan.swath_m:.1f}"}
    for piece in plan.uncovered:
        told = {"reason": piece.reason, "area_m2": f"{piece.area_m2:.0f}"}
        yield "uncovered", f"not seen: {piece.reason}", piece.shape, told
    home = plan.mission.home
    yield "home", "home", Point(home.lon, home.lat), {}
    for sortie in plan.sorties:
        if sortie.deck is not None:
            deck, name = sortie.deck, f"deck after {sortie.deck.at_s / 60:.0f} min"
            told = {"at_s": f"{deck.at_s:.1f}", "error_m": f"{deck.error_m:.1f}"}
            yield "deck", name, Point(deck.place.lon, deck.place.lat), told
    for place in plan.rally:
        yield "rally", "rally", Point(place.lon, place.lat), {}


def _sortie(document: Element, sortie: Sortie) -> None:
    folder = SubElement(document, "Folder")
    _text(folder, "name", f"sortie {sortie.number}")
    told = {
        "sortie": str(sortie.number),
        "vehicle": sortie.vehicle.name,
        "length_m": f"{sortie.length_m:.1f}",
        "duration_s": f"{sortie.duration_s:.1f}",
        "energy_wh": f"{sortie.energy_wh:.1f}",
        "battery_left_pct": f"{sortie.battery_left_pct:.1f}",
        "mission": mission_text(sortie.mission),
        "drawn": fingerprint(sortie.path),
    }
    name = f"sortie {sortie.number}: {sortie.vehicle.name}"
    mark = _placemark(folder, "path", name, told, f"sortie{_colour(sortie.number)}")
    top = max((alt for _, _, alt in _way_points(sortie.mission)), default=0.0)
    _geometry(mark, sortie.path, top)
    points = SubElement(folder, "Folder")
    _text(points, "name", "way points")
    _text(points, "visibility", "0")
    for seq, place, alt_m in _way_points(sortie.mission):
        mark = _placemark(points, "waypoint", str(seq), {})
        _geometry(mark, Point(place.lon, place.lat), alt_m)


def _way_points(mission: Mission) -> Iterator[tuple[int, LonLat, float]]:
    """Number, place and height above the sea of each item that moves the vehicle."""
    for item in mission.items[1:]:
        if item.position is not None and item.command <= LAST_NAV_COMMAND:
            zero = 0.0 if item.frame == FRAME_GLOBAL else mission.home_alt_m
            yield item.seq, item.position, item.alt_m + zero


def _styles(document: Element) -> None:
    sorties = {f"sortie{n}": (c, "00000000", 3) for n, c in enumerate(SORTIE_COLOURS)}
    for name, (line, fill, width) in {**STYLES, **sorties}.items():
        style = SubElement(document, "Style", id=name)
        stroke = SubElement(style, "LineStyle")
        _text(stroke, "color", line)
        _text(stroke, "width", str(width))
        _text(SubElement(style, "PolyStyle"), "color", fill)


def _colour(number: int) -> int:
    return (number - 1) % len(SORTIE_COLOURS)


def _placemark(
    parent: Element, kind: str, name: str, told: dict[str, str], style: str = ""
) -> Element:
    mark = SubElement(parent, "Placemark")
    _text(mark, "name", name)
    _text(mark, "styleUrl", f"#{style or kind}")
    extended = SubElement(mark, "ExtendedData")
    for key, value in {"kind": kind, **told}.items():
        _text(SubElement(extended, "Data", name=key), "value", value)
    return mark


def _geometry(parent: Element, shape: BaseGeometry, alt_amsl_m: float | None = None) -> None:
    parts = shapely.get_parts(shape)
    inner = SubElement(parent, "MultiGeometry") if len(parts) > 1 else parent
    for part in parts:
        element = SubElement(inner, part.geom_type)
        if alt_amsl_m is not None:
            _text(element, "altitudeMode", "absolute")
        if isinstance(part, Polygon):
            _ring(SubElement(element, "outerBoundaryIs"), part.exterior)
            for hole in part.interiors:
                _ring(SubElement(element, "innerBoundaryIs"), hole)
        else:
            _text(element, "coordinates", _coordinates(part, alt_amsl_m))


def _ring(parent: Element, ring: LineString) -> None:
    _text(SubElement(parent, "LinearRing"), "coordinates", _coordinates(ring, None))


def _coordinates(line: BaseGeometry, alt_amsl_m: float | None) -> str:
    tail = "" if alt_amsl_m is None else f",{alt_amsl_m:.2f}"
    return " ".join(f"{x!r},{y!r}{tail}" for x, y in shapely.get_coordinates(line).tolist())


def _text(parent: Element, tag: str, text: str) -> None:
    """A child with text, without the control characters that XML cannot hold."""
    SubElement(parent, tag).text = "".join(c for c in text if c.isprintable())


def _whole(text: str, path: Path) -> int:
    try:
        return int(text)
    except ValueError as exc:
        raise FormatError(f"{path}: sortie is {text!r}; it must be a whole number") from exc
