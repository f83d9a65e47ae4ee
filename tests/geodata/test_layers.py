"""Map layers: any reference system, only what is near, mended or named."""

import json

import geopandas
import pytest
import shapely
from shapely.geometry import Point, Polygon, box, mapping

from geodata import layers
from geodata.errors import LayerError
from geodata.layers import read_layer

NEAR = (129.0, 34.0, 130.0, 35.0)
BOW_TIE = Polygon([(129.1, 34.1), (129.2, 34.2), (129.2, 34.1), (129.1, 34.2)])


def written(tmp_path, *shapes, **properties):
    features = [
        {"type": "Feature", "properties": properties, "geometry": s and mapping(s)} for s in shapes
    ]
    file = tmp_path / "layer.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_only_what_is_near_is_read(tmp_path):
    near, far = box(129.1, 34.1, 129.2, 34.2), box(140.0, 40.0, 140.1, 40.1)
    (found,) = read_layer(written(tmp_path, near, far, name="原子力発電所"), NEAR)
    assert found.name == "原子力発電所"
    assert found.geometry.equals(near)


@pytest.mark.parametrize("crs, suffix", [
    ("EPSG:6669", "gpkg"), ("EPSG:3857", "shp"), ("EPSG:4301", "gpkg"),
])  # fmt: skip
def test_other_reference_systems_come_out_in_lonlat(tmp_path, crs, suffix):
    """EPSG:6669: Japan Plane Rectangular I; 4301: the old Tokyo Datum, 400 m off."""
    shape = box(129.30, 34.25, 129.31, 34.26)
    table = geopandas.GeoDataFrame({"名称": ["港"]}, geometry=[shape], crs="EPSG:4326").to_crs(crs)
    file = tmp_path / f"layer.{suffix}"
    table.to_file(file, encoding="utf-8")
    (found,) = read_layer(file, NEAR)
    assert found.name == "港"
    assert found.geometry.symmetric_difference(shape).area < 1e-4 * shape.area


def test_faulty_rings_are_mended(tmp_path):
    (found,) = read_layer(written(tmp_path, BOW_TIE), NEAR)
    assert found.geometry.is_valid
    assert found.geometry.area == pytest.approx(0.005)
    assert found.name == "layer 1"


@pytest.mark.parametrize("shape", [
    Polygon([(129.1, 34.1), (129.2, 34.2), (129.1, 34.1), (129.1, 34.1)]),
    Polygon([(129.1, 34.1)] * 4),
])  # fmt: skip
def test_what_cannot_be_mended_is_named(tmp_path, shape):
    with pytest.raises(LayerError, match=r"'pier' has no usable shape at 129.10000,34.10000"):
        read_layer(written(tmp_path, shape, name="pier"), NEAR)


def test_points_and_heights(tmp_path):
    (found,) = read_layer(written(tmp_path, Point(129.5, 34.5, 7.0), radius_m=40), NEAR)
    assert shapely.get_coordinate_dimension(found.geometry) == 2
    assert found.properties["radius_m"] == 40


def test_too_much_is_refused(tmp_path, monkeypatch):
    file = written(tmp_path, *[box(129.1, 34.1, 129.2, 34.2)] * 4)
    monkeypatch.setattr(layers, "MAX_FEATURES", 3)
    with pytest.raises(LayerError, match="4 features with 20 corners near the area; limits 3"):
        read_layer(file, NEAR)
    monkeypatch.setattr(layers, "MAX_FILE_BYTES", 10)
    with pytest.raises(LayerError, match="larger than"):
        read_layer(file, NEAR)


def test_a_file_that_is_no_layer(tmp_path):
    file = tmp_path / "x.geojson"
    file.write_text("no layer")
    with pytest.raises(LayerError, match="cannot read a layer from"):
        read_layer(file, NEAR)
