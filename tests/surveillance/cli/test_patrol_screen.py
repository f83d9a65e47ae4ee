"""Ctrl-C does not crash a drone: before the launch it ends the program, in flight it asks."""

import io
import os
import pty
import signal
import sys
import termios
import time
from collections.abc import Iterator

import pytest

from surveillance.cli import patrol_screen
from surveillance.cli.patrol_screen import PipeOperator, Signals, TerminalOperator
from surveillance.model import PatrolEvent, Realm
from surveillance.patrol.operator import Wish
from surveillance.patrol.preflight import Check
from tests.surveillance.bench import EPOCH


class Keyboard:
    """Lines that a person types, one per look; None: nothing yet."""

    def __init__(self, *lines: str | None) -> None:
        self._lines = iter(lines)

    def __call__(self, wait_s: float) -> str | None:
        return next(self._lines, None)


@pytest.fixture
def signals() -> Iterator[Signals]:
    caught = Signals()
    with caught.caught():
        yield caught


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_before_the_launch_ctrl_c_ends_the_program(signals: Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt()


@pytest.mark.parametrize(
    ("line", "wish"), [("u", Wish.LAND), ("l", None), ("r", None), ("keep", Wish.LEAVE)]
)
def test_in_a_dive_it_offers_what_a_sub_can(
    signals: Signals, monkeypatch: pytest.MonkeyPatch, line: str, wish: Wish | None
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard(line))
    operator = TerminalOperator(signals, is_confirmed=True, is_dive=True)
    operator.launching()
    interrupt()
    assert operator.wish() is wish


@pytest.mark.parametrize(
    ("line", "wish"),
    [("l", Wish.LAND), ("Return", Wish.RETURN), ("keep", Wish.LEAVE), ("", None), ("x", None)],
)
def test_in_flight_it_asks(
    signals: Signals, monkeypatch: pytest.MonkeyPatch, line: str, wish: Wish | None
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard(None, line))
    operator = TerminalOperator(signals, is_confirmed=True)
    operator.launching()
    assert operator.wish() is None
    interrupt()
    assert operator.wish() is None  # asked, no answer yet
    assert operator.wish() is wish
    assert operator.wish() is None  # asked once only


@pytest.mark.parametrize(("line", "wish"), [("d", Wish.DITCH), ("", None), ("r", Wish.RETURN)])
def test_when_it_cannot_come_home_it_asks_without_a_ctrl_c(
    signals: Signals,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    wish: Wish | None,
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard(None, line, "d"))
    operator = TerminalOperator(signals, is_confirmed=True)
    operator.launching()
    operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "ditch", "home is out of reach"))
    assert operator.wish() is None
    assert "ditch it there" in " ".join(capsys.readouterr().err.split())
    assert operator.wish() is wish
    assert operator.wish() is None  # it has been answered


def test_a_second_ctrl_c_leaves_the_drone_to_itself(
    signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard())
    operator = TerminalOperator(signals, is_confirmed=True)
    operator.launching()
    interrupt()
    assert operator.wish() is None
    interrupt()
    assert operator.wish() is Wish.LEAVE


@pytest.mark.parametrize(
    ("typed", "is_right"), [("heron-1", True), ("heron-2", False), ("", False)]
)
def test_the_launch_wants_the_vehicles_name(
    signals: Signals, monkeypatch: pytest.MonkeyPatch, typed: str, is_right: bool
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard(None, None, typed))
    pulses: list[bool] = []
    operator = TerminalOperator(signals, is_confirmed=False)
    answer = operator.confirm("Launch?", "heron-1", lambda: pulses.append(True))
    assert answer is is_right
    assert len(pulses) == 2  # our heartbeat goes on while the person thinks


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_behind_a_pipe_a_signal_leaves_the_drone_to_itself(
    signals: Signals, number: signal.Signals
) -> None:
    operator = PipeOperator(signals, is_confirmed=True)
    operator.launching()
    assert operator.wish() is None
    os.kill(os.getpid(), number)
    assert operator.wish() is Wish.LEAVE


class Gone(io.StringIO):
    """A screen whose other end has been closed."""

    def __init__(self, fault: OSError) -> None:
        super().__init__()
        self._fault = fault

    def write(self, _text: str) -> int:
        raise self._fault


