"""Scenes: the same for the same seed and any strip, with the statistics that were asked for."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from scipy import stats

from geodata.position import LonLat
from simulator.errors import SceneError
from simulator.satellite.radar.image import WAVELENGTH_M
from simulator.satellite.radar.swaths import (
    calibration,
    incidence_at,
    noise_along_range,
    swaths_of,
)
from simulator.satellite.scene import Scene, Wish, compose
from simulator.satellite.sea.backscatter import cross_polarised, like_polarised
from simulator.satellite.truth import truth

WISH = Wish(
    seed=11,
    shape_px=(1024, 1024),
    centre=LonLat(130.1, 34.2),
    at=datetime(2026, 5, 12, 21, 15, tzinfo=UTC),
)
BARE = replace(WISH, vessels=0, with_standing=False, with_border=False)


def picture(scene: Scene, polarisation="VV", rows=256) -> np.ndarray:
    return np.concatenate([strip for _, strip in scene.strips(polarisation, rows)])


def intensity(scene: Scene, polarisation="VV") -> np.ndarray:
    return picture(scene, polarisation).astype(np.float64) ** 2


@pytest.fixture(scope="module")
def scene() -> Scene:
    return compose(WISH)


def test_same_seed_same_scene(scene):
    again = compose(WISH)
    assert truth(again) == truth(scene)
    assert (picture(again) == picture(scene)).all()


def test_another_seed_another_scene(scene):
    other = compose(replace(WISH, seed=12))
    assert truth(other) != truth(scene)
    assert (picture(other) != picture(scene)).mean() > 0.9


@pytest.mark.parametrize("rows", [7, 100, 1024])
def test_the_height_of_strips_changes_nothing(scene, rows):
    assert (picture(scene, "VH", rows) == picture(scene, "VH")).all()


def test_speckle_has_the_looks_of_real_products():
    """Equivalent number of looks: mean squared over variance, on a sea without texture."""
    value = intensity(compose(replace(BARE, texture_order=np.inf, wind_mps=8.0)))
    tiles = value.reshape(16, 64, 16, 64).swapaxes(1, 2).reshape(256, -1)
    looks = tiles.mean(axis=1) ** 2 / tiles.var(axis=1)
    assert np.median(looks) == pytest.approx(4.4, abs=0.15)


def test_neighbours_are_alike_and_strangers_are_not():
    value = intensity(compose(replace(BARE, texture_order=np.inf, wind_mps=8.0)))[:512, :512]
    value = value - value.mean()
    for axis in (0, 1):
        near = (value * np.roll(value, 1, axis)).mean() / value.var()
        far = (value * np.roll(value, 5, axis)).mean() / value.var()
        assert 0.3 < near < 0.6
        assert abs(far) < 0.05


@pytest.mark.parametrize("order", [3.0, 10.0])
def test_the_sea_is_k_distributed(order):
    """Second moment of K: (1 + 1/order)(1 + 1/looks); and its tail, against plain sampling."""
    wish = replace(BARE, texture_order=order, wind_mps=9.0, seed=5, shape_px=(2048, 1024))
    scene = compose(wish)
    value = intensity(scene)
    columns = np.arange(wish.shape_px[0])
    mean = value.mean(axis=0)
    mean = np.polyval(np.polyfit(columns, mean, 3), columns)
    down = value.mean(axis=1) / value.mean()
    down = np.polyval(np.polyfit(np.arange(len(down)), down, 3), np.arange(len(down)))
    value = value / mean / down[:, None]
    # noise thins the texture: its part has none
    noise = np.interp(columns, *noise_along_range(scene.image)).mean() * 1.05
    share = 1.0 - noise / mean.mean()
    expected = (1.0 + share**2 / order) * (1.0 + 1.0 / 4.4)
    assert (value**2).mean() == pytest.approx(expected, rel=0.04)
    rng = np.random.default_rng(0)
    drawn = (share * rng.gamma(order, 1.0 / order, 400_000) + 1.0 - share) * rng.gamma(
        4.4, 1.0 / 4.4, 400_000
    )
    assert np.quantile(value, 0.999) == pytest.approx(np.quantile(drawn, 0.999), rel=0.04)


def test_the_texture_is_gamma():
    from simulator.satellite.sea.texture import sea_texture

    texture = sea_texture(3, 5.0, 180.0, 30.0)
    field = (texture.first[:700, :700] + texture.second[:700, :700]) / np.sqrt(2.0)
    place = (field + 5.0) * (len(texture.table) - 1) / 10.0
    factor = texture.table[np.clip(place.astype(int), 0, len(texture.table) - 1)]
    assert factor.mean() == pytest.approx(1.0, abs=0.03)
    assert factor.var() == pytest.approx(0.2, rel=0.15)
    assert stats.kstest(factor[::25, ::25].ravel(), "gamma", (5.0, 0, 0.2)).statistic < 0.06


@pytest.mark.parametrize("polarisation", ["VV", "VH"])
def test_mean_sigma0_is_that_of_the_model(polarisation):
    """Calibrated and without noise, tile by tile, by formulas of this test's own."""
    wish = replace(BARE, wind_mps=7.0, wind_from_deg=20.0, texture_order=np.inf)
    scene = compose(wish)
    assert not scene.weather.rain
    value = intensity(scene, polarisation)
    image = scene.image
    columns = np.arange(image.width_px)
    angle = incidence_at(image, 512, columns)
    noise = np.interp(columns, *noise_along_range(image)) * 1.055  # mean of the scallops
    sigma0 = (value.mean(axis=0) - noise) / calibration(angle) ** 2
    looks_deg = image.toward_radar_deg(np.array([[512.0, 512.0]]))[0] + 180.0
    wind = scene.nodes.wind_mps.mean()
    if polarisation == "VV":
        model = like_polarised(wind, 20.0 - looks_deg, angle)
    else:
        model = np.repeat(cross_polarised(wind), len(columns))
    assert sigma0.mean() == pytest.approx(model.mean(), rel=0.12)


