import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, Polygon

from geodata import areas
from geodata.area import read_area
from geodata.coast import Land, read_land
from geodata.errors import CoastError
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat
from geodata.shore_grid import ShoreGrid
from geodata.visibility import SHORE_MARGIN_M, sea_mask

AREA = read_area(areas.path("okinoshima"))
FRAME = AREA.frame
LAND_M = FRAME.geometry_to_metres(AREA.land)
GRID = ShoreGrid.build(LAND_M, (-3000.0, -3000.0, 3000.0, 3000.0), 5.0)
east_or_north = st.floats(-2500.0, 2500.0)


@given(east_or_north, east_or_north)
def test_the_raster_agrees_with_exact_distances_within_a_cell_and_a_half(east, north):
    point = Point(east, north)
    exact = LAND_M.distance(point) or -LAND_M.boundary.distance(point)
    assert GRID.distance_m(east, north) == pytest.approx(exact, abs=7.5)
    assert GRID.nearest_m(np.array([east]), np.array([north]))[0] == pytest.approx(exact, abs=11)


def test_distance_to_shore_agrees_with_the_geodesic_to_the_nearest_vertex_or_edge():
    home = AREA.home
    dense = shapely.segmentize(AREA.land.boundary, 1e-5)
    lon, lat = shapely.get_coordinates(dense).T
    exact = Geod(ellps="WGS84").inv(
        np.full_like(lon, home.lon), np.full_like(lat, home.lat), lon, lat
    )[2]
    assert Land(AREA.land).distance_m(home) == pytest.approx(exact.min(), abs=0.5)


def test_on_land_the_distance_is_zero_and_without_land_there_is_none():
    middle = AREA.land.representative_point()
    assert Land(AREA.land).distance_m(LonLat(middle.x, middle.y)) == 0.0
    assert Land(MultiPolygon()).distance_m(AREA.home) is None


def test_an_empty_sea_is_all_sea():
    grid = ShoreGrid.build(Polygon(), (-100.0, -100.0, 100.0, 100.0), 10.0)
    assert (grid.distance > 0).all()


def test_a_raster_too_large_is_refused():
    with pytest.raises(CoastError, match="too large"):
        ShoreGrid.build(LAND_M, (-1e6, -1e6, 1e6, 1e6), 1.0)


def test_a_file_that_is_no_vector_file_is_refused(tmp_path):
    file = tmp_path / "land.geojson"
    file.write_text("no land")
    with pytest.raises(CoastError, match="cannot read land"):
        read_land(file)


def test_the_real_coast_of_tsushima_is_read(data_dir):
    file = data_dir / "coast" / "mlit_n03" / "N03-21_42_210101.json"
    land = read_land(file, near=(129.1, 34.0, 129.6, 34.8))
    assert land.distance_m(LonLat(129.33, 34.4)) == 0.0
    off = land.distance_m(LonLat(129.05, 34.4))
    assert off is not None
    assert 5_000 < off < 40_000


def test_the_sea_mask_leaves_out_land_what_lies_behind_it_and_the_sky():
    """Pixel by pixel against exact geometry, along the line of sight."""
    pose = CameraPose(FRAME.lonlat(0.0, -1000.0), 120.0, 0.0, -12.0, 0.0)
    georef = CameraGeoref(CameraModel(1280, 720, 60.0, 35.98), pose)
    mask = sea_mask(georef, (720, 1280), GRID, FRAME, 2000.0)
    rng = np.random.default_rng(7)
    pixels = rng.uniform((0, 0), (1280, 720), (400, 2))
    points = georef.sea_points(pixels) + np.array([0.0, -1000.0])
    wrong = 0
    for (column, row), point in zip(pixels, points, strict=True):
        if not np.isfinite(point).all():
            assert not mask[int(row), int(column)]
            continue
        sight = shapely.LineString([(0.0, -1000.0), tuple(point)])
        clear = not sight.intersects(LAND_M) and LAND_M.distance(Point(point)) > SHORE_MARGIN_M
        clear = clear and np.hypot(point[0], point[1] + 1000.0) <= 2000.0
        near_edge = abs(LAND_M.distance(sight) - 0.0) < 40.0 or LAND_M.distance(Point(point)) < 60
        wrong += bool(mask[int(row), int(column)]) != clear and not near_edge
    assert wrong == 0
    assert 0.1 < mask.mean() < 0.9


@pytest.mark.parametrize("width_deg", [0.0, 1e-14, 1e-9])
def test_a_spit_drawn_without_width_is_land(tmp_path, width_deg):
    ring = [[0, 0], [0.01, 0], [0.01, 0.005], [0.02, 0.005], [0.01, 0.005 + width_deg],
            [0.01, 0.01], [0, 0.01], [0, 0]]  # fmt: skip
    polygon = {"type": "Polygon", "coordinates": [[[130 + x, 34 + y] for x, y in ring]]}
    file = tmp_path / "spit.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": polygon}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    land = read_land(file)
    assert {p.geom_type for p in shapely.get_parts(land.shape)} == {"Polygon"}
    assert land.distance_m(LonLat(130.02, 34.0052)) == pytest.approx(22.1, abs=0.3)
