"""Places of pixels against a geometry that is known everywhere and reckoned another way."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import ProductError
from geodata.geoid import geoid_m
from geodata.raster import Georeference
from geodata.sentinel1.annotation import Annotation, GroundToSlant, read_annotation
from geodata.sentinel1.geometry.earth import LIGHT_MPS, earth_fixed
from geodata.sentinel1.georef import Georef
from tests.geodata.sentinel1.annotation_text import annotation_text
from tests.geodata.sentinel1.scene_model import EPOCH, SceneModel
from tests.geodata.sentinel1.sight import CircularOrbit

MID_LATITUDE = SceneModel()
DATELINE = SceneModel(orbit=CircularOrbit(20.0, 178.3))
FAR_NORTH = SceneModel(orbit=CircularOrbit(86.0, 10.0))
HILLY = SceneModel(hills_m=25.0)
SCENES = {"mid": MID_LATITUDE, "dateline": DATELINE, "north": FAR_NORTH, "hilly": HILLY}


@lru_cache(maxsize=8)
def annotation_of(model: SceneModel) -> Annotation:
    return read_annotation(annotation_text(model).encode(), "a.xml")


@lru_cache(maxsize=8)
def georef_of(model: SceneModel) -> Georef:
    return Georef.of(annotation_of(model), 0.0)


def some_pixels(model: SceneModel, count=400, seed=3):
    rng = np.random.default_rng(seed)
    return rng.uniform(0.0, 1.0, (count, 2)) * [model.columns, model.rows]


def apart_m(a, b):
    return np.linalg.norm(earth_fixed(a) - earth_fixed(b), axis=1)


@pytest.mark.parametrize("name", SCENES)
def test_every_pixel_lies_where_orbit_and_range_put_it(name):
    model = SCENES[name]
    px = some_pixels(model)
    assert apart_m(georef_of(model).lonlat(px), model.places(px)).max() < 0.15


def test_the_scenes_lie_where_the_test_wants_them():
    lon = georef_of(DATELINE).lonlat(some_pixels(DATELINE))[:, 0]
    assert lon.max() > 179.0 and lon.min() < -179.0
    assert georef_of(FAR_NORTH).lonlat(some_pixels(FAR_NORTH))[:, 1].max() > 84.0


def test_without_the_ground_scale_hills_would_cost_metres():
    """What the polynomials are for: the lattice alone does not know the swing between its rows."""
    px = some_pixels(HILLY)
    blind = Georef.of(replace(annotation_of(HILLY), ground_to_slant=None), 0.0)
    assert apart_m(blind.lonlat(px), HILLY.places(px)).max() > 5.0


@pytest.mark.parametrize("name", ["mid", "dateline", "north"])
def test_half_of_the_lattice_gives_the_other_half_within_a_metre(name):
    whole = annotation_of(SCENES[name])
    grid = whole.grid
    kept_rows, kept_columns = np.arange(0, len(grid.rows), 2), np.arange(0, len(grid.columns), 2)
    kept_rows = np.unique(np.append(kept_rows, len(grid.rows) - 1))
    pick = np.ix_(kept_rows, kept_columns)
    names = ("lon_deg", "lat_deg", "height_m", "incidence_deg", "slant_range_m", "times_s")
    half = replace(
        grid,
        rows=grid.rows[kept_rows],
        columns=grid.columns[kept_columns],
        **{n: getattr(grid, n)[pick] for n in names},
    )
    georef = Georef.of(replace(whole, grid=half, ground_to_slant=None), 0.0)
    column, row = np.meshgrid(grid.columns, grid.rows)
    held_back = np.ones(column.shape, bool)
    held_back[pick] = False
    told = np.column_stack([grid.lon_deg[held_back], grid.lat_deg[held_back]])
    found = georef.lonlat(np.column_stack([column[held_back], row[held_back]]))
    assert held_back.sum() >= 100
    assert np.sqrt(np.mean(apart_m(found, told) ** 2)) <= 1.0


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(SCENES)), across=st.floats(0.0, 1.0), along=st.floats(0.0, 1.0))
def test_there_and_back_is_the_same_pixel(name, across, along):
    model = SCENES[name]
    georef = georef_of(model)
    px = np.array([[across * model.columns, along * model.rows]])
    back = georef.pixels(georef.lonlat(px))
    assert np.abs(back - px).max() * model.spacing_m < 0.1
    assert apart_m(georef.lonlat(back), georef.lonlat(px)).max() < 0.1


def test_a_place_elsewhere_is_no_pixel():
    places = [[0.0, 0.0], [np.nan, 10.0], *georef_of(MID_LATITUDE).lonlat([[5000.0, 5000.0]])]
    found = georef_of(MID_LATITUDE).pixels(places)
    assert np.isnan(found[:2]).all() and np.isfinite(found[2]).all()
    assert georef_of(MID_LATITUDE).pixels(np.empty((0, 2))).shape == (0, 2)


def test_a_hill_at_the_coast_does_not_pull_the_sea_aside():
    """Every second node stands on land up to 900 m high; all the places asked for are sea."""

    def heights(pixel, line):
        return np.where((pixel // 1290 + line // 1854) % 2 == 0, 900.0 * (pixel > 12_000), 0.0)

    model = SceneModel(land_height_m=heights)
    px = some_pixels(model)
    assert apart_m(georef_of(model).lonlat(px), model.places(px)).max() < 0.15


def test_the_sea_may_stand_at_the_height_of_the_geoid():
    px = some_pixels(MID_LATITUDE, 100)
    raised = Georef.of(annotation_of(MID_LATITUDE), 37.0)
    assert apart_m(raised.lonlat(px), MID_LATITUDE.places(px, 37.0)).max() < 0.15
    assert apart_m(raised.lonlat(px), MID_LATITUDE.places(px)).min() > 30.0
    assert np.abs(raised.pixels(raised.lonlat(px)) - px).max() < 0.01


@pytest.mark.parametrize("name", SCENES)
def test_the_sea_stands_as_high_as_the_geoid_from_place_to_place(name):
    """Half a metre is what the geoid swings between the nodes of the lattice, times 1.3."""
    model, px = SCENES[name], some_pixels(SCENES[name], 200)
    georef = Georef.of(annotation_of(model))
    expected = model.places(px)
    for _ in range(3):
        expected = model.places(px, geoid_m(expected))
    assert np.ptp(geoid_m(expected)) > 1.0
    assert apart_m(georef.lonlat(px), expected).max() < 0.7
    assert np.abs(georef.pixels(georef.lonlat(px)) - px).max() < 0.05


def test_nodes_on_mountains_come_down_to_the_geoid_beside_them():
    def heights(pixel, line):
        return np.where((pixel // 1290 + line // 1854) % 2 == 0, 900.0 * (pixel > 12_000), 0.0)

    model = SceneModel(land_height_m=heights)
    px = some_pixels(model)
    hilly, flat = Georef.of(annotation_of(model)), Georef.of(annotation_of(MID_LATITUDE))
    assert apart_m(hilly.lonlat(px), flat.lonlat(px)).max() < 0.15


def test_range_time_and_angle_of_pixels():
    model = HILLY
    px = some_pixels(model)
    georef = georef_of(model)
    assert np.abs(georef.slant_range_m(px) - model.slant_range_m(px)).max() < 0.01
    told = georef.azimuth_time(px) - np.datetime64(EPOCH.replace(tzinfo=None), "us")
    assert np.abs(told / np.timedelta64(1, "s") - model.seconds(px[:, 1])).max() < 3e-6
    nodes = model.node_values()
    at_nodes = np.column_stack([nodes["pixel"], nodes["line"]]) + 0.5
    assert np.abs(georef.incidence_deg(at_nodes) - nodes["incidence"]).max() < 1e-3
    assert np.abs(nodes["slant_time"] * LIGHT_MPS / 2 - georef.slant_range_m(at_nodes)).max() < 0.01


def test_axes_say_how_pixels_lie_on_the_sea():
    georef = georef_of(MID_LATITUDE)
    px = some_pixels(MID_LATITUDE, 50)
    axes = georef.axes_m(px)
    here = georef.lonlat(px)
    metres = np.radians(1.0) * 6_371_000.0
    for axis, step in ((0, [1.0, 0.0]), (1, [0.0, 1.0])):
        there = georef.lonlat(px + step)
        north = (there[:, 1] - here[:, 1]) * metres
        east = (there[:, 0] - here[:, 0]) * metres * np.cos(np.radians(here[:, 1]))
        assert np.abs(axes[:, axis] - np.column_stack([east, north])).max() < 0.1
    assert np.abs(georef.spacing_m(px) - 10.0).max() < 0.6


def test_speeds_of_satellite_and_of_its_beam():
    georef, px = georef_of(MID_LATITUDE), some_pixels(MID_LATITUDE, 50)
    _, velocity = MID_LATITUDE.orbit.at(MID_LATITUDE.seconds(px[:, 1]))
    assert np.abs(georef.platform_speed_mps(px) - np.linalg.norm(velocity, axis=1)).max() < 0.01
    before, after = (MID_LATITUDE.places(px + np.array([0.0, d])) for d in (-50.0, 50.0))
    expected = apart_m(before, after) / (100.0 * MID_LATITUDE.line_interval_s)
    assert np.abs(georef.ground_speed_mps(px) / expected - 1.0).max() < 1e-3


def test_polynomials_of_another_scene_are_refused():
    annotation = annotation_of(MID_LATITUDE)
    scale = annotation.ground_to_slant
    assert scale is not None
    farther = np.array([1000.0, 0.0, 0.0, 0.0, 0.0])
    other = GroundToSlant(scale.times_s, scale.origins_m, scale.coefficients + farther)
    with pytest.raises(ProductError, match=r"differ by 1000 m of range; at most 300 m"):
        Georef.of(replace(annotation, ground_to_slant=other))


def test_it_is_a_georeference_like_any_other():
    """A function that takes any picture's places takes these."""
    georef: Georeference = georef_of(MID_LATITUDE)
    px = [[9.0, 9.0]]
    there = georef.lonlat(px)
    assert georef.pixels(there) == pytest.approx(np.array(px), abs=1e-4)
    assert georef.axes_m(px).shape == (1, 2, 2) and georef.spacing_m(px).shape == (1, 2)
