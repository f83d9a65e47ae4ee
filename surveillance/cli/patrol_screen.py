"""Who sits at the patrol: a person at a terminal, or nobody behind a pipe.

A terminal or pipe can go away in flight; that must not end the watch over the drone.
"""

import contextlib
import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from surveillance.model import LinkState, PatrolEvent
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.preflight import Check, red

_BAD = frozenset({"link_lost", "refused", "ditch", "aircraft", "clearing"})
_GOOD = frozenset({"landed", "circling", "link_back", "uploaded", "armed"})
_QUESTION = (
    "[bold]l[/]and here, [bold]r[/]eturn home, or [bold]k[/]eep flying without this screen?"
    " (Enter: go on watching)"
)
_DIVE_QUESTION = (
    "bring it [bold]u[/]p where it is, or [bold]k[/]eep diving without this screen?"
    " (Enter: go on watching)"
)
_DITCH_QUESTION = "[bold]d[/]itch it there, " + _QUESTION
_CLEAR_QUESTION = (
    "[bold]c[/]lear the area: down out of its way, or [bold]s[/]tay: it is seen and no danger?"
)
_CLEAR_ANSWERS = {"c": Wish.CLEAR, "s": Wish.STAY}
_ANSWERS = {"d": Wish.DITCH, "l": Wish.LAND, "r": Wish.RETURN, "k": Wish.LEAVE}
_DIVE_ANSWERS = {"u": Wish.LAND, "k": Wish.LEAVE}
_POLL_S = 0.1


