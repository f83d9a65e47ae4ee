"""Plan files: what is written is read back; what is wrong is refused with a reason."""

import copy
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geodata import areas
from geodata.area import read_area
from geodata.position import LonLat
from mission_planner import formats
from mission_planner import mission as m
from mission_planner.errors import FormatError, OptionError
from mission_planner.formats.geojson import geojson_document
from mission_planner.formats.qgc_plan import plan_document
from mission_planner.formats.qgc_read import mission_of
from mission_planner.mission import (
    CMD_WAYPOINT,
    FenceCircle,
    FenceKind,
    FenceRing,
    Mission,
    MissionItem,
    RallyPoint,
)
from mission_planner.plan import PlanRequest, plan
from tests.mission_planner.islands import heron

# as the autopilot keeps them: whole numbers of 1e-7 degrees
PLACES = st.builds(
    lambda x, y: LonLat(x / 1e7, y / 1e7),
    st.integers(-1_800_000_000, 1_800_000_000),
    st.integers(-900_000_000, 900_000_000),
)
NUMBERS = st.one_of(st.just(math.nan), st.floats(-1e4, 1e4).map(lambda x: round(x, 6) + 0.0))
HEIGHTS = st.floats(-500.0, 9000.0).map(lambda x: round(x, 3) + 0.0)


@st.composite
def items(draw, seq):
    moves = draw(st.booleans())
    return MissionItem(
        seq=seq,
        frame=m.FRAME_RELATIVE if moves else m.FRAME_MISSION,
        command=draw(st.sampled_from([16, 19, 21, 22] if moves else [20, 178, 205])),
        params=tuple(draw(NUMBERS) for _ in range(4)),
        position=draw(PLACES) if moves else None,
        alt_m=draw(HEIGHTS),
        autocontinue=draw(st.booleans()),
    )


def circles():
    radii = st.floats(0.5, 9e5).map(lambda r: round(r, 2))
    return st.builds(FenceCircle, st.sampled_from(FenceKind), PLACES, radii)


@st.composite
def missions(draw):
    count = draw(st.integers(0, 4))
    rings = st.builds(
        lambda kind, ring: FenceRing(kind, tuple(ring)),
        st.sampled_from(FenceKind),
        st.lists(PLACES, min_size=3, max_size=4),
    )
    home = m.home_item(draw(PLACES), draw(HEIGHTS))
    return Mission(
        items=(home, *(draw(items(k + 1)) for k in range(count))),
        fence=tuple(draw(st.lists(rings, max_size=2))),
        rally=tuple(draw(st.lists(st.builds(RallyPoint, PLACES, HEIGHTS), max_size=2))),
        circles=tuple(draw(st.lists(circles(), max_size=2))),
    )


def same(read: Mission, written: Mission) -> None:
    assert len(read.items) == len(written.items)
    for a, b in zip(read.items, written.items, strict=True):
        assert (a.seq, a.frame, a.command, a.autocontinue) == (
            b.seq, b.frame, b.command, b.autocontinue,
        )  # fmt: skip
        assert a.params == pytest.approx(b.params, abs=1e-6, nan_ok=True)
        assert a.alt_m == pytest.approx(b.alt_m, abs=1e-3, nan_ok=True)
        assert (a.position is None) == (b.position is None)
        if a.position and b.position:
            assert a.position.latlon == pytest.approx(b.position.latlon, abs=1e-8)


@settings(max_examples=25)
@given(missions())
def test_plan_files_lose_nothing(mission):
    text = json.dumps(plan_document(mission), allow_nan=False)
    read = mission_of(text, "test")
    same(read, mission)
    assert (read.fence, read.rally) == (mission.fence, mission.rally)
    assert read.circles == mission.circles


@settings(max_examples=25)
@given(mission=missions())
def test_waypoint_files_lose_no_item(tmp_path_factory, mission):
    file = tmp_path_factory.mktemp("wp") / "m.waypoints"
    formats.write_waypoints(mission, file)
    same(formats.read_mission(file), mission)


@pytest.fixture(scope="module")
def made():
    return plan(read_area(areas.path("okinoshima")), heron(), PlanRequest())


@pytest.mark.parametrize("suffix", formats.WRITTEN)
def test_a_patrol_comes_back_as_it_was(made, tmp_path, suffix):
    file = tmp_path / f"patrol{suffix}"
    assert formats.write_file(made, file) == (file,)
    read = formats.read_mission(file)
    assert read.items == made.mission.items
    if suffix != ".waypoints":  # which has no place for fences
        assert read == made.mission


