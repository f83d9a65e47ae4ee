"""500 uploads over a radio that loses a fifth each way: the right list, or an error. Nothing else.

What the vehicle holds is looked up in the vehicle itself, not over the link under test.
"""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkError, LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, WireItem
from surveillance.links.transfer import store
from tests.surveillance.air import Air, Weather

BAD_RADIO = Weather(loss=0.2, doubles=0.1, late=0.1)
# answers to the transfer before arrive in this one
WORSE_RADIO = Weather(loss=0.3, doubles=0.2, late=0.3, late_s=(0.1, 3.0))
UPLOADS_A_FLIGHT = 50  # one after the other on the same vehicle: each lies over the one before
LONGEST = 40
LEAST_SHARE = 0.95

_ABSOLUTE, _ABOVE_HOME = mavlink.MAV_FRAME_GLOBAL, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT
_NOTHING = (0.0, 0.0, 0.0, 0.0)


def place(dice: random.Random) -> tuple[int, int]:
    """Latitude and longitude near home, in 1e-7 degrees."""
    lat_e7, lon_e7 = (dice.randint(-90_000, 90_000) for _ in range(2))
    return 347_000_000 + lat_e7, 1_294_500_000 + lon_e7


def a_mission(dice: random.Random, count: int) -> list[WireItem]:
    """Home, then waypoints with a change of speed here and there."""
    items = [WireItem(0, _ABSOLUTE, mavlink.MAV_CMD_NAV_WAYPOINT, _NOTHING, *place(dice), 0.0)]
    for seq in range(1, count):
        if dice.random() < 0.2:
            speed = (1.0, float(dice.randint(3, 20)), -1.0, 0.0)
            command = mavlink.MAV_CMD_DO_CHANGE_SPEED
            items.append(WireItem(seq, _ABSOLUTE, command, speed, 0, 0, 0.0))
        else:
            wait = (float(dice.randint(0, 60)), 0.0, 0.0, 0.0)
            height_m = dice.randint(40, 480) / 4.0
            command = mavlink.MAV_CMD_NAV_WAYPOINT
            items.append(WireItem(seq, _ABOVE_HOME, command, wait, *place(dice), height_m))
    return items


def a_fence(dice: random.Random, count: int) -> list[WireItem]:
    """A ring of at least three corners and, for some lengths, circles after it."""
    corners = count if count < 6 else dice.randint(3, count)
    ring = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
    circle = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
    items: list[WireItem] = []
    for seq in range(count):
        is_ring = seq < corners and count >= 3
        first = float(corners if is_ring else dice.randint(5, 300))
        params = (first, 0.0, 0.0, 0.0)
        items.append(
            WireItem(seq, _ABSOLUTE, ring if is_ring else circle, params, *place(dice), 0.0)
        )
    return items


def some_rally(dice: random.Random, count: int) -> list[WireItem]:
    """Rally points in whole metres."""
    command = mavlink.MAV_CMD_NAV_RALLY_POINT
    return [
        WireItem(seq, _ABOVE_HOME, command, _NOTHING, *place(dice), float(dice.randint(10, 120)))
        for seq in range(count)
    ]


MAKERS = {ListKind.MISSION: a_mission, ListKind.FENCE: a_fence, ListKind.RALLY: some_rally}


def sent(kind: ListKind, items: Sequence[WireItem]) -> list[tuple[object, ...]]:
    """What the vehicle must hold: all but a mission's home, which is the vehicle's own."""
    first = 1 if kind is ListKind.MISSION else 0
    return [(i.frame, i.command, i.params, i.x, i.y, i.z) for i in items[first:]]


def held(air: Air, kind: ListKind) -> list[tuple[object, ...]]:
    """What lies in the memory of the autopilot."""
    board = air.autopilot._board
    found = {
        ListKind.MISSION: board.mission._items,
        ListKind.FENCE: board.fence._items,
        ListKind.RALLY: board.rally.points,
    }[kind]
    return [(i.frame, i.command, i.params, i.x, i.y, i.z) for i in found]


@pytest.mark.areas
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("radio", "flights"), [(BAD_RADIO, 10), (WORSE_RADIO, 4)])
def test_500_uploads_over_a_lossy_radio(radio: Weather, flights: int) -> None:
    ends: Counter[str] = Counter()
    for flight in range(flights):
        dice, air = random.Random(1000 + flight), Air(radio, seed=flight)
        with Connection("the air", air.clock, transport=air.ground) as connection:
            for _ in range(UPLOADS_A_FLIGHT):
                ends[upload_once(air, connection, dice)] += 1
        for way in (air.up, air.down):
            assert way.lost > 0.15 * way.sent, "the radio is too good for this test"
            assert way.doubled > 0.05 * way.sent
    print(f"{radio}: {dict(ends)}")
    assert ends.total() == flights * UPLOADS_A_FLIGHT
    assert ends["stored"] >= LEAST_SHARE * ends.total(), ends


def test_a_few_uploads_come_out_the_same_every_time() -> None:
    """One seed, one course of events: what fails in the 500 can be looked at again."""
    courses = []
    for _ in range(2):
        dice, air = random.Random(7), Air(BAD_RADIO, seed=7)
        with Connection("the air", air.clock, transport=air.ground) as connection:
            ends = [upload_once(air, connection, dice) for _ in range(5)]
        courses.append((ends, air.t_s, air.up.sent, air.down.sent, air.up.lost, air.down.lost))
    assert courses[0] == courses[1]
    assert courses[0][0] == ["stored"] * 5


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_dead_radio_is_an_explicit_failure_in_its_own_time(kind: ListKind) -> None:
    dice, air = random.Random(1), Air(Weather(loss=1.0), seed=1)
    with Connection("the air", air.clock, transport=air.ground) as connection:
        began_s = air.t_s
        assert "does not answer the upload" in upload_once(air, connection, dice, kind)
    assert air.t_s - began_s == pytest.approx(3 * 8 * 1.5, abs=2.0)  # uploads, requests, seconds


def upload_once(
    air: Air, connection: Connection, dice: random.Random, kind: ListKind | None = None
) -> str:
    """ "stored" or the error's words; fails the test when it is neither."""
    kind = dice.choice(list(MAKERS)) if kind is None else kind
    items = MAKERS[kind](dice, dice.randint(1, LONGEST))
    try:
        store(connection, kind, items)
    except (LinkError, LinkRefused) as exc:
        return str(exc)
    assert held(air, kind) == sent(kind, items)
    air.settle()  # what was under way meanwhile must not spoil it either
    assert held(air, kind) == sent(kind, items)
    return "stored"