def test_the_border_is_dark(scene):
    pixels = picture(scene)
    assert pixels[:12].mean() < 8.0
    assert pixels[:, :20].mean() < 8.0
    assert pixels[-12:].mean() < 8.0
    assert pixels[20:-20, 60:-60].mean() > 30.0


def test_land_is_bright_and_nobody_is_on_it():
    west, south = 130.05, 34.17
    island = shapely.box(west, south, west + 0.03, south + 0.03)
    scene = compose(replace(WISH, land=island, wind_mps=5.0))
    inside = scene.image.pixels(np.array([[west + 0.015, south + 0.015]]))[0]
    outside = scene.image.pixels(np.array([[west + 0.045, south + 0.015]]))[0]
    pixels = picture(scene).astype(np.float64) ** 2

    def around(px):
        column, row = px.astype(int)
        return pixels[row - 60 : row + 60, column - 60 : column + 60].mean()

    assert around(inside) > 2.5 * around(outside)
    for one in scene.shown:
        assert island.distance(shapely.Point(one.thing.lon, one.thing.lat)) > 0.003


def test_a_share_of_the_vessels_has_no_ais():
    scene = compose(replace(WISH, shape_px=(2048, 2048), vessels=20, dark_share=0.4))
    vessels = [one.thing for one in scene.shown if one.thing.kind == "vessel"]
    dark = [one for one in vessels if one.mmsi is None]
    assert len(vessels) >= 17
    assert 5 <= len(dark) <= 8
    assert all(not one.ais for one in dark)
    for one in vessels:
        if one.mmsi is not None:
            times = [fix.at_s for fix in one.ais]
            assert min(times) < -900.0 < 900.0 < max(times)


@pytest.mark.parametrize("size", [(100, 500), (40_000, 500)])
def test_a_size_that_cannot_be(size):
    with pytest.raises(SceneError, match="each side must lie in"):
        compose(replace(WISH, shape_px=size))


def test_no_scene_at_the_pole():
    with pytest.raises(SceneError, match="farther from the pole"):
        compose(replace(WISH, centre=LonLat(0.0, 89.0)))