class Signals:
    """Ctrl-C and SIGTERM: before the launch they end the program, in flight they are wishes.

    A hang-up (the window closed, the remote line broke) in flight is neither: we watch on.
    """

    def __init__(self) -> None:
        self.is_flying = False
        self.interrupts = 0
        self.is_told_to_end = False

    def handle(self, number: int, frame: FrameType | None) -> None:
        """The handler of all three signals."""
        if not self.is_flying:
            raise KeyboardInterrupt
        if number == signal.SIGTERM:
            self.is_told_to_end = True
        elif number == signal.SIGINT:
            self.interrupts += 1

    @property
    def has_called_off(self) -> bool:
        """Did one of the first two come since the launch began?"""
        return self.is_told_to_end or self.interrupts > 0

    @contextmanager
    def caught(self) -> Iterator[None]:
        """The signals come here as long as the context lasts."""
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {s: signal.signal(s, self.handle) for s in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class PipeOperator:
    """Nobody: a line for each event on stderr; a signal in flight leaves the drone to itself."""

    def __init__(self, signals: Signals, is_confirmed: bool) -> None:
        """is_confirmed: --yes and --confirm named this launch."""
        self._signals = signals
        self._is_confirmed = is_confirmed
        self._checks: list[str] = []

    def say(self, event: PatrolEvent) -> None:
        """The time and the sentence."""
        _line(f"{event.at:%H:%M:%S} {event.text}")

    def show_checks(self, checks: Sequence[Check]) -> None:
        """How many are good, and a line for each that is not; again when that changes."""
        bad = [f"not ready: {check.name}: {check.text}" for check in red(checks)]
        good = sum(check.is_good is True for check in checks)
        lines = [f"{good} of {len(checks)} checks are good", *bad]
        if lines != self._checks:
            self._checks = lines
            for line in lines:
                _line(line)

    def show_flight(self, view: FlightView) -> None:
        """The station shows the flight."""

    def confirm(self, question: str, answer: str, pulse: Callable[[], None]) -> bool:
        """As the command line said."""
        return self._is_confirmed

    def launching(self) -> None:
        """Signals are wishes from now on."""
        self._signals.is_flying = True

    def has_called_off(self) -> bool:
        """Any signal."""
        return self._signals.has_called_off

    def wish(self) -> Wish | None:
        """Any signal: the drone flies its approved mission home by itself, nothing is sent."""
        return Wish.LEAVE if self._signals.has_called_off else None

    def close(self) -> None:
        """Nothing to take away."""


class TerminalOperator:
    """A person: checks, the typed confirmation, a live view, and a question on Ctrl-C."""

    def __init__(self, signals: Signals, is_confirmed: bool, is_dive: bool = False) -> None:
        """is_confirmed: --yes and --confirm named this launch. is_dive: a pilot steers."""
        self._question = _DIVE_QUESTION if is_dive else _QUESTION
        self._answers = _DIVE_ANSWERS if is_dive else _ANSWERS
        self._signals = signals
        self._is_confirmed = is_confirmed
        self._console = Console(stderr=True, highlight=False)
        self._live: Live | None = None
        self._asked = 0
        self._is_asking = False
        self._is_urgent = False  # an aircraft comes: one key answers
        self._keys = contextlib.ExitStack()
        self._has_to_ask = False  # somebody must decide now: no Ctrl-C is waited for

    def say(self, event: PatrolEvent) -> None:
        """A line with the time; red when it needs attention."""
        style = "bold red" if event.kind in _BAD else "green" if event.kind in _GOOD else "default"
        style = "yellow" if event.kind == "notice" else style
        if event.kind == "ditch":
            self._question, self._has_to_ask = _DITCH_QUESTION, True
        if event.kind == "aircraft":
            self._is_urgent = self._has_to_ask = True
        if event.kind == "clearing" and self._is_urgent:  # it does, by whomever
            self._answered()
        with _screen_may_be_gone():
            self._console.print(f"{event.at:%H:%M:%S} {escape(event.text)}", style=style)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """The list, green and red."""
        table = Table(show_header=False, box=None, padding=(0, 1))
        for check in checks:
            waiting = "[yellow]…[/]" if check.can_heal else "[red]✗[/]"
            not_red = "[dim]–[/]" if check.is_good is None else "[green]✓[/]"
            mark = waiting if check.is_good is False else not_red
            table.add_row(mark, check.name, escape(check.text))
        self._show(table, transient=False)

    def show_flight(self, view: FlightView) -> None:
        """One line that keeps up with the flight."""
        if not self._is_asking:
            self._show(_flight_line(view), transient=True)

    def _show(self, table: Table, transient: bool) -> None:
        with _screen_may_be_gone():
            if self._live is None:
                self._live = Live(console=self._console, refresh_per_second=4, transient=transient)
                self._live.start()
            self._live.update(table)

    def confirm(self, question: str, answer: str, pulse: Callable[[], None]) -> bool:
        """True when the person types `answer`, or --yes did it for them."""
        self.close()  # the checks stay on the screen
        if not self._is_confirmed:
            _forget_typed()  # what was typed before the question is no answer to it
            self._console.print(f"[bold]{escape(question)}:[/] ", end="")
            while (line := _typed(_POLL_S)) is None:
                pulse()
            self._is_confirmed = line.strip() == answer
        return self._is_confirmed

    def launching(self) -> None:
        """Ctrl-C asks from now on."""
        self._signals.is_flying = True

    def has_called_off(self) -> bool:
        """Any signal."""
        return self._signals.has_called_off

    def wish(self) -> Wish | None:
        """Ctrl-C asks; a second one while it asks keeps the drone flying without us."""
        if self._signals.is_told_to_end:
            return Wish.LEAVE
        if self._signals.interrupts > self._asked:
            if self._is_asking:
                return Wish.LEAVE
            self._asked = self._signals.interrupts
            self._ask()
        elif self._has_to_ask:
            self._ask()
        if not self._is_asking:
            return None
        line = _typed(0.0)
        if line is None:
            return None
        answers = _CLEAR_ANSWERS if self._is_urgent else self._answers
        self._answered()
        return answers.get(line.strip().lower()[:1])

    def _answered(self) -> None:
        self._is_asking = self._is_urgent = self._has_to_ask = False
        self._keys.close()

    def _ask(self) -> None:
        self._is_asking, self._has_to_ask = True, False
        self.close()
        _forget_typed()
        if self._is_urgent:
            self._keys.enter_context(_single_keys())
        with _screen_may_be_gone():
            self._console.print(_CLEAR_QUESTION if self._is_urgent else self._question)

    def close(self) -> None:
        """End the live display; the terminal takes lines again."""
        self._keys.close()
        live, self._live = self._live, None
        if live is not None:
            with _screen_may_be_gone():
                live.stop()


def _flight_line(view: FlightView) -> Table:
    state = view.state
    level = "?" if state.battery_pct is None else f"{state.battery_pct:.0f} %"
    link = "[green]link ok[/]"
    if state.link is not LinkState.OK:
        link = f"[bold red]link {state.link}, silent {view.silent_s:.0f} s[/]"
    place = f"{state.position.lat:.5f} {state.position.lon:.5f}"
    if view.radius_m is not None:
        place = f"should be at {place} ± {view.radius_m:.0f} m"
    minutes, seconds = divmod(round(view.time_left_s), 60)
    leg = f"leg {(state.waypoint or 0) + 1}, waypoint {state.waypoint}/{state.waypoints}"
    table = Table.grid(padding=(0, 2))
    table.add_row(
        f"[bold]{escape(state.vehicle)}[/] {escape(state.mode)}",
        "piloted" if state.waypoints is None else leg,
        f"{minutes}:{seconds:02d} left",
        f"battery {level} (home {view.home_pct:.0f} %)",
        f"{state.alt_home_m:.0f} m, {state.ground_speed_mps:.0f} m/s",
        link,
        place,
    )
    return table


def _line(text: str) -> None:
    with _screen_may_be_gone():
        print(text, file=sys.stderr, flush=True)


@contextmanager
def _screen_may_be_gone() -> Iterator[None]:
    with contextlib.suppress(OSError, SystemExit):  # rich ends the program at a broken pipe
        yield


def _forget_typed() -> None:
    with contextlib.suppress(termios.error, OSError):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _is_in_background(terminal: int) -> bool:
    """Would touching the terminal stop this program (SIGTTOU)?"""
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # not the terminal that this program was started from
        return False


@contextmanager
def _single_keys() -> Iterator[None]:
    """The terminal hands over each key at once, as long as the context lasts."""
    try:
        number = sys.stdin.fileno()
        if _is_in_background(number):
            yield
            return
        before = termios.tcgetattr(number)
        tty.setcbreak(number)
    except (termios.error, OSError):  # no terminal: whole lines will do
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(number, termios.TCSADRAIN, before)


def _typed(wait_s: float) -> str | None:
    """A line that the person typed, None when there is none yet; "" at the end of the input."""
    ready, _, _ = select.select([sys.stdin], [], [], wait_s)
    if not ready:
        return None
    # the terminal hands over whole lines; the buffered reader could keep a second one from select
    try:
        return os.read(sys.stdin.fileno(), 4096).decode(errors="replace").split("\n")[0]
    except OSError:  # the terminal is gone
        return ""
