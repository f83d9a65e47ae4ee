"""Heights of the sea against the test values that NGA published for EGM96."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RasterError
from geodata.geoid import egm96, geoid_m

# OUTINTPT.DAT of the interpolation program INTPT of EGM96 (NIMA and NASA, 1998): places on no node
# of the grid, as longitude, latitude, metres of the geoid above WGS84
GOLDEN = (
    (269.7791550, 38.6281550, -31.628),
    (305.0211140, -14.6212170, -2.969),
    (102.4487290, 46.8743190, -43.575),
    (133.8747120, -23.6174460, 15.871),
    (359.9995000, 38.6254730, 50.066),
    (0.0023000, -0.4667440, 17.329),
)
TOLERANCE_M = 0.15
STEEPEST_M = 30.0  # from any node to the next is less
PLACES = st.tuples(st.floats(-540.0, 540.0), st.floats(-90.0, 90.0))


@pytest.mark.parametrize(("lon", "lat", "told_m"), GOLDEN)
def test_the_published_test_values_are_met(lon, lat, told_m):
    assert abs(geoid_m([[lon, lat]])[0] - told_m) < TOLERANCE_M
    assert abs(geoid_m([[lon - 360.0, lat]])[0] - told_m) < TOLERANCE_M


def test_the_poles_are_one_place_each():
    """13.606 m and -29.535 m: of the published grid, where its whole first and last row say so."""
    lon = np.linspace(-180.0, 180.0, 37)
    for lat, told_m in ((90.0, 13.606), (-90.0, -29.535)):
        found = geoid_m(np.column_stack([lon, np.full(37, lat)]))
        assert np.ptp(found) < 1e-9 and abs(found[0] - told_m) < 0.06


@given(lat=st.floats(-90.0, 90.0), turns=st.integers(-2, 2))
def test_at_180_degrees_the_world_goes_on(lat, turns):
    west, east, just_west, just_east = geoid_m(
        [[180.0 + 360.0 * turns, lat], [-180.0, lat], [179.9999, lat], [-179.9999, lat]]
    )
    assert west == pytest.approx(east, abs=1e-9)
    assert abs(just_west - east) < 0.03 and abs(just_east - east) < 0.03


@given(place=PLACES, east=st.floats(-1e-4, 1e-4), north=st.floats(-1e-4, 1e-4))
def test_a_step_of_ten_metres_never_is_a_step_of_the_sea(place, east, north):
    lon, lat = place
    there = (lon + east, float(np.clip(lat + north, -90.0, 90.0)))
    here_m, there_m = geoid_m([place, there])
    assert -107.0 < here_m < 86.0
    assert abs(here_m - there_m) < 2e-4 / egm96.STEP_DEG * STEEPEST_M


def test_on_a_node_it_is_the_grid_itself():
    rows, columns = np.meshgrid(np.arange(0, 721, 90), np.arange(0, 1440, 111), indexing="ij")
    places = np.column_stack([columns.ravel() * 0.25 - 180.0, 90.0 - rows.ravel() * 0.25])
    expected = egm96._grid()[rows.ravel(), columns.ravel()] / 10.0
    assert geoid_m(places) == pytest.approx(expected, abs=1e-6)


def test_no_place_has_no_height():
    found = geoid_m([[np.nan, 10.0], [10.0, np.inf], [10.0, 10.0]])
    assert np.isnan(found[:2]).all() and np.isfinite(found[2])
    assert geoid_m(np.empty((0, 2))).shape == (0,)


def test_a_changed_grid_is_refused(monkeypatch):
    egm96._grid.cache_clear()
    monkeypatch.setattr(egm96, "SHA256", "0" * 64)
    with pytest.raises(RasterError, match=r"egm96_15\.tif is not the geoid that was shipped"):
        geoid_m([[0.0, 0.0]])
