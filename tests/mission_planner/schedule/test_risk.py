"""Weights of areas from sightings and from a person."""

import json

import pytest

from mission_planner.errors import PlannerError
from mission_planner.schedule.extras import wanted_gaps_s
from mission_planner.schedule.risk import read_weights
from tests.mission_planner.archipelago import archipelago

AREAS = archipelago(2, 1, 20_000.0)


def sighting(area, weight=None, off_deg=0.0):
    middle = area.shape.centroid
    properties = {} if weight is None else {"weight": weight}
    place = {"type": "Point", "coordinates": [middle.x + off_deg, middle.y]}
    return {"type": "Feature", "properties": properties, "geometry": place}


def weights_of(tmp_path, document):
    file = tmp_path / "risk.json"
    file.write_text(json.dumps(document))
    return read_weights(file, AREAS)


def test_sightings_count_in_their_area(tmp_path):
    found = [sighting(AREAS[0]), sighting(AREAS[0], 2.5), sighting(AREAS[1], 0.0)]
    document = {"type": "FeatureCollection", "features": found}
    assert weights_of(tmp_path, document) == pytest.approx([4.5, 1.0])


def test_a_sighting_outside_counts_less(tmp_path):
    document = {"type": "FeatureCollection", "features": [sighting(AREAS[0], 8.0, off_deg=0.02)]}
    near = weights_of(tmp_path, document)[0]
    assert 1.0 < near < 9.0


def test_weights_by_name(tmp_path):
    assert weights_of(tmp_path, {"isle2": 3}) == [1.0, 3.0]


@pytest.mark.parametrize(("document", "text"), [
    ({"nowhere": 1}, "names 'nowhere'"), ([1], "neither GeoJSON"), ({"isle1": "x"}, "weight 'x'"),
    ({"isle1": 0}, "weight of 0"), ({"type": "FeatureCollection"}, "no list of features"),
    ({"type": "FeatureCollection", "features": [{}]}, "feature 1 is no point"),
])  # fmt: skip
def test_what_cannot_be_read_is_named(tmp_path, document, text):
    with pytest.raises(PlannerError, match=text):
        weights_of(tmp_path, document)


def test_four_times_the_risk_is_seen_twice_as_often():
    assert wanted_gaps_s([2.0, 8.0, 2.0], 3600.0) == [3600.0, 1800.0, 3600.0]