def test_ghosts_lie_where_the_pulses_put_them():
    """Offset along the flight = wavelength x range x pulses per second / (2 x speed)."""
    scene = compose(replace(WISH, shape_px=(1024, 2600), vessels=10))
    shown = {one.thing.id: one for one in scene.shown}
    speed = float(np.linalg.norm(scene.image.orbit.state(0.0)[1]))
    checked = 0
    for ghost in scene.ghosts:
        parent = shown[ghost.parent.id]
        column = parent.shown_px[0]
        (prf_hz,) = [s.prf_hz for s in swaths_of(scene.image) if s.first_column <= column < s.last_column + 1]  # fmt: skip # noqa: E501
        range_m = float(scene.image.slant_range_m(column))
        expected_m = WAVELENGTH_M * range_m * prf_hz / (2.0 * speed) * abs(ghost.order)
        offset_m = 10.0 * abs(ghost.px[1] - parent.shown_px[1])
        assert offset_m == pytest.approx(expected_m, rel=0.005)
        assert np.sign(ghost.px[1] - parent.shown_px[1]) == -np.sign(ghost.order)
        checked += 1
    assert checked > 10


def test_ghosts_are_in_the_picture():
    """Where a ghost of the brightest is listed, the picture is brighter than round about."""
    wish = replace(
        WISH, shape_px=(1024, 2600), vessels=14, wind_mps=2.0, texture_order=np.inf, seed=2
    )
    scene = compose(wish)
    pixels = picture(scene, "VV").astype(np.float64) ** 2
    seen = 0
    for feature in truth(scene)["features"]:
        what = feature["properties"]
        if what["kind"] != "ghost" or what["over_clutter_db"]["VV"] < 7.0:
            continue
        column, row = (int(value) for value in what["px"])
        if not (60 < column < 964 and 60 < row < 2540):
            continue
        near = pixels[row - 3 : row + 4, column - 3 : column + 4].max()
        around = np.median(pixels[row - 40 : row + 40, column - 40 : column + 40])
        assert near > 3.5 * around
        seen += 1
    assert seen >= 1


def test_things_are_in_the_picture_where_the_truth_says():
    """The brightest pixel near the listed place is within half of its length and a cell."""
    scene = compose(replace(WISH, vessels=14, wind_mps=4.0))
    pixels = picture(scene, "VV").astype(np.float64) ** 2
    checked = 0
    for feature in truth(scene)["features"]:
        what = feature["properties"]
        if what["kind"] != "vessel" or what["over_clutter_db"]["VV"] < 14.0:
            continue
        column, row = what["px"]
        reach = int(what["length_m"] / 20.0) + 12
        top, left = int(row) - reach, int(column) - reach
        part = pixels[top : top + 2 * reach, left : left + 2 * reach]
        y, x = np.unravel_index(part.argmax(), part.shape)
        off_px = np.hypot(left + x + 0.5 - column, top + y + 0.5 - row)
        assert off_px <= what["length_m"] / 20.0 + 2.5
        checked += 1
    assert checked >= 3


def test_confidence_is_what_can_be_seen():
    """The brightest pixel at what is HIGH beats all of the sea's, at what is LOW it does not."""
    scene = compose(replace(WISH, vessels=14, wind_mps=5.0, texture_order=12.0, seed=21))
    pixels = {one: picture(scene, one).astype(np.float64) ** 2 for one in ("VV", "VH")}
    seen = {"HIGH": [], "LOW": []}
    for feature in truth(scene)["features"]:
        what = feature["properties"]
        if what["kind"] in ("scene", "land") or what["confidence"] == "MEDIUM":
            continue
        column, row = (int(value) for value in what["px"])
        if min(column, row) < 90 or max(column, row) > 934:
            continue
        stands_out = False
        for value in pixels.values():
            sea = value[row - 60 : row + 60, column - 60 : column + 60]
            peak = value[row - 4 : row + 5, column - 4 : column + 5].max()
            stands_out |= peak > 6.0 * np.median(sea)
        seen[what["confidence"]].append(stands_out)
    assert len(seen["HIGH"]) >= 3
    assert np.mean(seen["HIGH"]) > 0.9
    assert np.mean(seen["LOW"]) < 0.35


def test_as_much_stands_as_was_asked_for():
    counts = [
        len(compose(replace(WISH, vessels=0, standing_times=times)).shown)
        for times in (0.0, 1.0, 12.0)
    ]
    assert counts[0] == 0 and counts[2] > 12 and counts[1] < counts[2]
