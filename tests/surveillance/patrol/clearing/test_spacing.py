"""Two of our own that come too near: told to both, once, before they are."""

import threading
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.model import Realm
from surveillance.patrol.clearing.spacing import AHEAD_S, NEAR_M, Fix, Spacing, meeting_of
from tests.surveillance.bench import FRAME, SimulatedCopter
from tests.surveillance.patrol.test_fly import Person, flight

HERE = LonLat(129.45, 34.70)
NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def fix(
    east_m: float, up_m: float = 60.0, velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)
) -> Fix:
    return Fix("b", LocalFrame(HERE).lonlat(east_m, 0.0), up_m, NOW, velocity)


@pytest.mark.parametrize(
    ("other", "in_s"),
    [
        (fix(30.0), 0),
        (fix(200.0, velocity=(-10.0, 0.0, 0.0)), 16),
        (fix(200.0, velocity=(10.0, 0.0, 0.0)), None),
        (fix(200.0, velocity=(-5.0, 0.0, 0.0)), None),  # not within 20 s
        (fix(30.0, up_m=80.0), None),
        (fix(30.0, up_m=80.0, velocity=(0.0, 0.0, -2.0)), 6),
    ],
)
def test_a_meeting_is_foreseen(other: Fix, in_s: int | None) -> None:
    meeting = meeting_of(fix(0.0), other)
    assert (None if meeting is None else meeting.in_s) == in_s


@given(
    east_m=st.floats(-300.0, 300.0),
    speed_mps=st.floats(-15.0, 15.0),
    up_m=st.floats(40.0, 80.0),
    share=st.sampled_from([1.0, 2.0]),
)
def test_it_is_the_same_for_both(
    east_m: float, speed_mps: float, up_m: float, share: float
) -> None:
    one, other = fix(0.0), fix(east_m, up_m, (speed_mps, 0.0, 0.0))
    there, back = meeting_of(one, other, share), meeting_of(other, one, share)
    if there is not None and there.beside_m < share * NEAR_M - 0.1:
        assert back is not None
        assert abs(back.in_s - there.in_s) <= 1 <= AHEAD_S


def test_velocity_comes_from_two_places() -> None:
    moved = Fix("b", LocalFrame(HERE).lonlat(20.0, 0.0), 62.0, NOW + timedelta(seconds=2))
    assert moved.after(fix(0.0)).velocity == pytest.approx((10.0, 0.0, 1.0), abs=0.01)
    assert moved.after(None).velocity == (0.0, 0.0, 0.0)
    late = Fix("b", HERE, 60.0, NOW + timedelta(seconds=60))
    assert late.after(fix(0.0)).velocity == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"lat": "x"},
        {"lon": 999.0},
        {"at": "yesterday"},
        {"phase": "preparing"},
        {"realm": "live"},
        {"link": "lost"},
        {"alt_amsl_m": None},
    ],
)
def test_only_a_sound_state_of_the_same_realm_counts(state: dict[str, Any]) -> None:
    sound = {
        "phase": "flying", "realm": "simulated", "link": "ok", "mode": "AUTO", "lon": 129.0,
        "lat": 34.0, "alt_amsl_m": 60.0, "at": NOW.isoformat(),
    }  # fmt: skip
    spacing = Spacing(Path("nowhere"), None, Realm.SIMULATED, print)  # type: ignore[arg-type]
    assert spacing._fix("b", sound) is not None
    assert (spacing._fix("b", sound | state) is None) is bool(state)


def test_two_patrols_are_told_of_each_other(tmp_path: Path) -> None:
    """One flies; beside it another one hangs in its way."""
    told: list[str] = []
    has_told = threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        has_told.set()

    person = Person()
    with ExitStack() as stack:
        copter = stack.enter_context(SimulatedCopter(20.0))
        flown = stack.enter_context(flight(copter, person))
        board = Switchboard()
        stack.enter_context(Door(tmp_path, "kite-2", board))
        hanging = FRAME.lonlat(60.0, 120.0)  # on the second leg

        def show(view: Any) -> None:
            board.show(
                phase="flying", realm="simulated", link="ok", mode="GUIDED",
                lon=hanging.lon, lat=hanging.lat, alt_amsl_m=view.state.alt_amsl_m,
                at=view.state.at.isoformat(),
            )  # fmt: skip

        person.on_view = show
        stack.enter_context(Spacing(tmp_path, flown.vehicle, Realm.SIMULATED, tell))
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert has_told.is_set()
    assert len(told) <= 2  # once on the way there, at most once more on the way home
    assert told[0].startswith("kite-2 ") and "of heron-1, heights" in told[0]


def test_one_that_stands_on_the_ground_is_not_compared(tmp_path: Path) -> None:
    told: list[str] = []
    with SimulatedCopter() as copter, Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, "heron-1")
        vehicle.identify()
        board = Switchboard()
        board.show(
            phase="flying", realm="simulated", link="ok", mode="AUTO", lon=FRAME.origin.lon,
            lat=FRAME.origin.lat, alt_amsl_m=0.0, at=copter.clock.now().isoformat(),
        )  # fmt: skip
        with (
            Door(tmp_path, "kite-2", board),
            Spacing(tmp_path, vehicle, Realm.SIMULATED, told.append) as spacing,
        ):
            threading.Event().wait(0.5)
            assert spacing._own() is None
    assert told == []
