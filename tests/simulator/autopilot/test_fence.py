"""Fences, checked as a whole. Letters are steps of "== 7 FENCE upload" in the transcript."""

from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame, LonLat
from simulator.autopilot.fence import Fence
from simulator.autopilot.items import Item

Items = list[tuple[Any, ...]]

FRAME = LocalFrame(LonLat(129.45, 34.70))
INSIDE, OUTSIDE = 5001, 5002
SQUARE = [(-200.0, -200.0), (-200.0, 200.0), (200.0, 200.0), (200.0, -200.0)]
BOW_TIE = [(-200.0, -200.0), (200.0, 200.0), (-200.0, 200.0), (200.0, -200.0)]


def vertex(
    north_m: float, east_m: float, first: float, command: int = INSIDE, frame: int = 0
) -> tuple[Any, ...]:
    place = FRAME.lonlat(east_m, north_m)
    return (
        frame, command, first, 0, 0, 0, round(place.lat * 1e7), round(place.lon * 1e7), 0,
    )  # fmt: skip


def ring(
    corners: list[tuple[float, float]], command: int = INSIDE, count: int | None = None
) -> Items:
    return [vertex(n, e, count or len(corners), command) for n, e in corners]


def test_upload_and_read_back(ground: Any) -> None:
    small = [(150.0, 150.0), (150.0, 180.0), (180.0, 180.0), (180.0, 150.0)]
    items = [*ring(SQUARE), *ring(small, OUTSIDE), vertex(-150.0, -150.0, 20.0, 5004)]
    assert ground.upload(items, kind=1) == mavlink.MAV_MISSION_ACCEPTED
    ground.text("Fence Indexed OK")
    assert ground.download(kind=1) == items
    assert ground.param("FENCE_TOTAL") == len(items) + 2  # "param FENCE_TOTAL = 12.0" of 10 items


@pytest.mark.parametrize(
    ("items", "result", "text"),
    [
        (ring(SQUARE[:2]), 1, "Invalid vertex count (2)"),  # neg a)
        (ring(SQUARE, count=5), 1, "Incorrect item count"),  # neg b)
        (
            [*ring(SQUARE[:2], count=5), *ring(SQUARE)],
            1,
            "Unexpected vertex count want=5 got=4",  # neg c)
        ),
        ([vertex(0, 0, 5, 16)], mavlink.MAV_MISSION_UNSUPPORTED, None),  # neg d)
        ([vertex(0, 0, 0.0, 5004)], 1, "Non-positive circle radius"),  # neg f)
        (
            [(0, INSIDE, 3, 0, 0, 0, 950000000, 1294500000, 0), *ring(SQUARE[:2], count=3)],
            1,
            "Bad lat or lon",  # neg g)
        ),
        ([vertex(0, 0, float("nan"))], mavlink.MAV_MISSION_INVALID_PARAM1, None),
    ],
)
def test_bad_fence_keeps_the_good_one(
    ground: Any, items: Items, result: int, text: str | None
) -> None:
    # corner cases, E2: good fence, then bad: the good one is kept
    assert ground.upload(ring(SQUARE), kind=1) == 0
    assert ground.upload(items, kind=1) == result
    if text:
        ground.text(text)
        ground.text("Fence validation failed")
    assert ground.download(kind=1) == ring(SQUARE)


def test_relative_frame_and_self_crossing_polygon_are_accepted(ground: Any) -> None:
    # neg e), neg h)
    assert ground.upload([vertex(n, e, 4, frame=3) for n, e in SQUARE], kind=1) == 0
    assert ground.upload(ring(BOW_TIE), kind=1) == 0


def test_count_zero_clears(ground: Any) -> None:
    # "count 0 to clear the fence"
    ground.upload(ring(SQUARE), kind=1)
    assert ground.upload([], kind=1) == 0
    assert ground.download(kind=1) == []


def stored(*items: tuple[Any, ...]) -> Fence:
    fence = Fence(FRAME)
    fence.begin(len(items))
    for seq, (frame, command, *params, x, y, z) in enumerate(items):
        p1, p2, p3, p4 = params
        fence.put(seq, Item(command, frame, (p1, p2, p3, p4), x, y, z))
    fence.finish()
    return fence


def test_breach_of_polygons_and_circles() -> None:
    hole = [(50.0, 50.0), (50.0, 100.0), (100.0, 100.0), (100.0, 50.0)]
    fence = stored(*ring(SQUARE), *ring(hole, OUTSIDE), vertex(-100, -100, 30.0, 5004))
    assert not fence.is_breached(0.0, 0.0)
    assert fence.is_breached(201.0, 0.0)
    assert fence.is_breached(75.0, 75.0)
    assert fence.is_breached(-100.0, -71.0)
    assert not fence.is_breached(-100.0, -69.0)


def test_crossing_ring_is_filled_by_the_even_odd_rule() -> None:
    fence = stored(*ring(BOW_TIE))
    assert not fence.is_breached(150.0, 0.0)
    assert fence.is_breached(0.0, 150.0)
