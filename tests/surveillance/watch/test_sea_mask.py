"""The mask of open sea holds for every attitude that the stated error allows."""

from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.coast import Land
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from surveillance.watch.scene import SeaView
from tests.surveillance.sea import AREA, FRAME

SIGMA_DEG = 0.5
LAND_M = FRAME.geometry_to_metres(AREA.land)
VIEW = SeaView(Land(AREA.land), SIGMA_DEG)
MODEL = CameraModel(1280, 720, 60.0, 35.98)
TURNS = st.floats(-2 * SIGMA_DEG, 2 * SIGMA_DEG)


@settings(max_examples=150, deadline=None)
@given(st.floats(0, 359.9), st.floats(-50, 50), st.floats(600, 1300), TURNS, TURNS)
def test_no_pixel_of_the_mask_shows_land_when_the_attitude_is_off(bearing, off, radius, pan, tilt):
    """Looking towards the island, the shore often lies just beyond the edge of the picture."""
    heading = (bearing + 180.0 + off) % 360.0
    east, north = radius * np.sin(np.radians(bearing)), radius * np.cos(np.radians(bearing))
    believed = CameraPose(FRAME.lonlat(east, north), 118.0, heading, -25.0, 0.0)
    mask = VIEW.mask(CameraGeoref(MODEL, believed), (720, 1280))
    # seen from above, a pan of the camera turns the ray by less than the same angle in the picture
    true = replace(believed, heading_deg=heading + pan, pitch_deg=-25.0 + tilt)
    rows, columns = np.nonzero(mask[::8, ::8])
    pixels = np.column_stack([columns, rows]) * 8.0 + 4.0
    points = CameraGeoref(MODEL, true).sea_points(pixels) + np.array([east, north])
    assert not shapely.contains_xy(LAND_M, points[~np.isnan(points).any(axis=1)]).any()
