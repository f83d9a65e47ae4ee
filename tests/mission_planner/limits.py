"""What holds of every plan that is flown, whatever it was asked for."""

from collections.abc import Sequence

from shapely.geometry import Polygon

from geodata.area import Area
from mission_planner.planned import Plan
from tests.mission_planner.islands import FRAME


def keeps_limits(made: Plan, area: Area, zones_m: Sequence[Polygon], standoff_m: float) -> None:
    """Nothing violated; and by itself: inside the fence, off every zone, as far off as asked."""
    assert made.violations == ()
    for sortie in made.sorties:
        path = FRAME.geometry_to_metres(sortie.path)
        assert FRAME.geometry_to_metres(area.fence).contains(path)
        assert all(path.distance(zone) > 0.0 for zone in zones_m)
    assert made.nearest_land_m is None or made.nearest_land_m >= standoff_m
