"""Out of a look, with a vehicle that takes or refuses what the test wants it to."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from geodata.position import LonLat
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.modes import COPTER
from surveillance.links.readings import Readings
from surveillance.model import PatrolEvent, Realm
from surveillance.patrol.look import Look
from surveillance.patrol.looking import WORD_S, Looking
from surveillance.patrol.looks import looking_for
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report
from tests.surveillance.bench import FRAME, circle, make_area, make_mission, make_order
from tests.surveillance.patrol.test_plane import order as plane_order

ITEM = 5  # in its plan, after take-off, camera and speed: the second place
ORDER = make_order(make_mission(legs=6, leg_m=200.0))
TARGET = FRAME.lonlat(-100.0, 100.0)


class Now:
    """A clock that stands until the test moves it."""

    speedup = 1.0

    def __init__(self) -> None:
        self.s = 1000.0

    def monotonic(self) -> float:
        return self.s

    def wall_seconds(self, seconds: float) -> float:
        return seconds


class Stubborn:
    """A copter that refuses the commands named in `refuses`, or does not answer `is_deaf_to`."""

    name, firmware = "heron-1", COPTER

    def __init__(self) -> None:
        self.clock = Now()
        self.readings = Readings(
            armed=True, position=FRAME.lonlat(0.0, 200.0), alt_home_m=30.0, mission_item=ITEM,
            heartbeats=10,
        )  # fmt: skip
        self.mode = "AUTO"
        self.refuses: set[str] = set()
        self.deaf_to: set[str] = set()
        self.done: list[str] = []

    def _do(self, what: str) -> None:
        if what in self.refuses:
            raise LinkRefused(f"the vehicle answers '{what}' with: unsupported")
        if what in self.deaf_to:
            raise LinkError(f"the vehicle does not answer '{what}'")
        self.done.append(what)

    def set_mode(self, name: str, afresh: bool = False) -> None:
        self._do(name)
        self.mode = name

    def aim(self, pitch_deg: float) -> None:
        self._do("aim")

    def set_speed(self, speed_mps: float) -> None:
        self._do("speed")

    def repeat(self, item: Any) -> None:
        self._do("repeat")

    def set_mission_item(self, seq: int) -> None:
        self._do("item")
        self.readings = replace(self.readings, mission_item=seq)

    def go_to(self, place: LonLat, height_m: float, heading_deg: float | None) -> None:
        self._do("go")

    def circle(self, place: LonLat, height_m: float, radius_m: float) -> None:
        self._do("circle")

    def watch_place(self, place: LonLat, height_m: float) -> None:
        self._do("watch")

    def release_place(self) -> None:
        self._do("release")

    def passes(self, seconds: float) -> None:
        """Time, and the heartbeats of it."""
        self.clock.s += seconds
        beats = self.readings.heartbeats + max(2, round(seconds))
        self.readings = replace(self.readings, heartbeats=beats)


class Bench:
    """A look of that copter, and what is told of it."""

    def __init__(self, order: PatrolOrder = ORDER, goes_on: bool = True) -> None:
        self.told: list[str] = []
        self.vehicle = Stubborn()

        def say(event: PatrolEvent) -> None:
            self.told.append(event.text)

        clock: Any = SimpleNamespace(now=lambda: None)
        report = Report(lambda values: None, say, "heron-1", Realm.SIMULATED, clock)
        look = Look(
            target=TARGET, radius_m=50.0, places=(FRAME.lonlat(-60.0, 130.0),),
            left_at=FRAME.lonlat(0.0, 200.0), pitch_deg=-30.0, duration_s=100.0, home_pct=50.0,
            goes_on=goes_on,
        )  # fmt: skip
        vehicle: Any = self.vehicle
        self.looking: Looking = looking_for(vehicle, order, report, look)

    def steps(self, count: int, seconds: float = 6.0) -> None:
        """So many steps with the time between them."""
        for _ in range(count):
            self.vehicle.passes(seconds)
            self.looking.step()


def begun(**options: Any) -> Bench:
    bench = Bench(**options)
    bench.looking.begin()
    assert bench.vehicle.mode == "GUIDED"
    return bench


def test_without_a_gimbal_it_goes_on_all_the_same() -> None:
    bench = Bench()
    bench.vehicle.refuses = {"aim"}
    bench.looking.begin()
    assert any("its camera stays as it is" in text for text in bench.told)
    assert bench.looking.end() == "goes on"
    assert bench.vehicle.mode == "AUTO" and bench.looking.is_over
    assert "its camera stays as it is" in bench.told[-1]
    assert "does not go on" not in bench.told[-1]


def test_a_refused_speed_is_told_and_the_mission_goes_on() -> None:
    bench = begun()
    bench.vehicle.refuses = {"repeat"}
    assert bench.looking.end() == "goes on"
    assert bench.looking.is_over
    assert "on with the way to item 5" in bench.told[-1]
    assert "its speed stays as it is" in bench.told[-1]


def test_the_mode_comes_first_then_item_camera_and_speed() -> None:
    bench = begun()
    bench.vehicle.readings = replace(bench.vehicle.readings, mission_item=1)
    bench.vehicle.done.clear()
    bench.looking.end()
    assert bench.vehicle.done == ["AUTO", "item", "aim", "repeat"]


@pytest.mark.parametrize("how", ["refuses", "deaf_to"])
def test_a_mission_that_cannot_be_commanded_gives_way_to_the_return(how: str) -> None:
    bench = begun()
    setattr(bench.vehicle, how, {"AUTO"})
    bench.looking.end()
    assert not bench.looking.is_over
    bench.steps(3)
    assert bench.vehicle.mode == "RTL" and bench.looking.is_over
    assert any("it is brought home" in text for text in bench.told)


def test_a_mission_that_is_taken_late_goes_on() -> None:
    bench = begun()
    bench.vehicle.deaf_to = {"AUTO"}
    bench.looking.end()
    bench.vehicle.deaf_to = set()
    bench.steps(1)
    assert bench.vehicle.mode == "AUTO" and bench.looking.is_over


def test_the_return_is_commanded_without_end_and_told_once() -> None:
    bench = begun()
    bench.vehicle.refuses = {"AUTO", "RTL"}
    bench.looking.end()
    bench.steps(50)
    assert not bench.looking.is_over
    assert sum("cannot be brought home" in text for text in bench.told) == 1
    bench.vehicle.refuses = set()
    bench.steps(1)
    assert bench.vehicle.mode == "RTL" and bench.looking.is_over


def test_somebody_who_takes_it_over_meanwhile_has_it() -> None:
    bench = begun()
    bench.vehicle.refuses = {"AUTO", "RTL"}
    bench.looking.end()
    bench.vehicle.mode = "LOITER"
    bench.vehicle.done.clear()
    bench.steps(3)
    assert bench.looking.is_over and bench.vehicle.done == []


def test_a_look_that_does_not_begin_flies_on_as_it_was() -> None:
    """Also one that was to end at home: it has spent nothing yet."""
    bench = Bench(goes_on=False)
    bench.vehicle.refuses = {"speed"}
    with pytest.raises(LinkRefused):
        bench.looking.begin()
    assert bench.vehicle.mode == "AUTO" and bench.looking.is_over
    assert "RTL" not in bench.vehicle.done


def test_a_guided_mode_that_comes_unheard_is_ended() -> None:
    """The command came through, no word of it came back: the heartbeat shows it later."""
    bench = Bench()
    bench.vehicle.deaf_to = {"GUIDED", "AUTO"}
    with pytest.raises(LinkError):
        bench.looking.begin()
    assert not bench.looking.is_over
    bench.vehicle.mode, bench.vehicle.deaf_to = "GUIDED", set()
    bench.steps(1)
    assert bench.vehicle.mode == "AUTO" and bench.looking.is_over


def test_a_look_whose_link_was_lost_waits_for_a_word_but_not_for_ever() -> None:
    bench = begun()
    assert bench.looking.hold() and not bench.looking.hold()
    bench.vehicle.done.clear()
    bench.steps(1)
    assert any("without a word it is brought home" in text for text in bench.told)
    assert bench.vehicle.mode == "GUIDED" and bench.vehicle.done == []
    bench.steps(int(WORD_S / 6.0) + 1)
    assert bench.vehicle.mode == "RTL" and bench.looking.is_over


def test_a_way_back_through_a_zone_leads_round_by_where_it_left() -> None:
    """On the circle, with a zone between it and the item, but none on the way it came."""
    order = walled()
    bench = begun(order=order)
    bench.vehicle.readings = replace(bench.vehicle.readings, position=FRAME.lonlat(60.0, 160.0))
    assert "back to where it left" in bench.looking.end()
    assert bench.vehicle.mode == "GUIDED" and not bench.looking.is_over
    bench.vehicle.readings = replace(bench.vehicle.readings, position=FRAME.lonlat(1.0, 199.0))
    bench.steps(1)
    assert bench.vehicle.mode == "AUTO" and bench.looking.is_over


def test_where_no_way_back_is_open_it_is_said_and_the_look_stays() -> None:
    bench = begun(order=walled())
    bench.vehicle.readings = replace(bench.vehicle.readings, position=FRAME.lonlat(165.0, 110.0))
    with pytest.raises(LinkRefused, match=r"no straight way leads back .*\(wall\)"):
        bench.looking.end()
    assert not bench.looking.is_leaving and bench.vehicle.mode == "GUIDED"


def test_a_look_that_takes_too_long_behind_a_zone_is_brought_home() -> None:
    bench = begun(order=walled())
    bench.vehicle.readings = replace(bench.vehicle.readings, position=FRAME.lonlat(165.0, 110.0))
    bench.steps(2, seconds=500.0)
    assert bench.vehicle.mode == "RTL"
    assert any("far too long: it is brought home" in text for text in bench.told)


@pytest.mark.parametrize("refused", ["", "watch", "release"])
def test_a_plane_lets_the_place_go_that_its_camera_was_kept_on(refused: str) -> None:
    bench = Bench(order=plane_order(2000.0))
    bench.vehicle.refuses = {refused}
    bench.looking.begin()
    assert bench.looking.end() == "goes on"
    assert ("release" in bench.vehicle.done) is not bool(refused)
    stays = "its camera stays on the place" in bench.told[-1]
    assert stays is (refused == "release")


def walled() -> PatrolOrder:
    """The mission flies east along 200 m north of home; a zone lies close below that leg."""
    zone = circle("wall", 150.0, 155.0, 30.0)
    return make_order(make_mission(legs=6, leg_m=200.0), make_area(nofly=(zone,)))
