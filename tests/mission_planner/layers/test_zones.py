"""Layers as zones of an area: what is closed, how wide, and what cannot be used."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box, mapping

from geodata.errors import LayerError
from mission_planner.errors import PlannerError
from mission_planner.layers.layers import (
    Layers,
    LayerZone,
    read_zones,
    with_zones,
    within_reach,
)
from tests.mission_planner.islands import FRAME, area_of, place

NEAR = (129.0, 33.0, 131.0, 35.0)
LAND = box(-10_000.0, -10_000.0, -9_000.0, -9_000.0)
AREA = area_of(box(-1000.0, -1000.0, 1000.0, 1000.0), LAND, home_m=(0.0, 0.0))


def lonlat(shape):
    return FRAME.geometry_to_lonlat(shape)


def written(tmp_path, shape, **properties):
    feature = {"type": "Feature", "properties": properties, "geometry": mapping(lonlat(shape))}
    file = tmp_path / "layer.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return file


@pytest.mark.parametrize("shape", [
    Point(500.0, 200.0), LineString([(0, 0), (3000, 0)]), box(0.0, 0.0, 400.0, 200.0),
])  # fmt: skip
def test_a_facility_is_closed_for_300_m_and_hardly_more(tmp_path, shape):
    (zone,) = read_zones("facility", written(tmp_path, shape, name="plant"), NEAR)
    closed = FRAME.geometry_to_metres(zone.shape)
    assert closed.covers(shape.buffer(299.9, quad_segs=64))
    assert shape.buffer(303.0, quad_segs=64).covers(closed)


def test_other_zones_keep_their_outline(tmp_path):
    both = MultiPolygon([box(0, 0, 100, 100), box(200, 0, 300, 100)])
    zones = read_zones("emergency", written(tmp_path, both), NEAR)
    assert [z.name for z in zones] == ["layer 1", "layer 1"]
    assert sum(FRAME.geometry_to_metres(z.shape).area for z in zones) == pytest.approx(
        2e4, rel=1e-3
    )


def test_points_need_a_radius_where_no_law_gives_one(tmp_path):
    with pytest.raises(PlannerError, match="'fire' is a Point, not a polygon: give it radius_m"):
        read_zones("emergency", written(tmp_path, Point(0.0, 0.0), name="fire"), NEAR)
    (zone,) = read_zones("emergency", written(tmp_path, Point(0.0, 0.0), radius_m=1000), NEAR)
    assert FRAME.geometry_to_metres(zone.shape).covers(Point(0, 0).buffer(999.9, quad_segs=64))


def test_heights_over_aquaculture(tmp_path):
    farm = box(0, 0, 100, 100)
    assert read_zones("aquaculture", written(tmp_path, farm), NEAR)[0].min_alt_m == 50.0
    file = written(tmp_path, farm, min_alt_m=80)
    assert read_zones("aquaculture", file, NEAR)[0].min_alt_m == 80.0
    with pytest.raises(PlannerError, match="min_alt_m of 'layer 1' is -5"):
        read_zones("aquaculture", written(tmp_path, farm, min_alt_m=-5), NEAR)


def test_unknown_kinds_and_files(tmp_path):
    with pytest.raises(PlannerError, match="no layer is of kind 'dids'; there are: did, facility"):
        read_zones("dids", tmp_path / "x.geojson", NEAR)
    with pytest.raises(LayerError, match="cannot read a layer from"):
        read_zones("did", tmp_path / "x.geojson", NEAR)


@settings(max_examples=40)
@given(st.sampled_from(["did", "facility", "emergency", "aquaculture", "other"]))
def test_only_facilities_and_emergency_airspace_are_closed(kind):
    zone = LayerZone(kind, "x", lonlat(box(500, 500, 600, 600)))
    far = LayerZone(kind, "far", lonlat(box(50_000, 0, 50_100, 100)))
    closed = with_zones(AREA, Layers(zones=(zone, far))).nofly
    assert [z.name for z in closed] == ([f"{kind}: x"] if kind in ("facility", "emergency") else [])


@settings(max_examples=40)
@given(st.floats(50.0, 20_000.0))
def test_the_fence_is_cut_to_the_greatest_distance(most):
    cut = within_reach(AREA, Layers(max_distance_m=most))
    fence = FRAME.geometry_to_metres(cut.fence)
    whole = FRAME.geometry_to_metres(AREA.fence)
    disc = Point(FRAME.point(AREA.home)).buffer(most, quad_segs=64)
    # an edge of 8 km that is straight in degrees bends by a metre
    assert disc.buffer(0.5).intersection(whole.buffer(2.0)).covers(fence)
    assert fence.area > 0.99 * disc.intersection(whole).area
    assert cut.home == AREA.home


def test_of_a_cut_fence_homes_piece_is_kept():
    arms = box(-4000, -4000, -1000, 4000) | box(1000, -4000, 4000, 4000)
    bridge = box(-1000, 3500, 1000, 4000)
    rally = (place(2000, 0), place(-2000, 0), place(9000, 0))
    area = replace(AREA, fence=lonlat(arms | bridge), home=place(1500, 0), rally=rally)
    cut = within_reach(area, Layers(max_distance_m=3000.0))
    # one is cut off; one was outside before: the check still says so
    assert cut.rally == (rally[0], rally[2])
    assert FRAME.geometry_to_metres(cut.fence).bounds[0] >= 999.0
    with pytest.raises(PlannerError, match="the greatest distance is -1 m"):
        within_reach(area, Layers(max_distance_m=-1.0))
    assert within_reach(area, Layers()) is area
