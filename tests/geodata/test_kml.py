"""Areas drawn as KML and KMZ; files of strangers that must not harm."""

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import areas
from geodata.area import KINDS, read_area
from geodata.area_kml import WORDS, read_area_kml
from geodata.errors import AreaError, GeodataError, KmlError, XmlRefused
from geodata.kml import MAX_BYTES, read_placemarks
from geodata.xml_tree import MAX_DEPTH, parse_xml

SQUARE = "130,34 130.1,34 130.1,34.1 130,34.1 130,34"
RING = f"<LinearRing><coordinates>{SQUARE}</coordinates></LinearRing>"
POLYGON = f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"
POINT = "<Point><coordinates>130.05,34.05,12</coordinates></Point>"


def mark(name, shape, **data):
    extended = "".join(f'<Data name="{k}"><value>{v}</value></Data>' for k, v in data.items())
    return (
        f"<Placemark><name>{name}</name><ExtendedData>{extended}</ExtendedData>{shape}</Placemark>"
    )


def kml(tmp_path, *marks, head=""):
    file = tmp_path / "drawn.kml"
    body = "".join(marks)
    file.write_text(
        f'<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{body}</Document></kml>"
    )
    return file


def test_roles_come_from_names_folders_and_data(tmp_path):
    file = kml(
        tmp_path,
        mark("Area", POLYGON, max_alt_m="120", colour="red"),
        mark("harbour", POINT, kind="nofly", radius_m="80"),
        f"<Folder><name>飛行禁止区域</name>{mark('lighthouse', POLYGON)}</Folder>",
        mark("Home", POINT),
        mark("rally 2", POINT),
        "<Placemark><name>a note without a shape</name></Placemark>",
    )
    area = read_area_kml(file)
    assert (area.name, area.max_alt_m) == ("drawn", 120.0)
    assert [zone.name for zone in area.nofly] == ["harbour", "lighthouse"]
    assert area.home is not None and area.home.latlon == (34.05, 130.05)
    assert len(area.rally) == 1


def test_the_only_shape_without_a_role_is_the_area(tmp_path):
    line = "<LineString><coordinates>130,34 130.1,34</coordinates></LineString>"
    area = read_area_kml(kml(tmp_path, mark("East coast", line), mark("launch site", POINT)))
    assert (area.name, area.shape.geom_type) == ("East coast", "LineString")


FOUND = {
    "nofly": lambda area: area.nofly,
    "watched": lambda area: area.watched,
    "home": lambda area: area.home,
    "rally": lambda area: area.rally,
    "land": lambda area: area.land,
    "fence": lambda area: area.fence.equals(area.shape),
}


@pytest.mark.parametrize("kind", FOUND)
def test_every_word_names_its_kind_and_longer_words_do_not(tmp_path, kind):
    shape, area = (POINT if kind in ("home", "rally") else POLYGON), mark("area", POLYGON)
    assert kind in KINDS
    assert not FOUND[kind](read_area_kml(kml(tmp_path, area)))
    for word, tail in zip(WORDS[kind], ["", " 3", ": north", "_x", "（北）", ""], strict=False):
        assert FOUND[kind](read_area_kml(kml(tmp_path, area, mark(word + tail, shape))))
    with pytest.raises(AreaError, match="has no role"):
        read_area_kml(kml(tmp_path, area, mark(f"{kind}ish", shape)))


def test_a_whole_area_as_kmz(tmp_path):
    original = read_area(areas.path("okinoshima"))
    document = json.loads(areas.path("okinoshima").read_text())
    marks = []
    for feature in document["features"]:
        told, shape = feature["properties"], feature["geometry"]
        points = shape["coordinates"]
        if shape["type"] == "Polygon":
            ring = " ".join(f"{x},{y},0" for x, y in points[0])
            inner = f"<LinearRing><coordinates>{ring}</coordinates></LinearRing>"
            drawn = f"<Polygon><outerBoundaryIs>{inner}</outerBoundaryIs></Polygon>"
        else:
            drawn = f"<Point><coordinates>{points[0]},{points[1]}</coordinates></Point>"
        marks.append(mark(told.get("name", ""), drawn, **{k: v for k, v in told.items()
                                                          if k != "name"}))  # fmt: skip
    text = kml(tmp_path, *marks).read_text()
    packed = tmp_path / "area.kmz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", text)
    assert read_area_kml(packed) == original


