"""Troubles one by one, with a vehicle that says what the test wants it to say."""

import math
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.links.quality import LossMeter
from surveillance.links.readings import Readings, updated
from surveillance.model import LinkState, PatrolEvent, Realm
from surveillance.patrol.report import Report
from surveillance.patrol.troubles import Troubles
from tests.surveillance.bench import make_mission, make_order

EPOCH = datetime(2026, 5, 1, 3, tzinfo=UTC)
ORDER = make_order(make_mission())
FLYING = Readings(
    armed=True, position=LonLat(129.45, 34.7), alt_home_m=30.0, fix_type=4,
    mission_item=ORDER.path.waypoints[1].seq,
    wind_mps=5.0, wind_from_deg=0.0, battery_v=24.0, battery_pct=80.0,
)  # fmt: skip


@dataclass
class Said:
    """A vehicle, and what is told of it while the time passes as the test says."""

    monkeypatch: pytest.MonkeyPatch
    now_s: float = 1000.0
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.monkeypatch.setattr(time, "monotonic", lambda: self.now_s)
        clock = Clock.real()
        self.connection = SimpleNamespace(system=1, beats={}, losses=LossMeter())
        self.vehicle: Any = SimpleNamespace(
            readings=FLYING,
            mode="AUTO",
            firmware=SimpleNamespace(mission_mode="AUTO"),
            clock=clock,
            connection=self.connection,
        )

        def say(event: PatrolEvent) -> None:
            self.told.append(event.text)

        report = Report(lambda values: None, say, "heron-1", Realm.SIMULATED, clock)
        self.troubles = Troubles(self.vehicle, ORDER, report)

    def after(self, seconds: float, link: LinkState = LinkState.OK, **changes: Any) -> list[str]:
        """What is told when the vehicle says this for so long."""
        known = len(self.told)
        self.vehicle.readings = replace(self.vehicle.readings, **changes)
        for _ in range(max(1, round(seconds))):
            self.now_s += 1.0
            self.troubles.look(link)
        return self.told[known:]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(monkeypatch)


def test_a_sound_flight_is_told_nothing_of(said: Said) -> None:
    assert said.after(300.0) == []
    assert said.troubles.off_by_m is None


def test_satellites_lost_and_back(said: Said) -> None:
    (lost,) = said.after(5.0, fix_type=1, ground_speed_mps=10.0)
    assert "satellites LOST, last sure of its place at 34.70000 N 129.45000 E" in lost
    assert said.troubles.off_by_m == pytest.approx(20.0 + 10.0 * 4.0)
    (back,) = said.after(5.0, fix_type=3)
    assert back == "satellites are received again: at 34.70000 N 129.45000 E"
    assert said.troubles.off_by_m is None


def test_the_wind_is_found_out_first_and_may_change_slowly(said: Said) -> None:
    assert said.after(10.0, wind_mps=0.0) == []
    assert said.after(25.0, wind_mps=9.0) == []  # it did not know it yet
    for tenths in range(90, 150):  # 6 m/s more within 20 minutes
        assert said.after(20.0, wind_mps=tenths / 10.0) == []
    (text,) = said.after(30.0, wind_mps=20.0)
    assert "changed by 5 m/s to 20 m/s" in text
    assert said.after(60.0, wind_mps=14.0) == []  # not again so soon
    assert len(said.after(200.0, wind_mps=22.0)) == 1


def test_a_battery_may_sag_but_not_fall(said: Said) -> None:
    for volts in (23.5, 22.8, 22.2, 21.5):
        assert said.after(6.0, battery_v=volts) == []
    (text,) = said.after(3.0, battery_v=18.0)
    assert text.startswith("the battery lost 16 % of its voltage at once, level 80 %")


def test_a_planned_descent_is_no_dead_motor(said: Said) -> None:
    assert said.after(10.0, alt_home_m=5.0, climb_mps=2.0) == []  # on its way up
    said.after(5.0, alt_home_m=30.0, climb_mps=0.0)
    said.vehicle.mode = "RTL"
    assert said.after(5.0, alt_home_m=15.0, climb_mps=-2.0) == []
    assert not said.troubles.has_lost_power
    said.vehicle.mode = "AUTO"
    said.after(2.0, alt_home_m=30.0, climb_mps=0.0)
    (text,) = said.after(2.0, alt_home_m=15.0, climb_mps=-6.0)
    assert text.startswith("it goes down at 6 m/s, 15 m below its mission: a motor may be dead")
    assert said.troubles.has_lost_power


def test_a_camera_is_missed_only_when_it_was_heard(said: Said) -> None:
    assert said.after(60.0) == []
    said.connection.beats[(1, 100)] = said.now_s
    assert said.after(4.0) == []
    assert said.after(60.0, LinkState.LOST) == []  # nobody is heard at all
    assert said.after(4.0) == []
    assert said.after(5.0) == ["the camera is SILENT: what it flies over now is not seen"]
    said.connection.beats[(1, 100)] = said.now_s
    assert said.after(2.0) == []
    assert len(said.after(9.0)) == 1  # silent once more


def test_a_bad_link_is_told_when_it_gets_bad(said: Said) -> None:
    for number in range(100):
        said.connection.losses.hear(2 * number % 256)
    (text,) = said.after(20.0)
    assert text.startswith("the link is bad, 50 % of the messages lost")


def told_at(readings: Readings, unix_s: float, boot_ms: int) -> Readings:
    return updated(readings, mavlink.MAVLink_system_time_message(round(unix_s * 1e6), boot_ms))


def test_a_clock_set_on_the_ground_is_believed_and_one_that_jumps_in_flight_is_not(
    said: Said,
) -> None:
    start_s = EPOCH.timestamp()
    r = told_at(Readings(), start_s - 3600.0, 1000)
    r = told_at(r, start_s, 1000)  # the satellites set it
    assert r.boot_offset == EPOCH - timedelta(seconds=1)
    r = told_at(replace(r, armed=True), start_s + 10.0 + 2.0, 11_000)  # it drifts
    assert r.clock_jump_s == 0.0
    jumped = told_at(r, start_s + 20.0 - 600.0, 21_000)
    assert jumped.clock_jump_s == pytest.approx(-602.0)
    place = mavlink.MAVLink_global_position_int_message(21_000, 347000000, 1294500000, *(0,) * 6)
    assert updated(jumped, place).position_at is None
    assert updated(r, place).position_at is not None
    (text,) = said.after(5.0, clock_jump_s=-602.0)
    assert text.startswith("the vehicle's clock jumped by -602 s")
    assert told_at(jumped, start_s + 32.0, 31_000).clock_jump_s == 0.0


def test_readings_of_wind_and_voltage() -> None:
    r = updated(Readings(), mavlink.MAVLink_wind_message(-90.0, 7.5, 0.0))
    assert (r.wind_mps, r.wind_from_deg) == (7.5, 270.0)
    status = mavlink.MAVLink_sys_status_message(0, 0, 0, 0, 22_200, 0, 50, *(0,) * 6)
    assert updated(r, status).battery_v == pytest.approx(22.2)
    status = mavlink.MAVLink_sys_status_message(0, 0, 0, 0, 65_535, 0, 50, *(0,) * 6)
    assert updated(r, status).battery_v is None
    assert not math.isnan(r.climb_mps)
