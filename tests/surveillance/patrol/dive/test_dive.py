"""Whole piloted dives of a simulated ArduSub, compared with where it truly was."""

import math
from dataclasses import replace

import pytest

from mission_planner.request import Wind
from simulator.vehicles.state import VehicleState
from simulator.vehicles.sub import SubSpec
from surveillance.control.calls import Call
from surveillance.ellipse import CHI2_95, covariance_of
from surveillance.errors import LinkRefused
from surveillance.model import LinkState, Realm, Telemetry
from surveillance.patrol.dive.order import OnBreach
from surveillance.patrol.dive.outcome import DiveOutcome, document
from surveillance.patrol.operator import FlightView, Wish
from tests.surveillance.bench import EPOCH, FRAME
from tests.surveillance.patrol.dive.bench import (
    ALT_HOLD,
    STABILIZE,
    Script,
    SimulatedSub,
    Sticks,
    dive,
    make_dive,
    orca,
)
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.radio import Radio

FAST = 20.0
DOWN, AHEAD, STILL = Sticks(up=-1.0), Sticks(ahead=0.6), Sticks()


def off(drone: SimulatedSub, state: Telemetry) -> tuple[float, float]:
    """Metres from the truth, and squared in sigmas of the told ellipse."""
    true = drone.true_at((state.at - EPOCH).total_seconds())
    east, north = FRAME.point(state.position)
    error = (east - true.east_m, north - true.north_m)
    assert state.ellipse is not None
    (a, b), (_, d) = covariance_of(state.ellipse)
    squared = (d * error[0] ** 2 - 2 * b * error[0] * error[1] + a * error[1] ** 2) / (
        a * d - b * b
    )
    return math.hypot(*error), squared


def test_a_dive_from_arming_to_the_document() -> None:
    person, order = Person("orca"), make_dive()
    with SimulatedSub(FAST, current=(0.1, 0.0), bed_m=15.0) as drone:
        person.on_view = Script(drone, (6.0, DOWN), (40.0, AHEAD), (20.0, STILL)).on_view
        with dive(drone, person, order) as dived:
            outcome, checks = dived.dive.watch()
        assert not drone.state.armed
        deepest_m = max(-state.alt_m for state in drone.truth)
        told = dived.telemetry
        beyond = [off(drone, state)[1] > CHI2_95 for state in told]
    assert not any(check.is_good is False for check in checks)
    assert outcome.surfaced and outcome.has_dived
    assert outcome.deepest_m == pytest.approx(deepest_m, abs=0.3)
    assert outcome.farthest is not None
    assert outcome.farthest.range_m > 25.0
    assert outcome.gates == {}
    assert outcome.commanded == ()
    assert not any(beyond)  # a weak current, well inside what is allowed for
    under = [s for s in told if s.alt_home_m < -2.0]
    assert under and all(s.ellipse is not None for s in under)
    assert max(s.ellipse.semi_major_m for s in under if s.ellipse) > 20.0
    assert told[-1].ellipse is not None
    assert told[-1].ellipse.semi_major_m == pytest.approx(6.1, abs=0.1)  # reset by a fix
    kinds = [event.kind for event in person.events]
    expected = ["started", "armed", "dived", "surfaced", "landed", "ended"]
    assert [kind for kind in kinds if kind in expected] == expected
    made = document(order, outcome, checks)
    assert made["is_piloted"] and made["surfaced"]
    assert made["deepest_m"] == pytest.approx(deepest_m, abs=0.3)
    assert made["last_place"]["source"] == "fix"


def test_nothing_but_reading_is_sent_without_a_breach() -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone:
        person.on_view = Script(drone, (5.0, DOWN), (10.0, AHEAD)).on_view
        before = drone.autopilot._board.params._values.copy()
        with dive(drone, person) as dived:
            dived.dive.watch()
        assert drone.autopilot._board.params._values == before
        assert drone.autopilot._board.mission.count == 1
        modes = {e.text for e in drone.autopilot.take_events() if e.what == "mode"}
    assert modes == {"ALT_HOLD"}  # the pilot's own