LAUGHS = "<!DOCTYPE kml [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
FETCHES = '<!DOCTYPE kml SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("head", [LAUGHS, FETCHES, "<!DOCTYPE kml>"])
def test_document_types_are_refused(tmp_path, head):
    with pytest.raises(KmlError, match="declares a document type"):
        read_placemarks(kml(tmp_path, mark("&j;" if "ENTITY" in head else "x", POINT), head=head))


@pytest.mark.parametrize("text, words", [
    (b"", "it is not XML"),
    (b"<kml><Document></kml>", "it is not XML"),
    (b"<a>" * (MAX_DEPTH + 1), "nested deeper"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', "it is not XML"),
    (b"<a>&undefined;</a>", "it is not XML"),
    (b"\x00\xff<a/>", "it is not XML"),
])  # fmt: skip
def test_hostile_xml_is_refused(text, words):
    with pytest.raises(XmlRefused, match=words):
        parse_xml(text)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_our_own_errors(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("noise")
    for name in ("x.kml", "x.kmz"):
        (folder / name).write_bytes(noise)
        with pytest.raises(GeodataError):
            read_area_kml(folder / name)


def test_zip_bombs_unfold_no_further_than_the_limit(tmp_path):
    bomb = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * (MAX_BYTES + 10))
    assert bomb.stat().st_size < 100_000
    with pytest.raises(KmlError, match="unfolds to more than 16 MiB"):
        read_placemarks(bomb)


def test_zips_without_a_document_or_with_too_much_are_refused(tmp_path):
    packed = tmp_path / "x.kmz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.txt", "x")
    with pytest.raises(KmlError, match=r"holds no \.kml file"):
        read_placemarks(packed)
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(1_001):
            archive.writestr(f"{number}.kml", "")
    with pytest.raises(KmlError, match="holds 1001 files"):
        read_placemarks(packed)


@pytest.mark.parametrize("marks, words", [
    (["<NetworkLink><Link><href>x.kml</href></Link></NetworkLink>"], "holds a NetworkLink"),
    ([mark("area", "<Track/>")], "holds a Track"),
    ([mark("area", "<Point><coordinates>130</coordinates></Point>")], "not lon,lat,height"),
    ([mark("area", "<Point><coordinates>nan,1</coordinates></Point>")], "not lon,lat,height"),
    ([mark("area", "<Point><coordinates/></Point>")], "0 corners; a Point has at least 1"),
    ([mark("area", "<Polygon/>")], "a polygon has no outer ring"),
    ([mark("area", f"<MultiGeometry>{POINT}{POLYGON}</MultiGeometry>")], "mixes Point, Polygon"),
    ([mark("area", POINT)], "must be a Polygon or LineString"),
    ([mark("a", POLYGON), mark("b", POLYGON)], "placemark 'a' has no role"),
    ([mark("area", POLYGON), mark("x", POINT)], "placemark 'x' has no role"),
    ([mark("area", POLYGON), mark("x", POINT, kind="nofly")], "needs radius_m"),
    ([mark("area", POLYGON), mark("x", POINT, kind="nofly", radius_m="wide")], "no number"),
    ([mark("x", POLYGON, kind="area", max_alt="99")], "unknown key 'max_alt'"),
    ([mark("x", POLYGON, kind="zone")], "is of kind 'zone'"),
    ([], "0 features of kind area"),
])  # fmt: skip
def test_wrong_drawings_say_what_and_where(tmp_path, marks, words):
    with pytest.raises(AreaError) as caught:
        read_area_kml(kml(tmp_path, *marks))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_xml_and_missing_files_are_named(tmp_path):
    (tmp_path / "x.kml").write_text("<gpx/>")
    with pytest.raises(AreaError, match="its root is 'gpx'"):
        read_area_kml(tmp_path / "x.kml")
    with pytest.raises(AreaError, match="cannot read"):
        read_area_kml(tmp_path / "none.kml")
