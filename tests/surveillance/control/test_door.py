"""The door of a running patrol: who may come in, what is answered, what is left behind."""

import contextlib
import json
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from surveillance.control.calls import Switchboard
from surveillance.control.client import Flying, choose, flying
from surveillance.control.door import LONGEST_LINE, Door
from surveillance.control.places import LOOPBACK, door_file
from surveillance.errors import LinkRefused, MizugiwaError


@pytest.fixture
def board() -> Switchboard:
    made = Switchboard()
    made.show(vehicle="heron-1", sortie=2)
    return made


@pytest.fixture
def door(tmp_path: Path, board: Switchboard) -> Iterator[Flying]:
    with Door(tmp_path, "heron-1", board):
        [one] = flying(tmp_path)
        yield one


def raw(port: int, line: bytes) -> dict[str, Any]:
    with socket.create_connection((LOOPBACK, port), 5.0) as opened:
        opened.sendall(line)
        answer: dict[str, Any] = json.loads(opened.makefile("rb").readline())
    return answer


def answering(board: Switchboard, **answer: Any) -> threading.Thread:
    """The patrol's thread: answers one call."""

    def work() -> None:
        while not (calls := list(board.waiting())):
            pass
        calls[0].answer(asked=calls[0].ask, **answer)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_status_is_what_the_patrol_last_showed(door: Flying, board: Switchboard) -> None:
    assert door.ask("status") == {"phase": "preparing", "vehicle": "heron-1", "sortie": 2}
    board.show(phase="flying", waypoint=3)
    assert door.ask("status")["waypoint"] == 3


def test_an_order_is_answered_by_the_patrol_itself(door: Flying, board: Switchboard) -> None:
    board.watched()
    worker = answering(board, text="done")
    assert door.ask("recall", by="sato") == {"asked": "recall", "text": "done"}
    worker.join(5.0)


def test_a_refusal_is_an_error_with_the_vehicle_named(door: Flying, board: Switchboard) -> None:
    board.watched()
    answering(board, error="the link is lost")
    with pytest.raises(LinkRefused, match="heron-1: the link is lost"):
        door.ask("recall")


def test_a_recall_before_the_flight_calls_the_launch_off(door: Flying, board: Switchboard) -> None:
    assert not board.is_called_off
    assert "will not take off" in door.ask("recall")["text"]
    assert board.is_called_off
    with pytest.raises(LinkRefused, match="not in the air yet"):
        door.ask("investigate", lon=1.0, lat=2.0)


def test_only_the_owner_can_read_the_secret(tmp_path: Path, door: Flying) -> None:
    file = door_file(tmp_path, "heron-1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "line",
    [
        b"{}\n",
        b"[]\n",
        b"\xff\xfe\n",
        b'{"secret": 1}\n',
        b"[" * 9000 + b"\n",
        b"x" * (LONGEST_LINE + 10) + b"\n",
        b'{"secret": "guessed", "ask": "recall"}\n',
        b'{"secret": "\\ud800", "ask": "recall"}\n',
    ],
)
def test_strangers_command_nothing(door: Flying, board: Switchboard, line: bytes) -> None:
    with contextlib.suppress(ConnectionError):  # hung up on: that is an answer, too
        assert raw(door.port, line)["error"] in ("not understood", "not allowed")
    assert not board.is_called_off
    assert door.ask("status")["vehicle"] == "heron-1"


def test_a_caller_that_says_nothing_blocks_nobody(door: Flying) -> None:
    with socket.create_connection((LOOPBACK, door.port)):
        assert door.ask("status")["sortie"] == 2


def test_one_vehicle_has_one_patrol(tmp_path: Path, door: Flying) -> None:
    with (
        pytest.raises(LinkRefused, match="another patrol of heron-1 runs"),
        Door(tmp_path, "heron-1", Switchboard()),
    ):
        pass
    assert flying(tmp_path) == [door]
    with Door(tmp_path, "heron-2", Switchboard()):
        assert [one.vehicle for one in flying(tmp_path)] == ["heron-1", "heron-2"]


def test_after_the_patrol_nothing_is_left_and_waiting_calls_are_told(tmp_path: Path) -> None:
    board = Switchboard()
    with Door(tmp_path, "heron-1", board):
        board.watched()
        [one] = flying(tmp_path)
        errors: list[str] = []

        def ask() -> None:
            try:
                one.ask("recall")
            except MizugiwaError as exc:
                errors.append(str(exc))

        caller = threading.Thread(target=ask)
        caller.start()
        while board._calls.empty():
            pass
    caller.join(5.0)
    assert len(errors) == 1 and "ended before it could answer" in errors[0]
    assert flying(tmp_path) == []
    with pytest.raises(MizugiwaError, match="does not answer"):
        one.ask("status")


def test_what_a_killed_program_left_is_cleared_away(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    left = door_file(tmp_path, "heron-1")
    left.parent.mkdir()
    left.write_text(json.dumps({"vehicle": "heron-1", "port": port, "secret": "x", "pid": 1}))
    half = door_file(tmp_path, "heron-2")
    half.write_text('{"vehicle": "her')
    assert flying(tmp_path) == []
    assert not left.exists()


def test_the_vehicle_must_be_named_among_several() -> None:
    one, two = Flying("heron-1", 1, "a"), Flying("heron-2", 2, "b")
    assert choose([one], None) is one
    assert choose([one, two], "heron-2") is two
    with pytest.raises(MizugiwaError, match="name the vehicle with --vehicle: heron-1, heron-2"):
        choose([one, two], None)
    with pytest.raises(MizugiwaError, match=r"no patrol of 'swift' .* heron-1"):
        choose([one], "swift")
    with pytest.raises(MizugiwaError, match="no patrol runs"):
        choose([], None)
