import copy
import json

import pytest

from geodata import areas
from geodata.area import area_to_geojson, parse_area, read_area
from geodata.errors import AreaError


@pytest.fixture
def document():
    return json.loads(areas.path("okinoshima").read_text(encoding="utf-8"))


def feature(document, kind):
    return next(f for f in document["features"] if f["properties"]["kind"] == kind)


def refuse(document, pattern):
    with pytest.raises(AreaError, match=pattern) as caught:
        parse_area(document, "x", "x.geojson")
    assert "\n" not in str(caught.value)


def test_the_demo_area_is_whole_and_marked_as_approximate(document):
    area = read_area(areas.path("okinoshima"))
    assert area.home is not None
    assert area.land is not None
    assert len(area.watched) == 2
    assert area.max_alt_m == 150.0
    assert area.fence.contains(area.shape)
    assert feature(document, "land")["properties"]["approximate"] is True


def test_an_area_is_the_same_after_writing_and_reading():
    area = read_area(areas.path("okinoshima"))
    again = parse_area(json.loads(json.dumps(area_to_geojson(area))), "x", "x")
    assert again.shape.equals(area.shape)
    assert again.home == area.home
    assert again.is_approximate
    assert [z.name for z in again.watched] == [z.name for z in area.watched]


def test_a_ring_that_crosses_itself_is_refused_with_its_place(document):
    ring = feature(document, "area")["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    refuse(document, r"not a simple ring: Self-intersection\[130")


RINGS = [
    ([[179.9, 34.0], [-179.9, 34.0], [-179.9, 34.1]], "antimeridian after 179.90000,34.00000"),
    ([[130.1, 34.2], [130.11, 34.21], [130.12, 34.22]], "at 130.10000,34.20000 is .* m wide"),
    ([[130.1, 34.2], [130.100001, 34.2], [130.1, 34.200001]], "is .* m wide; least 1 m"),
    ([[130.1, 34.2], [130.1, 34.2], [130.1, 34.2]], r"Too few points .*\[130.1 34.2\]"),
    ([[130.1, 34.2], [130.12, float("nan")], [130.12, 34.22]], "latitude is nan"),
]


@pytest.mark.parametrize(("ring", "pattern"), RINGS)
def test_a_ring_that_is_no_area_is_refused_with_its_place(document, ring, pattern):
    feature(document, "area")["geometry"]["coordinates"] = [[*ring, ring[0]]]
    refuse(document, pattern)


def test_a_hole_outside_is_refused_with_its_place(document):
    hole = [[131.0, 34.0], [131.01, 34.0], [131.0, 34.01], [131.0, 34.0]]
    feature(document, "area")["geometry"]["coordinates"].append(hole)
    refuse(document, r"Hole lies outside shell\[131 34\]")


def test_swapped_coordinates_are_refused_as_such(document):
    for f in document["features"]:
        geometry = f["geometry"]
        if geometry["type"] == "Polygon":
            geometry["coordinates"] = [[p[::-1] for p in r] for r in geometry["coordinates"]]
    refuse(document, "swapped")


def test_parts_far_from_each_other_are_refused(document):
    feature(document, "home")["geometry"]["coordinates"] = [34.24, 35.10]
    refuse(document, "home reaches .* km")


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        (lambda d: d["features"].clear(), "0 features of kind area"),
        (lambda d: d["features"].append(copy.deepcopy(d["features"][1])), "2 features of kind"),
        (lambda d: d["features"][0]["properties"].update(kind="lnad"), "'lnad'; known kinds"),
        (lambda d: d["features"][0].update(geometry=None), "no readable geometry"),
        (lambda d: d["features"][0].update(geometry={"type": "Circle"}), "no readable geometry"),
        (lambda d: d["features"][0].pop("properties"), "no properties"),
        (lambda d: d["features"][1]["properties"].update(max_alt_m=-5), "max_alt_m"),
        (lambda d: d["features"][1]["properties"].update(max_alt=90), "unknown key 'max_alt'"),
        (lambda d: d["features"][3].update(geometry={"type": "Point", "coordinates": []}), "home"),
    ],
)
def test_a_faulty_feature_is_named(document, change, pattern):
    change(document)
    refuse(document, pattern)


def test_a_file_that_is_no_json_is_refused(tmp_path):
    file = tmp_path / "a.geojson"
    file.write_bytes(b"\xff\xfe[")
    with pytest.raises(AreaError, match="not GeoJSON"):
        read_area(file)
    with pytest.raises(AreaError, match="cannot read"):
        read_area(tmp_path / "none.geojson")


def test_a_no_fly_circle_holds_the_whole_circle(document):
    document["features"].append(
        {
            "type": "Feature",
            "properties": {"kind": "nofly", "name": "light", "radius_m": 100.0},
            "geometry": {"type": "Point", "coordinates": [130.11, 34.25]},
        }
    )
    area = parse_area(document, "x", "x")
    ring = area.frame.geometry_to_metres(area.nofly[0].shape)
    assert ring.exterior.distance(ring.centroid) == pytest.approx(100.0, abs=0.5)
    assert ring.exterior.distance(ring.centroid) >= 100.0


def test_without_a_fence_area_and_home_are_widened_by_200_m(document):
    document["features"] = [f for f in document["features"] if f["properties"]["kind"] != "fence"]
    area = parse_area(document, "x", "x")
    shape, fence = (area.frame.geometry_to_metres(g) for g in (area.shape, area.fence))
    assert fence.contains(shape)
    assert shape.exterior.distance(fence.exterior) == pytest.approx(200.0, abs=1.0)


def test_an_unknown_built_in_area_names_the_known_ones():
    with pytest.raises(AreaError, match="okinoshima"):
        areas.path("atlantis")
