"""Parameters of the vehicle: read several at once, write one and see that it took it.

The field on the wire is a float. ArduPilot puts every value there as a number; PX4 puts the four
bytes of an integer there (px4.txt: GF_ACTION=2.8e-45 is 2).
"""

import math
import struct
from collections.abc import Mapping, Sequence

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection, Message
from surveillance.links.patience import Deadline

ROUNDS = 8
ROUND_S, ROUND_FLOOR_S = 1.0, 0.3
TOLERANCE = 1e-4
_INTEGERS = {
    mavlink.MAV_PARAM_TYPE_UINT8: "<B",
    mavlink.MAV_PARAM_TYPE_INT8: "<b",
    mavlink.MAV_PARAM_TYPE_UINT16: "<H",
    mavlink.MAV_PARAM_TYPE_INT16: "<h",
    mavlink.MAV_PARAM_TYPE_UINT32: "<I",
    mavlink.MAV_PARAM_TYPE_INT32: "<i",
}


def read_params(
    connection: Connection, names: Sequence[str], has_bytes: bool = False
) -> dict[str, float]:
    """Values by name. A name that is missing in the answer: the vehicle does not know it, or
    the link lost every one of several requests; both must count as "not as wanted".

    has_bytes: the vehicle sends the bytes of its integers.
    """
    read = _read(connection, names)
    return {name: _number(message, has_bytes) for name, message in read.items()}


def write_params(
    connection: Connection, wanted: Mapping[str, float], has_bytes: bool = False
) -> None:
    """Write values one after the other, in this order, each read back.

    Raises LinkRefused naming the first that the vehicle does not hold afterwards.
    """
    for name, value in wanted.items():
        kind = _kind(connection, name) if has_bytes else mavlink.MAV_PARAM_TYPE_REAL32
        if kind in _INTEGERS and not float(value).is_integer():
            raise LinkRefused(f"parameter {name} holds whole numbers, not {value:g}")
        held: float | None = None
        for _ in range(ROUNDS):
            connection.send(_write_message(connection, name, value, kind))
            held = read_params(connection, [name], has_bytes).get(name)
            if held is not None and math.isclose(held, value, rel_tol=1e-6, abs_tol=TOLERANCE):
                break
        else:
            shown = "no answer" if held is None else f"{held:g}"
            raise LinkRefused(
                f"parameter {name}: {value:g} was written, {shown} was read back:"
                " set it in the vehicle, then start again"
            )


def _read(connection: Connection, names: Sequence[str]) -> dict[str, Message]:
    """The answers by name."""
    found: dict[str, Message] = {}
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
                    found[_name(message)] = message
    return found


def _kind(connection: Connection, name: str) -> int:
    """The type of a parameter, without which its bytes cannot be written."""
    message = _read(connection, [name]).get(name)
    if message is None:
        raise LinkRefused(f"the vehicle knows no parameter {name}: its firmware is not one we fly")
    kind: int = message.param_type
    return kind


def _number(message: Message, has_bytes: bool) -> float:
    layout = _INTEGERS.get(message.param_type) if has_bytes else None
    if layout is None:
        return float(message.param_value)
    value: int = struct.unpack_from(layout, struct.pack("<f", message.param_value))[0]
    return float(value)


def _on_the_wire(value: float, kind: int) -> float:
    """What goes into the float field for a value of this type."""
    layout = _INTEGERS.get(kind)
    if layout is None:
        return value
    data = struct.pack(layout, round(value)).ljust(4, b"\0")
    return float(struct.unpack("<f", data)[0])


def _name(message: Message) -> str:
    return str(message.param_id).rstrip("\0")


def _read_message(connection: Connection, name: str) -> Message:
    return mavlink.MAVLink_param_request_read_message(
        connection.system, connection.component, name.encode(), -1
    )


def _write_message(connection: Connection, name: str, value: float, kind: int) -> Message:
    return mavlink.MAVLink_param_set_message(
        connection.system,
        connection.component,
        name.encode(),
        _on_the_wire(value, kind),
        kind,
    )
