"""The edge of a picture."""

import numpy as np
import shapely

from geodata.raster.outline import outline_px


def test_the_outline_goes_once_round_the_picture():
    ring = outline_px((90, 70), 5)
    assert len(ring) == 20 and len(np.unique(ring, axis=0)) == 20
    polygon = shapely.Polygon(ring)
    assert polygon.is_valid and polygon.area == 90 * 70
    assert polygon.bounds == (0.0, 0.0, 70.0, 90.0)
