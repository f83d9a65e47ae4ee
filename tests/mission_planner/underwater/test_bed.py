"""The sea bed of a raster: never deeper than any of the four depths round a place."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mission_planner.errors import PlannerError
from mission_planner.underwater.bed import LevelBed, read_bed
from tests.mission_planner.islands import FRAME

STEP = 0.001
WEST, NORTH = 129.98, 34.02


def write(path, heights, crs="EPSG:4326", nodata=-9999.0, transform=None):
    rows, columns = heights.shape
    place = transform or Affine(STEP, 0.0, WEST, 0.0, -STEP, NORTH)
    with rasterio.open(path, "w", driver="GTiff", height=rows, width=columns, count=1, crs=crs,
                       dtype="float32", transform=place, nodata=nodata) as target:  # fmt: skip
        target.write(heights.astype("float32"), 1)
    return path


@pytest.fixture(scope="module")
def heights():
    random = np.random.default_rng(5)
    made = -random.uniform(2.0, 40.0, (40, 40))
    made[10, 12], made[30, 30] = -9999.0, 3.0  # nobody knows; a rock above water
    return made


@pytest.fixture(scope="module")
def bed(heights, tmp_path_factory):
    return read_bed(write(tmp_path_factory.mktemp("bed") / "bed.tif", heights), FRAME, 5_000.0)


INSIDE = st.floats(0.6, 38.4)


@given(INSIDE, INSIDE)
def test_the_shallowest_of_four_counts(bed, heights, x, y):
    assume(abs(x % 1.0 - 0.5) > 1e-6 and abs(y % 1.0 - 0.5) > 1e-6)  # not just on a border
    known = np.where((heights < -9000.0) | (heights > 0.0), 0.0, -heights)
    (found,) = bed.depths_m(np.array([WEST + x * STEP]), np.array([NORTH - y * STEP]))
    row, column = int(np.floor(y - 0.5)), int(np.floor(x - 0.5))
    around = known[row : row + 2, column : column + 2]
    assert found == pytest.approx(np.float32(around.min()), abs=1e-4)


def test_outside_nothing_is_known(bed):
    assert bed.depths_m(np.array([129.0, 130.0]), np.array([34.0, 35.0])).tolist() == [0.0, 0.0]


@settings(max_examples=40)
@given(st.floats(1.0, 45.0), st.lists(st.tuples(INSIDE, INSIDE), min_size=10, max_size=10))
def test_where_it_is_not_shallower_there_is_depth_enough(bed, than_m, places):
    around = box(129.97, 33.97, 130.03, 34.03)
    closed = list(bed.shallower(than_m, around))
    for x, y in places:
        place = Point(WEST + x * STEP, NORTH - y * STEP)
        (depth,) = bed.depths_m(np.array([place.x]), np.array([place.y]))
        is_open = not any(piece.intersects(place) for piece in closed)
        assert not is_open or depth >= than_m
        if depth < than_m:
            assert any(piece.distance(place) < 1e-9 for piece in closed)


def test_a_level_bed_is_closed_as_a_whole_or_not_at_all():
    around = box(129.9, 33.9, 130.1, 34.1)
    assert list(LevelBed(9.0).shallower(9.0, around)) == []
    assert list(LevelBed(9.0).shallower(9.01, around)) == [around]


def test_files_that_are_no_bed_are_refused_in_one_line(heights, tmp_path):
    far = Affine(STEP, 0.0, 10.0, 0.0, -STEP, 50.0)
    cases = [
        (write(tmp_path / "m.tif", heights, crs="EPSG:32652"), "not in lon/lat"),
        (write(tmp_path / "far.tif", heights, transform=far), "no depth near"),
        (tmp_path / "none.tif", "cannot read the sea bed"),
    ]
    (tmp_path / "text.tif").write_text("no raster")
    for path, words in [*cases, (tmp_path / "text.tif", "cannot read the sea bed")]:
        with pytest.raises(PlannerError, match=words) as caught:
            read_bed(path, FRAME, 1_000.0)
        assert "\n" not in str(caught.value)
