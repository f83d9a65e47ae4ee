"""Commands whose success is what the vehicle then is, not what it answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.connection import Connection, Mailbox, Message
from surveillance.links.modes import enum_name
from surveillance.links.patience import Deadline

ANSWER_S = 1.5  # the standard's patience for one request
ANSWER_FLOOR_S = 0.5
TRIES = 5
ACCEPTED_TRIES = 2
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class At:
    """Where a command is about: degrees, and metres above home, or above the sea."""

    place: LonLat
    height_m: float
    is_above_sea: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A command: its number, its parameters, what to call it in a message.

    With a place it is a COMMAND_INT of four parameters, whose floats would lose half a metre
    otherwise; without one a COMMAND_LONG of seven.
    """

    command: int
    params: tuple[float, ...]
    name: str
    at: At | None = None

    @property
    def seven(self) -> tuple[float, ...]:
        """All seven parameters."""
        return (*self.params, *(0.0,) * (7 - len(self.params)))


def achieve(
    connection: Connection, order: Order, is_done: Callable[[], bool], seconds: float
) -> None:
    """Command and wait until the vehicle's own state shows it, at most `seconds` of the clock.

    The command goes out again when nothing comes back, and once more when an acceptance is not
    followed by the state: that may have been the late echo of an earlier answer.
    Raises LinkRefused with the vehicle's result, LinkError when neither answer nor state comes.
    """
    accepted = 0
    with connection.listen("COMMAND_ACK") as box:
        for confirmation in range(TRIES):
            _send(connection, order, confirmation)
            result = _result(connection, box, order.command, is_done)
            if result not in (None, mavlink.MAV_RESULT_ACCEPTED) and not is_done():
                raise LinkRefused(f"the vehicle answers '{order.name}' with: {_name(result)}")
            if result is not None:
                accepted += 1
                await_state(connection, is_done, seconds)
            if is_done():
                return
            if accepted == ACCEPTED_TRIES:
                break
    if not accepted:
        raise LinkError(f"the vehicle does not answer '{order.name}' on {connection.link}")
    raise LinkError(
        f"the vehicle accepted '{order.name}' but its state does not show it after {seconds:g} s"
    )


def accept(connection: Connection, order: Order, tries: int = TRIES) -> None:
    """Command what shows in no state of the vehicle, such as a camera's angle; its word is taken.

    Raises LinkRefused with the vehicle's result, LinkError when no answer comes.
    """
    with connection.listen("COMMAND_ACK") as box:
        for confirmation in range(tries):
            _send(connection, order, confirmation)
            result = _result(connection, box, order.command, lambda: False)
            if result == mavlink.MAV_RESULT_ACCEPTED:
                return
            if result is not None:
                raise LinkRefused(f"the vehicle answers '{order.name}' with: {_name(result)}")
    raise LinkError(f"the vehicle does not answer '{order.name}' on {connection.link}")


def insist(
    connection: Connection, message: Message, name: str, is_done: Callable[[], bool]
) -> None:
    """Send what is never answered, again and again, until the vehicle's state shows it.

    Raises LinkError when it does not.
    """
    for _ in range(TRIES):
        connection.send(message)
        if await_state(connection, is_done, ANSWER_S):
            return
    raise LinkError(f"the vehicle does not follow '{name}' on {connection.link}")


def await_state(connection: Connection, is_done: Callable[[], bool], seconds: float) -> bool:
    """Wait for a state, at most `seconds` of the clock (at least 2 s of wall time)."""
    deadline = Deadline(connection.clock, seconds, 2.0)
    while not is_done():
        if deadline.is_over:
            return False
        connection.pulse()
        time.sleep(_POLL_S)
    return True


def _name(result: int | None) -> str:
    return "nothing" if result is None else enum_name("MAV_RESULT", result, "MAV_RESULT_")


def _send(connection: Connection, order: Order, confirmation: int) -> None:
    if order.at is not None:
        connection.send(_command_int(connection, order, order.at))
        return
    connection.send(
        mavlink.MAVLink_command_long_message(
            connection.system, connection.component, order.command, confirmation, *order.seven
        )
    )


def _command_int(connection: Connection, order: Order, at: At) -> Message:
    above_home = mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
    return mavlink.MAVLink_command_int_message(
        connection.system,
        connection.component,
        mavlink.MAV_FRAME_GLOBAL_INT if at.is_above_sea else above_home,
        order.command,
        0,
        0,
        *order.seven[:4],
        round(at.place.lat * 1e7),
        round(at.place.lon * 1e7),
        at.height_m,
    )


def _result(
    connection: Connection,
    box: Mailbox,
    command: int,
    is_done: Callable[[], bool],
) -> int | None:
    """The answer to this command; IN_PROGRESS extends the wait, a reached state ends it."""
    deadline = Deadline(connection.clock, ANSWER_S, ANSWER_FLOOR_S)
    while not deadline.is_over and not is_done():
        answer = box.get(min(deadline.left_s(), 0.1))
        if answer is None or answer.command != command:
            continue
        if answer.result == mavlink.MAV_RESULT_IN_PROGRESS:
            deadline = Deadline(connection.clock, ANSWER_S * TRIES, ANSWER_FLOOR_S)
            continue
        result: int = answer.result
        return result
    return None