@pytest.mark.parametrize("fault", [BrokenPipeError(32, "Broken pipe"), OSError(5, "I/O error")])
@pytest.mark.parametrize("kind", [PipeOperator, TerminalOperator])
def test_a_screen_that_goes_away_in_flight_does_not_end_the_watch(
    signals: Signals,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[PipeOperator] | type[TerminalOperator],
    fault: OSError,
) -> None:
    monkeypatch.setattr(sys, "stderr", Gone(fault))
    operator = kind(signals, is_confirmed=True)
    operator.launching()
    os.kill(os.getpid(), signal.SIGHUP)
    operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "waypoint", "1 of 3"))
    operator.show_checks([Check("battery", True, "98 %")])
    assert operator.wish() is None
    operator.close()


def test_a_hang_up_before_the_launch_ends_the_program(signals: Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGHUP)


def test_a_launch_can_be_called_off_until_the_motors_start(signals: Signals) -> None:
    for operator in (PipeOperator(signals, True), TerminalOperator(signals, True)):
        operator.launching()
        assert not operator.has_called_off()
    interrupt()
    assert PipeOperator(signals, True).has_called_off()
    assert TerminalOperator(signals, True).has_called_off()


def test_what_was_typed_before_the_question_is_no_answer(
    signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = pty.openpty()
    with open(far, closefd=True) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        os.write(near, b"heron-1\n")
        operator = TerminalOperator(signals, is_confirmed=False)
        typed = iter([b"no\n"])

        def type_now() -> None:
            for line in typed:
                os.write(near, line)

        assert not operator.confirm("Launch?", "heron-1", type_now)
        assert list(typed) == []
    os.close(near)


def test_behind_a_pipe_there_are_sentences_and_nothing_for_programs(
    signals: Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    operator = PipeOperator(signals, is_confirmed=False)
    operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "armed", "armed"))
    checks = [Check("battery", False, "12 %"), Check("permit", None, "not asked")]
    operator.show_checks([*checks, Check("fence", True, "F-1")])
    operator.show_checks([*checks, Check("fence", True, "F-1")])  # the same is not said again
    assert not operator.confirm("Launch?", "heron-1", lambda: None)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{EPOCH:%H:%M:%S} armed",
        "1 of 3 checks are good",
        "not ready: battery: 12 %",
    ]


def test_what_was_not_asked_for_is_no_green_tick(
    signals: Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    operator = TerminalOperator(signals, is_confirmed=False)
    operator.show_checks([Check("battery", True, "98 %"), Check("permit", None, "not asked")])
    operator.close()
    lines = capsys.readouterr().err.splitlines()
    assert any("✓ battery" in " ".join(line.split()) for line in lines)
    assert any("– permit" in " ".join(line.split()) for line in lines)


@pytest.mark.parametrize(("key", "wish"), [(b"c", Wish.CLEAR), (b"s", Wish.STAY), (b"x", None)])
def test_one_key_clears_the_area(
    signals: Signals, monkeypatch: pytest.MonkeyPatch, key: bytes, wish: Wish | None
) -> None:
    near, far = pty.openpty()
    with os.fdopen(far) as terminal, os.fdopen(near, "wb", buffering=0) as keyboard:
        monkeypatch.setattr(sys, "stdin", terminal)
        lines = termios.tcgetattr(terminal)
        operator = TerminalOperator(signals, is_confirmed=True)
        operator.launching()
        assert operator.wish() is None
        operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "aircraft", "one comes"))
        assert operator.wish() is None
        keyboard.write(key)  # no Enter
        time.sleep(0.1)
        assert operator.wish() is wish
        assert termios.tcgetattr(terminal) == lines
        assert operator.wish() is None


def test_when_it_gives_way_nothing_is_asked_any_more(
    signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol_screen, "_typed", Keyboard(None, "l"))
    operator = TerminalOperator(signals, is_confirmed=True)
    operator.launching()
    operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "aircraft", "one comes"))
    assert operator.wish() is None
    operator.say(PatrolEvent(EPOCH, Realm.SIMULATED, "heron-1", "clearing", "gives way"))
    assert operator.wish() is None  # what is typed then is no answer
    interrupt()
    assert operator.wish() is Wish.LAND
