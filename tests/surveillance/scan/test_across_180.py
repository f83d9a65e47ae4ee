"""A scene across 180 degrees: its land stays where it is, its outline is cut in two."""

from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from bench.overpass import fly
from geodata.coast import Land
from geodata.position import LonLat
from geodata.sentinel1.product import open_product
from surveillance.scan.geojson import collection
from surveillance.scan.land import LandMask
from surveillance.scan.radar import outline, scan_radar


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    middle = LonLat(179.999, 20.0)
    return fly(tmp_path_factory.mktemp("pass"), 2, (600, 600), vessels=8, centre=middle).path


@pytest.mark.parametrize("lon", [179.995, -179.995])
def test_an_island_on_either_side_is_land(path: Path, lon: float) -> None:
    product = open_product(path)
    island = Land(Point(lon, 20.0).buffer(0.005))
    mask = LandMask(
        island, outline(product), product.georef.pixels, product.shape, (10.0, 10.0), 0.0
    )
    water = mask.water(0, product.shape[0])
    ((column, row),) = product.georef.pixels([[lon, 20.0]])
    assert not water[int(row), int(column)]
    assert 0.01 < 1.0 - water.mean() < 0.08
    elsewhere = Land(Point(10.0, 20.0).buffer(5.0))
    mask = LandMask(
        elsewhere, outline(product), product.georef.pixels, product.shape, (10.0, 10.0), 0.0
    )
    assert mask.water(0, product.shape[0]).all()


def test_the_outline_is_two_parts_of_the_map(path: Path) -> None:
    features = collection([scan_radar(open_product(path), None)])["features"]
    (looked,) = [f for f in features if f["properties"]["kind"] == "looked"]
    drawn = shape(looked["geometry"])
    assert drawn.geom_type == "MultiPolygon" and len(drawn.geoms) == 2
    assert drawn.area < 0.1 and drawn.is_valid