@pytest.mark.parametrize(
    ("params", "vehicle", "words"),
    [
        ({"FS_GCS_ENABLE": 0.0}, {}, "without a link: it stays in its mode"),
        ({"FS_PILOT_INPUT": 0.0}, {}, "FS_PILOT_INPUT is 0: nothing notices"),
        ({}, {"tether_m": None}, "tether: the fleet file does not say how long"),
        ({}, {"reserve_pct": 95.0}, "battery: 99 %; the flight takes 10 %, reserve 95 %"),
    ],
)
def test_what_forbids_a_dive(
    params: dict[str, float], vehicle: dict[str, object], words: str
) -> None:
    person = Person("orca")
    with (
        SimulatedSub(FAST, **params) as drone,
        dive(drone, person, make_dive(orca(**vehicle))) as dived,
        pytest.raises(LinkRefused, match=words),
    ):
        dived.dive.watch()
    assert person.questions == []
    assert person.texts("refused")


def test_without_confirmation_nothing_is_watched() -> None:
    person = Person("heron-1")
    with (
        SimulatedSub(FAST) as drone,
        dive(drone, person) as dived,
        pytest.raises(LinkRefused, match="not confirmed"),
    ):
        dived.dive.watch()
    assert "orca" in person.questions[0]


def too_deep(
    on_breach: OnBreach, sticks: Sticks = STILL, mode: int = ALT_HOLD
) -> tuple[Person, DiveOutcome, list[VehicleState]]:
    """Steered down to its limit of 8 m, and then as the sticks say; where it truly was."""
    person = Person("orca")
    with SimulatedSub(FAST) as drone:
        slowly = Sticks(up=-0.25 if mode == ALT_HOLD else -0.35)  # else it floats up a little
        legs = (6.0, DOWN), (12.0, slowly), (15.0, sticks)
        person.on_view = Script(drone, *legs, mode=mode).on_view
        order = make_dive(orca(max_depth_m=8.0), on_breach=on_breach)
        with dive(drone, person, order) as dived:
            outcome, _ = dived.dive.watch()
    return person, outcome, drone.truth


def sunk_after(truth: list[VehicleState], mode: str) -> float:
    """How much deeper it went once it was in this mode: a busy machine may command it late."""
    n = next(n for n, state in enumerate(truth) if state.mode == mode)
    return truth[n].alt_m - min(state.alt_m for state in truth[n:])


def test_too_deep_it_is_told_before_and_held() -> None:
    person, outcome, _ = too_deep(OnBreach.HOLD)
    said = person.texts("gate")
    assert "depth NEAR its limit" in said[0]
    assert "DEPTH LIMIT BROKEN" in said[1]
    assert outcome.gates["depth"].times == 1
    # it was in ALT_HOLD already: there is nothing to command
    assert "it is in ALT_HOLD" in said[1]
    assert outcome.commanded == ()


def test_steered_by_hand_its_depth_is_held_at_the_limit() -> None:
    person, outcome, truth = too_deep(OnBreach.HOLD, mode=STABILIZE)
    assert outcome.commanded == ("ALT_HOLD",)
    assert any("its depth is held" in text for text in person.texts("gate"))
    assert sunk_after(truth, "ALT_HOLD") < 1.5


def test_steered_far_beyond_its_limit_it_comes_up() -> None:
    person, outcome, truth = too_deep(OnBreach.HOLD, DOWN)
    assert any("far beyond the limit" in text for text in person.texts("gate"))
    assert "SURFACE" in outcome.commanded
    assert sunk_after(truth, "SURFACE") < 1.5


def test_too_deep_it_surfaces_where_that_was_chosen() -> None:
    person, outcome, _ = too_deep(OnBreach.SURFACE)
    assert outcome.commanded[0] == "SURFACE"
    assert any("nothing brings it home" in text for text in person.texts("gate"))


def test_too_deep_nothing_is_commanded_where_that_was_chosen() -> None:
    person, outcome, _ = too_deep(OnBreach.TELL, DOWN)
    assert outcome.commanded == ()
    assert any("the pilot must act" in text for text in person.texts("gate"))


