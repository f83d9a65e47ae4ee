"""The land of a scene, with its buffer, wherever the strips are cut."""

import math
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from shapely.geometry import Polygon, box, shape

from geodata.coast import Land
from geodata.position import LocalFrame, LonLat
from surveillance.scan import land as land_room
from surveillance.scan.land import LandMask

CORNER = LonLat(129.4, 34.7)
FRAME = LocalFrame(CORNER)
SHAPE = (400, 600)
SPACING = (10.0, 20.0)  # a column is 10 m, a row 20 m


def to_pixels(lonlat: ArrayLike) -> NDArray[np.float64]:
    lon, lat = np.asarray(lonlat).T
    east, north = FRAME.to_metres(lon, lat)
    return np.column_stack([east / SPACING[0], -north / SPACING[1]])


def place(column: float, row: float) -> LonLat:
    return FRAME.lonlat(column * SPACING[0], -row * SPACING[1])


def mask_of(island: list[tuple[float, float]], buffer_m: float) -> LandMask:
    corners = [place(*c) for c in ((0, 0), (600, 0), (600, 400), (0, 400))]
    land = Land(Polygon([(p.lon, p.lat) for p in (place(*c) for c in island)]))
    return LandMask(land, tuple(corners), to_pixels, SHAPE, SPACING, buffer_m)


def test_an_island_and_its_buffer() -> None:
    water = mask_of([(200, 100), (300, 100), (300, 200), (200, 200)], 100.0).water(0, 400)
    assert water.shape == SHAPE
    rows, columns = np.nonzero(~water)
    assert (columns.min(), columns.max()) == pytest.approx((190, 309), abs=1)
    assert (rows.min(), rows.max()) == pytest.approx((95, 204), abs=1)
    assert water[0:90].all() and not water[100:200, 200:300].any()


@pytest.mark.parametrize("cut", [1, 37, 150])
def test_strips_agree_with_the_whole(cut: int) -> None:
    mask = mask_of([(-50, 380), (260, 350), (650, 500), (-50, 500)], 170.0)  # reaches outside
    whole = mask.water(0, 400)
    assert 0.3 < whole.mean() < 0.95
    strips = [mask.water(first, min(first + cut, 400)) for first in range(0, 400, cut)]
    assert (np.concatenate(strips) == whole).all()


def test_no_land_is_all_water() -> None:
    assert mask_of([(5000, 5000), (5001, 5000), (5001, 5001)], 100.0).water(10, 20).all()


def test_land_that_the_scene_cannot_place_stays_land() -> None:
    """As at the edge of a small scene, whose lattice ends soon."""
    corners = tuple(place(*c) for c in ((0, 0), (600, 0), (600, 400), (0, 400)))
    land = Land(box(place(300, 0).lon, 30.0, 140.0, 40.0))

    def short_sighted(lonlat: ArrayLike) -> NDArray[np.float64]:
        px = to_pixels(lonlat)
        px[(px < -5.0).any(axis=1) | (px > (605.0, 405.0)).any(axis=1)] = np.nan
        return px

    water = LandMask(land, corners, short_sighted, SHAPE, SPACING, 500.0).water(0, 400)
    assert water[:, :245].all() and not water[:, 255:].any()


def test_land_is_drawn_once_for_all_polarisations(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []

    def counted(*args: Any, **kwargs: Any) -> Any:
        drawn.append(kwargs["out_shape"])
        return rasterize(*args, **kwargs)

    monkeypatch.setattr(land_room, "rasterize", counted)
    mask = mask_of([(-50, 380), (260, 350), (650, 500), (-50, 500)], 170.0)
    whole = np.full(SHAPE, 7, np.uint16)
    mask.blank(0, whole)
    once = len(drawn)
    assert once > 0 and max(rows for rows, _ in drawn) <= land_room.BAND_ROWS
    cut = np.full(SHAPE, 7, np.uint16)
    for first in range(0, 400, 37):
        mask.blank(first, cut[first : first + 37])
    assert len(drawn) == once
    assert (cut == whole).all() and 0 < (whole == 0).mean() < 1
    assert ((whole != 0) == mask.water(0, 400)).all()


def test_a_long_coast_is_drawn_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row costs as much as what is drawn has corners, and a country may have a million."""
    shape_px, corners = (4000, 600), [place(*c) for c in ((0, 0), (600, 0), (600, 4000), (0, 4000))]
    coast = [(300.0 + 80.0 * math.sin(row), row) for row in np.arange(-40.0, 4040.0, 5.0)]
    ring = [place(*c) for c in ((900.0, -40.0), *coast, (900.0, 4040.0))]
    land = Land(shapely.make_valid(Polygon([(p.lon, p.lat) for p in ring])))
    taken: list[tuple[int, int]] = []

    def counted(shapes: Any, **kwargs: Any) -> Any:
        number = sum(shapely.get_num_coordinates(shape(one)) for one in shapes)
        taken.append((number, math.prod(kwargs["out_shape"])))
        return rasterize(shapes, **kwargs)

    monkeypatch.setattr(land_room, "rasterize", counted)
    mask = LandMask(land, tuple(corners), to_pixels, shape_px, SPACING, 0.0)
    water = mask.water(0, 4000)
    assert sum(number for number, _ in taken) < 4 * len(coast)
    assert max(number for number, _ in taken) < len(coast) / 4
    assert sum(pixels for _, pixels in taken) < 0.8 * math.prod(shape_px)
    px = to_pixels([(p.lon, p.lat) for p in ring])
    whole = rasterize([Polygon(px)], out_shape=shape_px, all_touched=True)
    assert (water == (whole == 0)).mean() > 0.9999
    assert water[:, :215].all() and not water[:, 390:].any()


def test_a_ring_of_land_that_reaches_the_edges_of_its_bands() -> None:
    """What is cut off beside a band leaves no line behind, and an inlet stays open."""
    outer = [(100.0, -100.0), (500.0, -100.0), (500.0, 500.0), (100.0, 500.0)]
    inlet = [(200.0, 100.0), (400.0, 100.0), (400.0, 300.0), (200.0, 300.0)]
    island = [[(p.lon, p.lat) for p in (place(*c) for c in ring)] for ring in (outer, inlet)]
    corners = tuple(place(*c) for c in ((0, 0), (600, 0), (600, 400), (0, 400)))
    land = Land(Polygon(island[0], [island[1]]))
    water = LandMask(land, corners, to_pixels, SHAPE, SPACING, 0.0).water(0, 400)
    assert water[:, :98].all() and water[:, 503:].all() and water[103:297, 203:397].all()
    assert not water[:98, 103:497].any() and not water[303:, 103:497].any()
