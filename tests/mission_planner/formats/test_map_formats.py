"""Plans as KML, KMZ and GeoJSON: several sorties in one file, read back, tampering noticed."""

import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Polygon, box

from geodata.area import Area, Zone
from geodata.area_kml import read_area_kml
from geodata.position import LonLat
from mission_planner import formats
from mission_planner.errors import FormatError
from mission_planner.planned import Plan, Sortie, Uncovered
from mission_planner.request import PlanRequest
from tests.mission_planner.formats.test_formats import missions, same
from tests.mission_planner.islands import heron

MAPS = (".kml", ".kmz", ".geojson")
SHAPE = box(130.0, 34.0, 130.02, 34.02)
AREA = Area(
    name="<north> & 対馬\x07",
    shape=SHAPE,
    fence=SHAPE.buffer(0.01),
    nofly=(Zone("light & house", box(130.01, 34.01, 130.012, 34.012)),),
    home=LonLat(130.001, 34.001),
    rally=(LonLat(130.002, 34.002),),
    max_alt_m=120.0,
)
GAP = Uncovered(Polygon([(130.0, 34.0), (130.001, 34.0), (130.0, 34.001)]), "nofly", 99.0)


def plan_of(flown, lines):
    sorties = tuple(
        Sortie(n, heron(), line, mission, 1000.0, 100.0, 10.0, 80.0, 75.0)
        for n, (mission, line) in enumerate(zip(flown, lines, strict=False), start=1)
    )
    return Plan(
        area=AREA, vehicle=heron(), request=PlanRequest(), pattern="loop", sorties=sorties,
        survey=MultiLineString([LINE]), strip=SHAPE, coverage=0.9, uncovered=(GAP,), swath_m=60.0,
        nearest_land_m=None, violations=(),
    )  # fmt: skip


LINE = LineString([(130.001, 34.001), (130.015, 34.004), (130.001, 34.001)])
corners = st.tuples(st.floats(-179.0, 179.0), st.floats(-89.0, 89.0))
lines = st.lists(corners, min_size=2, max_size=5, unique=True).map(LineString)


@settings(max_examples=12)
@given(st.lists(missions(), min_size=1, max_size=3), st.lists(lines, min_size=3, max_size=3))
def test_maps_lose_no_sortie(tmp_path_factory, flown, drawn):
    folder, made = tmp_path_factory.mktemp("maps"), plan_of(flown, drawn)
    for suffix in MAPS:
        file = folder / f"x{suffix}"
        assert formats.write_file(made, file) == (file,) * len(flown)
        read = formats.read_missions(file)
        assert len(read) == len(flown)
        for back, mission in zip(read, flown, strict=True):
            same(back, mission)
            assert (back.fence, back.rally, back.circles) == (
                mission.fence, mission.rally, mission.circles,
            )  # fmt: skip


@settings(max_examples=6)
@given(st.lists(missions(), min_size=2, max_size=3))
def test_other_formats_write_a_file_for_each_sortie(tmp_path_factory, flown):
    folder, made = tmp_path_factory.mktemp("files"), plan_of(flown, [LINE] * 3)
    for suffix in (".plan", ".waypoints"):
        files = formats.write_file(made, folder / f"x{suffix}")
        assert [file.name for file in files] == [f"x-{n + 1}{suffix}" for n in range(len(flown))]
        for file, mission in zip(files, flown, strict=True):
            same(formats.read_mission(file), mission)


@pytest.fixture
def made():
    from mission_planner.mission import Flight, Mission, patrol_items

    places = [LonLat(130.015, 34.004)]
    mission = Mission(patrol_items(LonLat(130.001, 34.001), places, Flight(90.0, 14.0, None)))
    return plan_of([mission, mission], [LINE, LINE])


def test_files_of_an_earlier_plan_are_named(made, tmp_path):
    files = formats.write_file(made, tmp_path / "x.plan")
    for name in ("x-3.plan", "x.plan", "xy.plan", "x-a.plan", "x-1.waypoints"):
        (tmp_path / name).touch()
    left = formats.outdated(tmp_path / "x.plan", files)
    assert [file.name for file in left] == ["x-3.plan", "x.plan"]
    assert formats.outdated(tmp_path / "x.kml", ()) == []


@pytest.mark.parametrize("suffix", MAPS)
def test_one_of_several_sorties_has_to_be_chosen(made, tmp_path, suffix):
    file = tmp_path / f"x{suffix}"
    formats.write_file(made, file)
    with pytest.raises(FormatError, match="holds 2 sorties: choose one"):
        formats.read_mission(file)
    with pytest.raises(FormatError, match="has no sortie 3"):
        formats.read_mission(file, 3)
    assert formats.read_mission(file, 2) == made.sorties[1].mission