def test_the_bed_is_a_gate_by_the_sounder() -> None:
    person = Person("orca")
    with SimulatedSub(FAST, bed_m=7.0) as drone:
        person.on_view = Script(drone, (7.0, DOWN), (8.0, STILL)).on_view
        with dive(drone, person) as dived:
            outcome, _ = dived.dive.watch()
    assert outcome.gates["bed"].times >= 1
    assert any("BED LIMIT BROKEN" in text for text in person.texts("gate"))


def test_the_end_of_the_tether_is_told_with_the_way_home() -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone:
        person.on_view = Script(drone, (4.0, DOWN), (45.0, Sticks(ahead=0.8))).on_view
        with dive(drone, person, make_dive(orca(tether_m=30.0))) as dived:
            outcome, _ = dived.dive.watch()
    said = [text for text in person.texts("gate") if "ether" in text or "TETHER" in text]
    assert "tether NEAR its limit" in said[0]
    assert "TETHER at its end" in said[1]
    assert "home lies 180 degrees" in said[1]
    assert outcome.gates["tether"].worst_m > 1.0
    assert outcome.commanded == ()  # nothing would help


def test_recalled_from_outside_it_comes_up() -> None:
    person = Person("orca")
    answers: list[Call] = []
    with SimulatedSub(FAST) as drone:
        script = Script(drone, (7.0, DOWN), (60.0, STILL))
        with dive(drone, person) as dived:

            def view(seen: FlightView) -> Wish | None:
                if seen.state.alt_home_m < -4.0 and not answers:
                    for ask in ("investigate", "recall"):
                        answers.append(Call(ask, {}))
                        dived.board.put(answers[-1])
                return script.on_view(seen)

            person.on_view = view
            outcome, _ = dived.dive.watch()
            assert dived.board.state["phase"] == "diving"
    assert "a pilot steers" in answers[0].wait(1.0)["error"]
    assert "coming up (mode SURFACE)" in answers[1].wait(1.0)["text"]
    assert outcome.commanded == ("SURFACE",)


def test_recalled_before_it_is_armed_there_is_no_dive() -> None:
    person, call = Person("orca"), Call("recall", {})
    with SimulatedSub(FAST) as drone, dive(drone, person) as dived:
        person.on_view = lambda view: dived.board.put(call)
        outcome, _ = dived.dive.watch()
    assert not outcome.surfaced and not outcome.has_dived
    assert "not to dive" in call.wait(1.0)["text"]


def test_a_person_may_stop_watching() -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone:
        script = Script(drone, (7.0, DOWN), (60.0, STILL))

        def view(seen: FlightView) -> Wish | None:
            script.on_view(seen)
            return Wish.LEAVE if seen.state.alt_home_m < -4.0 else None

        person.on_view = view
        with dive(drone, person) as dived:
            outcome, _ = dived.dive.watch()
    assert outcome.has_left
    assert "nobody looks at depth and tether" in person.texts("ended")[0]


def test_disarmed_below_the_surface_is_an_alarm() -> None:
    person = Person("orca")
    with SimulatedSub(FAST, FS_PILOT_INPUT=1.0) as drone:
        script = Script(drone, (7.0, DOWN), (60.0, STILL))

        def view(seen: FlightView) -> Wish | None:
            if seen.state.alt_home_m < -4.0 and seen.state.armed:
                drone.pilot.arm(0)
            return script.on_view(seen)

        person.on_view = view
        with dive(drone, person) as dived:
            outcome, _ = dived.dive.watch()
    assert any("DISARMED" in text and "buoyancy" in text for text in person.texts("notice"))
    assert outcome.surfaced  # it rose in the end


