"""What counts as looked at: nothing behind land, nothing beyond the range."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.coast import Land
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from surveillance.watch.scene import MAX_RANGE_M, SeaView
from tests.surveillance.sea import AREA, FRAME

LAND_M = FRAME.geometry_to_metres(AREA.land)
VIEW = SeaView(Land(AREA.land), 0.5)
MODEL = CameraModel(1280, 720, 60.0, 35.98)


def ring_m(east: float, north: float, heading: float, pitch: float) -> np.ndarray:
    pose = CameraPose(FRAME.lonlat(east, north), 120.0, heading, pitch, 0.0)
    ring = VIEW.looked_at(CameraGeoref(MODEL, pose))
    return np.array([FRAME.point(place) for place in ring])


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 359.9), st.floats(0, 359.9), st.floats(-60, -5))
def test_no_line_of_sight_crosses_land(bearing, heading, pitch):
    east, north = 1100 * np.sin(np.radians(bearing)), 1100 * np.cos(np.radians(bearing))
    ring = ring_m(east, north, heading, pitch)
    assert np.hypot(*(ring - (east, north)).T).max() <= MAX_RANGE_M + 1.0
    inland = LAND_M.buffer(-40.0)  # a sample and a raster cell of tolerance
    for point in ring:
        assert not shapely.LineString([(east, north), tuple(point)]).intersects(inland)


def test_over_open_sea_the_whole_picture_counts():
    ring = ring_m(0.0, -3000.0, 180.0, -25.0)
    pose = CameraPose(FRAME.lonlat(0.0, -3000.0), 120.0, 180.0, -25.0, 0.0)
    corners = CameraGeoref(MODEL, pose).sea_points([[0, 720], [1280, 720], [1280, 0], [0, 0]])
    whole = shapely.Polygon(corners + np.array([0.0, -3000.0]))
    assert shapely.Polygon(ring).symmetric_difference(whole).area < 0.02 * whole.area