@pytest.mark.parametrize("suffix", [".kml", ".geojson"])
def test_a_line_that_was_dragged_is_noticed(made, tmp_path, suffix):
    file = tmp_path / f"x{suffix}"
    formats.write_file(made, file)
    text = file.read_text()
    assert "130.015" in text
    file.write_text(text.replace("130.015, 34.004", "130.016, 34.004").replace(
        "130.015,34.004", "130.016,34.004"))  # fmt: skip
    with pytest.raises(FormatError, match="the line was changed after it was planned"):
        formats.read_missions(file)


def test_map_files_without_missions_or_with_some_are_refused(made, tmp_path):
    file = tmp_path / "x.geojson"
    formats.write_file(made, file)
    document = json.loads(file.read_text())
    for keep, words in [(0, "carries no mission"), (1, "some are missing or doubled")]:
        paths = [f for f in document["features"] if f["properties"]["kind"] == "path"]
        rest = [f for f in document["features"] if f not in paths]
        file.write_text(json.dumps({**document, "features": rest + paths[1:][:keep]}))
        with pytest.raises(FormatError, match=words):
            formats.read_missions(file)
    for text, words in [("[1]", "not a GeoJSON"), ("{", "is not JSON")]:
        file.write_text(text)
        with pytest.raises(FormatError, match=words):
            formats.read_missions(file)
    (tmp_path / "x.kml").write_text("<kml/>")
    with pytest.raises(FormatError, match="carries no mission"):
        formats.read_missions(tmp_path / "x.kml")


def test_missions_that_other_programs_turned_into_text_are_read(made, tmp_path):
    file = tmp_path / "x.geojson"
    formats.write_file(made, file)
    document = json.loads(file.read_text())
    for feature in document["features"]:
        if "mission" in feature["properties"]:
            feature["properties"]["mission"] = json.dumps(feature["properties"]["mission"])
    file.write_text(json.dumps(document))
    assert formats.read_mission(file, 1) == made.sorties[0].mission


def test_a_plan_as_kml_is_an_area_again(made, tmp_path):
    formats.write_file(made, tmp_path / "x.kmz")
    read = read_area_kml(tmp_path / "x.kmz")
    assert read == replace(AREA, name="<north> & 対馬")


def test_kml_has_heights_above_the_sea_and_styles_for_all(made, tmp_path):
    formats.write_file(made, tmp_path / "x.kml")
    root = ET.parse(tmp_path / "x.kml").getroot()
    space = {"k": "http://www.opengis.net/kml/2.2"}
    styles = {f"#{style.get('id')}" for style in root.iterfind(".//k:Style", space)}
    used = {url.text for url in root.iterfind(".//k:styleUrl", space)}
    assert used - {"#waypoint"} <= styles
    heights = [
        float(triple.split(",")[2])
        for line in root.iterfind(".//k:LineString", space)
        if line.find("k:altitudeMode", space) is not None
        for triple in line.findtext("k:coordinates", "", space).split()
    ]
    assert heights == [90.0] * 6


def test_the_same_plan_gives_the_same_bytes(made, tmp_path):
    for name in ("a.kmz", "b.kmz"):
        formats.write_file(made, tmp_path / name)
    assert (tmp_path / "a.kmz").read_bytes() == (tmp_path / "b.kmz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]


HUGE = "1" + "0" * 400
HOSTILE = [
    b"", b"\xff\xfe", b"[" * 50_000, b"{" * 50_000, b"null", b"[1]", b'{"features": [null, 3]}',
    b'{"fileType": "Plan", "version": 1, "mission": {"version": 2, "items": [],'
    b' "plannedHomePosition": [%s, 1, 1]}, "geoFence": {}, "rallyPoints": {}}' % HUGE.encode(),
    b'{"features": [{"properties": {"kind": "path", "mission": "", "sortie": 1},'
    b' "geometry": {"type": "LineString", "coordinates": [[%s, 1], [NaN, 2]]}}]}' % HUGE.encode(),
    b'{"features": [{"properties": {"kind": "path", "mission": "", "sortie": 1, "drawn": ""},'
    b' "geometry": {"type": "LineString", "coordinates": [[NaN, 1], [1e300, 2]]}}]}',
    b'{"features": [{"properties": {"kind": "path", "mission": "", "sortie": 1, "drawn": ""},'
    b' "geometry": {"type": "LineString", "coordinates": [[1e999, 1], [2, 2]]}}]}',
    b'{"features": [{"properties": {"kind": "path", "mission": {}, "sortie": 1e9}}]}',
    b"QGC WPL 110\n0 1 0 16 0 0 0 0 1e999 130 0 1\n",
    b"QGC WPL 110\n0 1 0 16 0 0 0 0 34 130 0 %s\n" % HUGE.encode(),
]  # fmt: skip


@given(st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=60), st.text().map(str.encode)))
@settings(max_examples=60)
def test_no_file_raises_anything_but_our_own_errors(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("hostile")
    for suffix in formats.READ:
        file = folder / f"x{suffix}"
        file.write_bytes(content)
        with pytest.raises(FormatError) as caught:
            formats.read_missions(file)
        assert len(str(caught.value)) < 500