def test_waypoints_have_eight_digits(made, tmp_path):
    file = tmp_path / "patrol.waypoints"
    formats.write_file(made, file)
    lines = file.read_text().splitlines()
    assert lines[0] == "QGC WPL 110"
    assert all(len(line.split("\t")) == 12 for line in lines[1:])
    assert len(lines[5].split("\t")[8].partition(".")[2]) == 8


def test_geojson_follows_the_contract(made, tmp_path):
    file = tmp_path / "patrol.geojson"
    formats.write_file(made, file)
    document = json.loads(file.read_text())
    assert document == json.loads(json.dumps(geojson_document(made)))
    by_kind = {f["properties"]["kind"]: f for f in document["features"]}
    assert set(by_kind) == {"path", "survey", "fence", "home", "rally", "ditch"}
    assert by_kind["path"]["geometry"]["type"] == "LineString"
    assert set(by_kind["path"]["properties"]) == {
        "kind", "sortie", "vehicle", "length_m", "duration_s", "energy_wh", "battery_left_pct",
        "mission", "drawn",
    }  # fmt: skip
    assert by_kind["home"]["geometry"]["coordinates"] == [130.10683, 34.23823]
    assert 0.99 < document["coverage"] <= 1.0


def test_every_leg_has_its_ditch_point_on_the_water(made):
    ditches = [f for f in geojson_document(made)["features"] if f["properties"]["kind"] == "ditch"]
    assert all(set(f["properties"]) == {"kind", "sortie", "legs", "away_m", "knows_land"}
               for f in ditches)  # fmt: skip
    land = made.area.frame.geometry_to_metres(made.area.land)
    for feature in ditches:
        place = LonLat(*feature["geometry"]["coordinates"])
        assert land.distance(Point(made.area.frame.point(place))) >= 50.0
        assert feature["properties"]["knows_land"]
    for sortie in made.sorties:
        waypoints = [i for i in sortie.mission.items if i.command == CMD_WAYPOINT]
        legs = sorted(
            leg
            for f in ditches
            if f["properties"]["sortie"] == sortie.number
            for leg in f["properties"]["legs"]
        )
        count = len(waypoints) - (sortie.mission.items[0].command == CMD_WAYPOINT)
        assert legs == list(range(1, count + 2))  # and home


def test_uncovered_pieces_carry_their_reason():
    area = read_area(areas.path("okinoshima"))
    far = plan(area, heron(), PlanRequest(standoff_m=1000.0))
    reasons = {
        f["properties"]["reason"]
        for f in geojson_document(far)["features"]
        if f["properties"]["kind"] == "uncovered"
    }
    assert "fence" in reasons
    assert reasons <= {"standoff", "nofly", "fence", "turn"}


def test_other_formats_are_refused(made, tmp_path):
    with pytest.raises(OptionError, match=r"plans are written as \.plan"):
        formats.write_file(made, tmp_path / "patrol.gpx")
    with pytest.raises(FormatError, match="read from"):
        formats.read_mission(tmp_path / "patrol.gpx")
    with pytest.raises(FormatError, match="cannot read"):
        formats.read_mission(tmp_path / "none.plan")
    with pytest.raises(FormatError, match="cannot write"):
        formats.write_file(made, tmp_path / "no" / "such.plan")


GOOD = plan_document(
    Mission(
        (m.home_item(LonLat(130.0, 34.0)), *m.patrol_items(
            LonLat(130.0, 34.0), [LonLat(130.01, 34.0)], m.Flight(50.0, 14.0, None))[1:]),
        (FenceRing(FenceKind.INCLUSION, (LonLat(130, 34), LonLat(131, 34), LonLat(131, 35))),),
        (RallyPoint(LonLat(130.0, 34.0), 50.0),),
    )
)  # fmt: skip


def broken(*path, value):
    document = copy.deepcopy(GOOD)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is KeyError:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(document)


ITEM = ("mission", "items", 0)
RING = ("geoFence", "polygons", 0)


