"""Parameters of the vehicle: read several at once, write one and see that it took it."""

import math
from collections.abc import Mapping, Sequence

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection, Message
from surveillance.links.patience import Deadline

ROUNDS = 8
ROUND_S, ROUND_FLOOR_S = 1.0, 0.3
TOLERANCE = 1e-4


def read_params(connection: Connection, names: Sequence[str]) -> dict[str, float]:
    """Values by name. A name that is missing in the answer: the vehicle does not know it, or
    the link lost every one of several requests; both must count as "not as wanted"."""
    found: dict[str, float] = {}
    with connection.listen("PARAM_VALUE") as box:
        for _ in range(ROUNDS):
            missing = [name for name in names if name not in found]
            if not missing:
                break
            for name in missing:
                connection.send(_read_message(connection, name))
            deadline = Deadline(connection.clock, ROUND_S, ROUND_FLOOR_S)
            while not deadline.is_over and any(name not in found for name in names):
                message = box.get(deadline.left_s())
                if message is not None and _name(message) in missing:
                    found[_name(message)] = float(message.param_value)
    return found


def write_params(connection: Connection, wanted: Mapping[str, float]) -> None:
    """Write values one after the other, in this order, each read back.

    Raises LinkRefused naming the first that the vehicle does not hold afterwards.
    """
    for name, value in wanted.items():
        held: float | None = None
        for _ in range(ROUNDS):
            connection.send(_write_message(connection, name, value))
            held = read_params(connection, [name]).get(name)
            if held is not None and math.isclose(held, value, rel_tol=1e-6, abs_tol=TOLERANCE):
                break
        else:
            shown = "no answer" if held is None else f"{held:g}"
            raise LinkRefused(
                f"parameter {name}: {value:g} was written, {shown} was read back:"
                " set it in the vehicle, then start again"
            )


def _name(message: Message) -> str:
    return str(message.param_id).rstrip("\0")


def _read_message(connection: Connection, name: str) -> Message:
    return mavlink.MAVLink_param_request_read_message(
        connection.system, connection.component, name.encode(), -1
    )


def _write_message(connection: Connection, name: str, value: float) -> Message:
    return mavlink.MAVLink_param_set_message(
        connection.system,
        connection.component,
        name.encode(),
        value,
        mavlink.MAV_PARAM_TYPE_REAL32,
    )