def test_a_cut_link_is_told_with_what_the_vehicle_does() -> None:
    person = Person("orca")
    with SimulatedSub(10.0, FS_GCS_ENABLE=4.0, FS_GCS_TIMEOUT=5.0) as drone:
        script = Script(drone, (7.0, DOWN), (60.0, STILL))
        radio = Radio(drone.autopilot.port)
        with radio, dive(drone, person, link=radio.link) as dived:

            def view(seen: FlightView) -> Wish | None:
                if seen.state.alt_home_m < -4.0 and seen.state.link is LinkState.OK:
                    radio.is_silent = True
                if seen.silent_s > 30.0:
                    return Wish.LEAVE
                return script.on_view(seen)

            person.on_view = view
            outcome, _ = dived.dive.watch()
    assert outcome.link_losses == 1
    lost = person.texts("link_lost")[0]
    assert "m deep at" in lost and "±" in lost
    assert "brings it up" in lost
    ghosts = [s for s in dived.telemetry if s.link is LinkState.LOST and s.ellipse]
    grown = [s.ellipse.semi_major_m for s in ghosts if s.ellipse]
    assert grown == sorted(grown) and grown[-1] > 1.5 * grown[0]


def test_a_depth_that_does_not_come_is_told() -> None:
    person = Person("orca")
    with SimulatedSub(10.0) as drone:
        script = Script(drone, (7.0, DOWN), (60.0, STILL))
        radio = Radio(drone.autopilot.port)
        with radio, dive(drone, person, link=radio.link) as dived:

            def view(seen: FlightView) -> Wish | None:
                if seen.state.alt_home_m < -4.0:
                    radio.meddler = lambda is_up, message: (
                        [] if message.get_type() == "GLOBAL_POSITION_INT" else None
                    )
                return Wish.LEAVE if person.texts("gate") else script.on_view(seen)

            person.on_view = view
            outcome, _ = dived.dive.watch()
    assert "NO DEPTH heard" in person.texts("gate")[0]
    assert outcome.link_losses == 0


def test_a_log_over_the_bed_is_believed_as_long_as_the_autopilot_does() -> None:
    person = Person("orca")
    with SimulatedSub(FAST, current=(0.0, 0.4), spec=SubSpec(positioning="dvl")) as drone:
        person.on_view = Script(drone, (6.0, DOWN), (60.0, STILL)).on_view
        with dive(drone, person, make_dive(orca(positioning="dvl"))) as dived:
            dived.dive.watch()
        under = [s for s in dived.telemetry if s.alt_home_m < -2.0]
        errors = [off(drone, state) for state in under]
    assert max(metres for metres, _ in errors) < 3.0
    assert max(s.ellipse.semi_major_m for s in under if s.ellipse) < 12.0


def test_a_log_that_the_vehicle_does_not_have_is_not_believed() -> None:
    person = Person("orca")
    with SimulatedSub(FAST, current=(0.0, 0.4)) as drone:
        person.on_view = Script(drone, (6.0, DOWN), (60.0, STILL)).on_view
        with dive(drone, person, make_dive(orca(positioning="dvl"))) as dived:
            dived.dive.watch()
        under = [s for s in dived.telemetry if s.alt_home_m < -2.0]
    assert max(s.ellipse.semi_major_m for s in under if s.ellipse) > 20.0


def test_a_measured_current_is_reckoned_with() -> None:
    person = Person("orca")
    order = make_dive(current=Wind(0.4, 270.0))
    with SimulatedSub(FAST, current=(0.4, 0.0)) as drone:
        person.on_view = Script(drone, (6.0, DOWN), (60.0, STILL)).on_view
        with dive(drone, person, order) as dived:
            dived.dive.watch()
        under = [s for s in dived.telemetry if s.alt_home_m < -2.0]
        errors = [off(drone, state)[0] for state in under]
        truth = max(abs(state.east_m) for state in drone.truth)
    assert truth > 20.0
    assert max(errors) < 6.0


def test_a_live_dive_needs_the_harbour_masters_permission() -> None:
    person, order = Person("orca"), make_dive()
    live = replace(order, plan=replace(order.plan, realm=Realm.LIVE))
    with (
        SimulatedSub(FAST) as drone,
        dive(drone, person, live) as dived,
        pytest.raises(LinkRefused, match=r"harbour permission: none .* orca:1"),
    ):
        dived.dive.watch()
    assert not person.texts("dived")
