"""The fence in a plan file as limits: circles are never kinder than they are flown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geodata.position import LonLat, destination, distance_m
from mission_planner.errors import PlanRefused
from mission_planner.mission import FenceCircle, FenceKind, FenceRing, Mission, home_item
from mission_planner.own_fence import exclusions_of, inclusion_of, narrowed
from tests.mission_planner.islands import FRAME, area_of, place

SEA = box(-1500.0, -1500.0, 1500.0, 1500.0)


def mission(*fences):
    rings = tuple(f for f in fences if isinstance(f, FenceRing))
    circles = tuple(f for f in fences if isinstance(f, FenceCircle))
    return Mission((home_item(place(0, 0)),), fence=rings, circles=circles)


def square(kind, half_m, at=(0.0, 0.0)):
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    return FenceRing(kind, tuple(place(at[0] + x * half_m, at[1] + y * half_m) for x, y in corners))


@settings(max_examples=40)
@given(
    st.builds(LonLat, st.floats(-170.0, 170.0), st.floats(-70.0, 70.0)),
    st.floats(5.0, 20_000.0),
    st.floats(0.0, 360.0),
    st.sampled_from(FenceKind),
)
def test_circles_are_never_kinder(centre, radius_m, course_deg, kind):
    """Against geodesics, which the fence's own frame does not use."""
    circle = FenceCircle(kind, centre, radius_m)
    if kind is FenceKind.INCLUSION:
        shape = inclusion_of(mission(circle), "x")
        farthest = max(distance_m(centre, LonLat(*c)) for c in shape.exterior.coords)
        assert 0.995 * radius_m < farthest <= radius_m
        beyond = destination(centre, course_deg, 1.0001 * radius_m)
        assert not shape.contains(Point(beyond.lon, beyond.lat))
    else:
        (zone,) = exclusions_of(mission(circle))
        rim = destination(centre, course_deg, 0.9999 * radius_m)
        assert zone.shape.contains(Point(rim.lon, rim.lat))
        nearby = destination(centre, course_deg, 1.005 * radius_m)
        assert not zone.shape.contains(Point(nearby.lon, nearby.lat))


def test_all_inclusions_hold_together():
    both = mission(
        square(FenceKind.INCLUSION, 500.0), FenceCircle(FenceKind.INCLUSION, place(400, 0), 300.0)
    )
    shape = FRAME.geometry_to_metres(inclusion_of(both, "x"))
    assert shape.bounds == pytest.approx((100.0, -300.0, 500.0, 300.0), abs=1.0)
    assert inclusion_of(mission(), "x") is None
    apart = mission(
        square(FenceKind.INCLUSION, 50.0),
        FenceCircle(FenceKind.INCLUSION, place(900, 0), 300.0),
    )
    with pytest.raises(PlanRefused, match=r"x\.plan: its inclusion fences have no single common"):
        inclusion_of(apart, "x.plan")


def test_a_fence_that_crosses_itself_is_refused():
    bow = FenceRing(FenceKind.EXCLUSION, (place(0, 0), place(9, 9), place(9, 0), place(0, 9)))
    with pytest.raises(PlanRefused, match=r"near 130\.00000,34\.00000 crosses itself"):
        exclusions_of(mission(bow))


def test_an_area_is_narrowed_by_both():
    area = area_of(SEA, Point(0, 0).buffer(10.0), fence_m=box(-1000.0, -1000.0, 1000.0, 1000.0))
    held = narrowed(
        area,
        mission(
            FenceCircle(FenceKind.INCLUSION, place(0, 0), 700.0), square(FenceKind.EXCLUSION, 20.0)
        ),
        "x.plan",
    )
    radius = np.sqrt(FRAME.geometry_to_metres(held.fence).area / np.pi)
    assert radius == pytest.approx(700.0, rel=0.003)
    assert [zone.name for zone in held.nofly] == ["exclusion 1"]
    assert narrowed(area, mission(), "x.plan") == area
