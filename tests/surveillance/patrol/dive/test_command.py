"""What is commanded in a dive is commanded until the vehicle is in it, at ten seconds' rhythm."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from geodata.clock import Clock
from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError
from surveillance.model import LinkState, PatrolEvent, Realm
from surveillance.patrol.dive.command import DiveCommand
from surveillance.patrol.dive.gates import Gates, Level, Passing
from surveillance.patrol.dive.order import OnBreach
from surveillance.patrol.operator import Wish
from surveillance.patrol.report import Report
from tests.surveillance.patrol.dive.bench import make_dive, orca

LIMIT_M = 8.0


@dataclass
class Deaf:
    """A vehicle that does not answer before `hears_at_s`; all seconds are those of one clock."""

    on_breach: OnBreach = OnBreach.HOLD
    hears_at_s: float = 35.0
    now_s: float = 0.0
    mode: str = "STABILIZE"
    name: str = "orca"
    link: LinkState = LinkState.OK
    asked: list[tuple[float, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock: Any = SimpleNamespace(
            monotonic=lambda: self.now_s, wall_seconds=lambda seconds: seconds
        )
        report = Report(lambda values: None, self._say, self.name, Realm.SIMULATED, Clock.real())
        order = make_dive(orca(max_depth_m=LIMIT_M), on_breach=self.on_breach)
        vehicle: Any = self
        self.command = DiveCommand(vehicle, order, report, Switchboard())
        self.gates = Gates(order)
        self.gates._levels = self.levels

    def _say(self, event: PatrolEvent) -> None:
        self.told.append(event.text)

    def link_age(self) -> Any:
        return SimpleNamespace(state=self.link)

    def set_mode(self, name: str) -> None:
        self.asked.append((self.now_s, name))
        if self.now_s < self.hears_at_s:
            raise LinkError(f"the vehicle does not answer 'mode {name}'")
        self.mode = name

    def wait(self, seconds: float, depth_m: float = LIMIT_M + 2.0) -> None:
        """So long, looked at four times a second."""
        for _ in range(round(4.0 * seconds)):
            self.now_s += 0.25
            self.command.watch_depth(self.gates, depth_m)
            self.command.go_on(self.gates)

    @property
    def failures(self) -> list[str]:
        return [text for text in self.told if "NOT reached" in text]


def test_far_beyond_its_limit_it_is_brought_up_until_it_comes() -> None:
    vehicle = Deaf(levels={"depth": Level.BEYOND})
    vehicle.wait(60.0)
    assert [seconds for seconds, _ in vehicle.asked] == pytest.approx(
        [0.25, 10.25, 20.25, 30.25, 40.25]
    )
    assert {mode for _, mode in vehicle.asked} == {"SURFACE"}
    assert vehicle.mode == "SURFACE"
    assert vehicle.command.commanded == ["SURFACE"]
    (failure,) = vehicle.failures
    assert "tried again every 10 s" in failure and "does not answer" in failure


def test_it_surfaces_as_chosen_even_when_the_first_order_is_lost() -> None:
    vehicle = Deaf(OnBreach.SURFACE, levels={"bed": Level.BEYOND})
    vehicle.command.passed(Passing("bed", Level.BEYOND, "0.2 m over it"))
    vehicle.wait(60.0, depth_m=3.0)
    assert len(vehicle.asked) == 5
    assert vehicle.mode == "SURFACE"


def test_what_is_in_force_already_or_no_longer_needed_is_not_commanded_again() -> None:
    reached, over = Deaf(levels={"depth": Level.BEYOND}), Deaf(levels={"depth": Level.BEYOND})
    for vehicle in (reached, over):
        vehicle.wait(1.0)
        assert len(vehicle.asked) == 1
    reached.mode = "SURFACE"  # the answer was lost, not the order
    over.levels["depth"] = Level.NEAR  # its pilot brought it up
    for vehicle in (reached, over):
        vehicle.wait(60.0)
        assert len(vehicle.asked) == 1
    assert reached.command.commanded == ["SURFACE"]
    assert over.command.commanded == []


def test_without_a_link_nothing_is_sent_and_one_order_when_it_is_back() -> None:
    vehicle = Deaf(hears_at_s=0.0, link=LinkState.LOST, levels={"depth": Level.BEYOND})
    vehicle.wait(30.0)
    assert vehicle.asked == []
    vehicle.link = LinkState.OK
    vehicle.wait(30.0)
    assert len(vehicle.asked) == 1
    assert len(vehicle.failures) == 1


def test_what_is_to_come_up_is_not_held_down_by_another_gate() -> None:
    vehicle = Deaf(levels={"depth": Level.BEYOND, "bed": Level.BEYOND})
    vehicle.wait(1.0)
    vehicle.command.passed(Passing("bed", Level.BEYOND, "0.2 m over it"))
    vehicle.wait(60.0)
    assert {mode for _, mode in vehicle.asked} == {"SURFACE"}


def test_a_persons_wish_is_tried_again_as_well() -> None:
    vehicle = Deaf()
    assert not vehicle.command.answer(Wish.RETURN, is_down=True)
    vehicle.wait(60.0, depth_m=4.0)
    assert len(vehicle.asked) == 5
    assert vehicle.mode == "SURFACE"
