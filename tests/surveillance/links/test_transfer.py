"""Lists over a bad radio: a right read-back or an explicit failure, never a silent mixture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from mission_planner.mission import FenceCircle, FenceKind
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.compare import differences
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, WireItem, fence_list, mission_list, rally_list
from surveillance.links.transfer import download, store, upload, verify
from tests.surveillance.bench import SimulatedCopter, make_mission
from tests.surveillance.radio import Radio, Weather

BAD_WEATHER = Weather(loss=0.2, doubles=0.1, swaps=0.1)
MISSION = mission_list(make_mission(legs=6))


def lists() -> list[tuple[ListKind, tuple[WireItem, ...]]]:
    round_fences = (
        FenceCircle(FenceKind.INCLUSION, LonLat(130.1068301, 34.2382302), 1234.56),
        FenceCircle(FenceKind.EXCLUSION, LonLat(130.11, 34.24), 30.5),
    )
    mission = replace(make_mission(legs=6), circles=round_fences)
    return [
        (ListKind.FENCE, fence_list(mission)),
        (ListKind.RALLY, rally_list(mission.rally)),
        (ListKind.MISSION, mission_list(mission)),
    ]


@contextmanager
def over(radio_of: Weather, seed: int = 1) -> Iterator[tuple[SimulatedCopter, Radio, Connection]]:
    with (
        SimulatedCopter(speedup=40.0, booted_s=3.0) as copter,
        Radio(copter.autopilot.port, radio_of, seed) as radio,
        Connection(radio.link, copter.clock) as connection,
    ):
        yield copter, radio, connection


def in_the_vehicle(copter: SimulatedCopter, kind: ListKind) -> tuple[WireItem, ...]:
    """Read over a perfect link."""
    with Connection(copter.link, copter.clock) as connection:
        return download(connection, kind)


def test_all_three_lists_over_a_good_link() -> None:
    with over(Weather()) as (copter, _, connection):
        for kind, items in lists():
            store(connection, kind, items)
            assert differences(kind, items, in_the_vehicle(copter, kind)) == ()
        for kind in (ListKind.FENCE, ListKind.RALLY):  # a mission always keeps its home
            store(connection, kind, ())
            assert in_the_vehicle(copter, kind) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bad_radio_gives_the_right_list_or_a_refusal(seed: int) -> None:
    with over(BAD_WEATHER, seed) as (copter, radio, connection):
        for kind, items in lists():
            try:
                store(connection, kind, items)
            except LinkRefused as exc:
                assert "not the planned one" in str(exc)
            else:
                radio.weather = Weather()
                assert differences(kind, items, in_the_vehicle(copter, kind)) == ()
                radio.weather = BAD_WEATHER


def test_items_are_never_sent_as_floats() -> None:
    with over(Weather()) as (_, radio, connection):
        upload(connection, ListKind.MISSION, MISSION)
        kinds = {message.get_type() for message in radio.heard_up}
    assert "MISSION_ITEM_INT" in kinds
    assert "MISSION_ITEM" not in kinds


def test_a_refused_item_leaves_a_mixture_that_is_found() -> None:
    """ArduPilot lays the items before the bad one over the old list."""
    with over(Weather()) as (copter, _, connection):
        store(connection, ListKind.MISSION, MISSION)
        other = list(mission_list(make_mission(legs=6, height_m=40.0)))
        bad = other[6]
        other[6] = WireItem(6, bad.frame, bad.command, bad.params, 950_000_000, 0, bad.z)
        with pytest.raises(LinkRefused, match="invalid param5 x"):
            store(connection, ListKind.MISSION, tuple(other))
        held = in_the_vehicle(copter, ListKind.MISSION)
        assert {item.z for item in held if item.command == 16 and item.seq} == {30.0, 40.0}
        assert differences(ListKind.MISSION, MISSION, held)
        store(connection, ListKind.MISSION, MISSION)
        assert verify(connection, ListKind.MISSION, MISSION) == ()


def test_a_fence_that_the_vehicle_rejects_is_refused_with_its_answer() -> None:
    fence = fence_list(make_mission())[:2]
    with (
        over(Weather()) as (_, _, connection),
        pytest.raises(LinkRefused, match="the vehicle answers error"),
    ):
        store(connection, ListKind.FENCE, fence)


def test_a_second_station_in_mid_transfer_is_waited_out() -> None:
    with over(Weather()) as (copter, _, connection):
        other = Radio(copter.autopilot.port)
        with other, Connection(other.link, copter.clock) as stranger:
            stranger._mav.srcSystem = 254
            stranger.send(mavlink.MAVLink_mission_count_message(1, 1, 3, 0))
            store(connection, ListKind.MISSION, MISSION)  # denied until the other times out
            assert verify(connection, ListKind.MISSION, MISSION) == ()


def test_answers_to_another_station_are_not_ours() -> None:
    """An ACCEPTED for station 254 in the middle of our upload must not end it."""
    sent = 0

    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        nonlocal sent
        if is_up or message.get_type() != "MISSION_REQUEST" or message.seq != 2:
            return None
        sent += 1
        foreign = mavlink.MAVLink_mission_ack_message(254, 190, 0, 0)
        foreign.pack(mavlink.MAVLink(None, 1, 1))
        return [foreign, message]

    with over(Weather()) as (copter, radio, connection):
        radio.meddler = meddle
        store(connection, ListKind.MISSION, MISSION)
        assert sent
        assert (
            differences(ListKind.MISSION, MISSION, in_the_vehicle(copter, ListKind.MISSION)) == ()
        )


def test_a_vehicle_that_stores_something_else_is_refused() -> None:
    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        if is_up or message.get_type() != "MISSION_ITEM_INT" or message.seq != 4:
            return None
        message.x += 5
        message.pack(mavlink.MAVLink(None, 1, 1))
        return [message]

    with over(Weather()) as (_, radio, connection):
        radio.meddler = meddle
        with pytest.raises(LinkRefused, match="item 4: latitude differs by 5e-7"):
            store(connection, ListKind.MISSION, MISSION)
        counts = [m for m in radio.heard_up if m.get_type() == "MISSION_COUNT"]
    assert len(counts) == 3  # uploaded twice more


def test_a_silent_vehicle_is_an_explicit_failure() -> None:
    with over(Weather()) as (_, radio, connection):
        radio.is_silent = True
        with pytest.raises(LinkError, match="does not answer"):
            download(connection, ListKind.MISSION)