@pytest.mark.parametrize("text, words", [
    ("{", "is not JSON"),
    ("[]", "is not a JSON object"),
    (broken("fileType", value="Mission"), "fileType is 'Mission'"),
    (broken("version", value=2), "version is 2"),
    (broken("version", value=True), "version is True"),
    (broken("mission", value=KeyError), "key 'mission' is missing"),
    (broken("mission", "version", value=1), "mission: version is 1"),
    (broken("mission", "items", value=3), "is not a list"),
    (broken("mission", "plannedHomePosition", value=[1]), "plannedHomePosition"),
    (broken("mission", "plannedHomePosition", value=[130.0, 34.0, 0.0]), "look swapped"),
    (broken(*ITEM, "type", value="Other"), "type is 'Other'"),
    (broken(*ITEM, "params", value=[0.0] * 6), "6 params"),
    (broken(*ITEM, "params", value=["a"] * 7), "must be a number"),
    (broken(*ITEM, "params", value=[0, 0, 0, 0, 1, 1, None]), "height"),
    (broken(*ITEM, "command", value=1.5), "command is 1.5"),
    (broken(*ITEM, "autoContinue", value=1), "autoContinue"),
    (broken(*ITEM, value={"type": "ComplexItem", "complexItemType": "fwLanding"}), "'fwLanding'"),
    (broken("mission", "items", 1, "command", value=177) .replace('"doJumpId": 1', '"doJumpId": 9'),
     "jumps"),
    (broken("geoFence", value=KeyError), "geoFence"),
    (broken("geoFence", "circles", value=[{}]), "circles[1]: key 'version' is missing"),
    (broken("geoFence", "circles", value=[{"version": 2}]), "version is 2"),
    (broken("geoFence", "circles", value=[{"version": 1, "inclusion": True, "circle":
        {"center": [34, 130], "radius": 0}}]), "radius is 0 m; it must be above 0"),
    (broken("geoFence", "circles", value=[{"version": 1, "inclusion": True, "circle":
        {"center": [134, 30], "radius": 9}}]), "look swapped"),
    (broken("geoFence", "circles", value=[{"version": 1, "inclusion": 1, "circle":
        {"center": [34, 130], "radius": 9}}]), "inclusion is 1"),
    (broken(*RING, "version", value=3), "version is 3"),
    (broken(*RING, "inclusion", value=0), "inclusion"),
    (broken(*RING, "polygon", value=[[1, 1]]), "1 corners"),
    (broken(*RING, "polygon", value=[[1, 1, 1]] * 3), "3 numbers"),
    (broken("rallyPoints", "points", value=[[1, 1]]), "2 numbers"),
])  # fmt: skip
def test_wrong_plans_say_what_and_where(text, words):
    with pytest.raises(FormatError) as caught:
        mission_of(text, "x.plan")
    assert words in str(caught.value)
    assert str(caught.value).startswith("x.plan")


@pytest.mark.parametrize("lines, words", [
    ("", "does not begin with"),
    ("34.5 130.1\n34.6 130.2\n", "it holds a fence as latitudes and longitudes, no mission"),
    ("RALLY 34.5 130.1 0 40 0 0\n", "it holds rally points, no mission"),
    ("QGC WPL 110\n0 0 0 5001 3 0 0 0 34 130 0 1\n", "holds a fence, no mission"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 34 130 inf 1\n", "not a number"),
    ("QGC WPL 110\n0 1 0 16 1e39 0 0 0 34 130 0 1\n", "not a number"),
    ("QGC WPL 110\n0 1 0 -16 0 0 0 0 34 130 0 1\n", "no item has frame 0, command -16"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 34 130 0 2\n", "autocontinue 2"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 34 130 0 1\n1 0 3 16 0 0 0 0 nan 130 9 1\n", "not a number"),
    ("QGC WPL 120\n", "does not begin with"),
    ("QGC WPL 110\n", "has no home"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 34 130\n", "line 2: 10 columns"),
    ("QGC WPL 110\n1 1 0 16 0 0 0 0 34 130 0 1\n", "item 1 where item 0"),
    ("QGC WPL 110\n0 1 0 x 0 0 0 0 34 130 0 1\n", "line 2: invalid literal"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 130 34 0 1\n", "look swapped"),
    ("QGC WPL 110\n0 1 0 16 0 0 0 0 nan 34 0 1\n", "not a number"),
])  # fmt: skip
def test_wrong_waypoint_files_say_what_and_where(tmp_path, lines, words):
    file = tmp_path / "m.waypoints"
    file.write_text(lines)
    with pytest.raises(FormatError) as caught:
        formats.read_mission(file)
    assert words in str(caught.value)


def test_binary_files_are_no_plans(tmp_path):
    file = tmp_path / "m.plan"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match="not a text file"):
        formats.read_mission(file)
