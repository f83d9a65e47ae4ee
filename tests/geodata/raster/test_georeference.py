"""Places of pixels on maps and by control points, against PROJ and against a known bend."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from geodata.errors import RasterError
from geodata.raster.georeference import MapGeoref, PointsGeoref, parsed_crs
from tests.geodata.sentinel1.scene_model import SceneModel
from tests.geodata.sentinel1.sight import CircularOrbit

WEB = MapGeoref(Affine(10.0, 0.0, 14_362_154.5, 0.0, -10.0, 4_181_755.1), CRS(3857))
UTM = MapGeoref(Affine(10.0, 0.0, 399_960.0, 0.0, -10.0, 3_900_000.0), CRS(32652))
TURNED = MapGeoref(Affine(8e-5, 6e-5, 129.0, 6e-5, -8e-5, 35.0), CRS(4326))
MAPS = {"web": WEB, "utm": UTM, "turned": TURNED}


@given(name=st.sampled_from(sorted(MAPS)), column=st.floats(-50, 6000), row=st.floats(-50, 6000))
def test_there_and_back(name, column, row):
    georef = MAPS[name]
    back = georef.pixels(georef.lonlat([[column, row]]))
    assert np.abs(back - [[column, row]]).max() < 1e-4


def test_a_corner_lies_where_proj_puts_it():
    to_wgs84 = Transformer.from_crs(32652, 4326, always_xy=True)
    expected = to_wgs84.transform(399_960.0 + 25.0, 3_900_000.0 - 15.0)
    assert UTM.lonlat([[2.5, 1.5]])[0] == pytest.approx(expected, abs=1e-12)


def test_metres_are_true_metres():
    latitude = WEB.lonlat([[500.0, 300.0]])[0, 1]
    assert WEB.spacing_m([[500.0, 300.0]])[0] == pytest.approx(
        10.0 * np.cos(np.radians(latitude)), rel=4e-3
    )
    assert UTM.spacing_m([[500.0, 300.0]])[0] == pytest.approx([10.0, 10.0], rel=1e-3)
    axes = UTM.axes_m([[5490.0, 100.0]])[0]  # near the middle of the zone: north is up
    assert axes[0] == pytest.approx([10.0, 0.0], abs=0.2)
    assert axes[1] == pytest.approx([0.0, -10.0], abs=0.2)


@pytest.mark.parametrize("name", MAPS)
def test_axes_lead_to_the_next_pixel(name):
    georef, geod = MAPS[name], Geod(ellps="WGS84")
    px = np.array([[700.0, 800.0]])
    (lon, lat), axes = georef.lonlat(px)[0], georef.axes_m(px)[0]
    for axis, step in ((0, [1.0, 0.0]), (1, [0.0, 1.0])):
        bearing = np.degrees(np.arctan2(*axes[axis]))
        there = geod.fwd(lon, lat, bearing, np.linalg.norm(axes[axis]))[:2]
        assert georef.pixels([there])[0] == pytest.approx(px[0] + step, abs=1e-3)


def test_what_has_no_place_is_nan():
    found = WEB.pixels([[np.nan, 0.0], [10.0, 95.0], [129.0, 35.0]])
    assert np.isnan(found[:2]).all() and np.isfinite(found[2]).all()
    assert np.isnan(WEB.axes_m([[np.nan, 1.0]])).all()
    assert WEB.lonlat(np.empty((0, 2))).shape == (0, 2)


def test_a_map_of_no_size_is_refused():
    with pytest.raises(RasterError, match="has no size"):
        MapGeoref(Affine(0.0, 0.0, 1.0, 0.0, 0.0, 1.0), CRS(4326))
    plan = CRS.from_wkt('LOCAL_CS["site plan",UNIT["metre",1],AXIS["x",EAST],AXIS["y",NORTH]]')
    with pytest.raises(RasterError, match="'site plan' is not tied to the earth"):
        MapGeoref(WEB.affine, plan)
    with pytest.raises(RasterError, match="not understood"):
        parsed_crs("nonsense")


def bend(px):
    """Curved like a radar picture: an affine fit of it is 200 m off."""
    u, v = np.asarray(px, float).T / 1000.0
    return np.column_stack([179.95 + 0.1 * u + 0.004 * u * u, 35.0 - 0.09 * v + 0.003 * u * v])


def control_points(is_lattice):
    """64 points: on a lattice, or scattered with the corners among them."""
    column, row = np.meshgrid(np.linspace(0, 1000, 8), np.linspace(0, 1000, 8))
    px = np.column_stack([column.ravel(), row.ravel()])
    if not is_lattice:
        inner = np.abs(px - 500.0).max(axis=1) < 499.0
        px[inner] += np.random.default_rng(3).uniform(-40, 40, (inner.sum(), 2))
    lonlat = bend(px)
    lonlat[:, 0] = (lonlat[:, 0] + 180.0) % 360.0 - 180.0
    return PointsGeoref(px, lonlat)


KINDS = {"lattice": control_points(True), "scattered": control_points(False)}


def metres(a, b):
    lon = (a[:, 0] - b[:, 0] + 180.0) % 360.0 - 180.0
    return 111_000.0 * np.hypot(lon * 0.82, a[:, 1] - b[:, 1])


@pytest.mark.parametrize(("kind", "most_m"), [("lattice", 0.01), ("scattered", 8.0)])
def test_control_points_bend_the_picture(kind, most_m):
    px = np.random.default_rng(2).uniform(0, 1000, (200, 2))
    assert metres(KINDS[kind].lonlat(px), bend(px)).max() < most_m
    design = np.column_stack([px, np.ones(len(px))])
    fit = design @ np.linalg.lstsq(design, bend(px), rcond=None)[0]
    assert metres(fit, bend(px)).max() > 50.0


@pytest.mark.parametrize("kind", KINDS)
def test_control_points_are_met_exactly_across_the_dateline(kind):
    georef = KINDS[kind]
    found = georef.lonlat(georef.points_px)
    assert metres(found, georef.points_lonlat).max() < 1e-3
    assert found[:, 0].min() < -179.9 and found[:, 0].max() > 179.9


@given(kind=st.sampled_from(sorted(KINDS)), column=st.floats(0, 1000), row=st.floats(0, 1000))
def test_control_points_there_and_back(kind, column, row):
    back = KINDS[kind].pixels(KINDS[kind].lonlat([[column, row]]))
    assert np.abs(back - [[column, row]]).max() < 1e-3


def test_points_of_a_radar_scene_near_the_pole_are_joined_to_the_metre():
    model = SceneModel(orbit=CircularOrbit(86.0, 10.0))
    nodes = model.node_values()
    px = np.column_stack([nodes["pixel"], nodes["line"]]) + 0.5
    georef = PointsGeoref(px, nodes["lonlat"])
    asked = np.random.default_rng(1).uniform(0, 1, (200, 2)) * [model.columns, model.rows]
    found, told = georef.lonlat(asked), model.places(asked)
    off = Geod(ellps="WGS84").inv(*found.T, *told.T)[2]
    assert np.max(off) < 1.0


def test_control_points_far_too_few_or_on_a_line_are_refused():
    px, lonlat = KINDS["lattice"].points_px, KINDS["lattice"].points_lonlat
    with pytest.raises(RasterError, match="has 3 control points; 4 are needed"):
        PointsGeoref(px[:3], lonlat[:3])
    with pytest.raises(RasterError, match="coincide or lie on one line"):
        PointsGeoref(px[:8], lonlat[:8])
    with pytest.raises(RasterError, match="nowhere on earth"):
        PointsGeoref(px, np.where(px > 900.0, np.nan, lonlat))


def test_no_place_gives_no_pixel():
    for georef in KINDS.values():
        assert np.isnan(georef.pixels([[np.nan, 1.0]])).all()
        assert georef.lonlat(np.empty((0, 2))).shape == (0, 2)
