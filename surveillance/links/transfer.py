"""Lists up to the vehicle and down again, over a link that loses, doubles and reorders.

ArduPilot's upload is not atomic: a broken one leaves a mixture of the old list and the new one.
PX4 answers a broken one with a text alone. So no answer counts as success here; only a list read
back and found equal does.
"""

from collections.abc import Sequence

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkError, LinkRefused
from surveillance.links.compare import differences, told
from surveillance.links.connection import Connection, Mailbox, Message
from surveillance.links.items import ListKind, WireItem, from_message
from surveillance.links.modes import enum_name
from surveillance.links.patience import Deadline

ATTEMPTS = 3
REQUEST_S, REQUEST_FLOOR_S = 1.5, 0.4  # the standard's patience for one request
ITEM_S, ITEM_FLOOR_S = 1.0, 0.25
SILENCE_S, SILENCE_FLOOR_S = 5.0, 1.0  # the vehicle asks again every second while it waits
VEHICLE_TIMEOUT_S, VEHICLE_TIMEOUT_FLOOR_S = 9.0, 0.5  # after 8 s it forgets a broken transfer
REQUEST_TRIES = 8
ITEM_TRIES = 15

_ACCEPTED = mavlink.MAV_MISSION_ACCEPTED
# a doubled item in mid-transfer is answered by INVALID_SEQUENCE, one that comes after its transfer
# by ERROR: neither speaks of what goes on now
_ECHOES = (mavlink.MAV_MISSION_INVALID_SEQUENCE, mavlink.MAV_MISSION_ERROR)


class TransferFailed(LinkError):
    """One attempt to move a list failed; the message has the vehicle's own reason."""


class TransferBusy(TransferFailed):
    """The vehicle is in another transfer: of another ground station, or a broken one of ours."""


def store(
    connection: Connection, kind: ListKind, items: Sequence[WireItem], has_home: bool = True
) -> None:
    """Upload, read back, compare; twice more on any difference, then refuse.

    has_home: item 0 of a mission is home, which is the vehicle's own business.

    Raises LinkRefused when the vehicle does not hold the list afterwards.
    """
    reasons: list[str] = []
    for _ in range(ATTEMPTS):
        try:
            remark = upload(connection, kind, items)
            found = differences(kind, items, download(connection, kind), has_home)
            if not found:
                return
            reasons.append(f"{remark}read back differs: {told(found)}")
        except TransferFailed as exc:
            reasons.append(str(exc))
            if isinstance(exc, TransferBusy):
                _outwait(connection)
    # the same reason three times is said once
    why = " | ".join(dict.fromkeys(reasons))
    raise LinkRefused(
        f"the {kind.name.lower()} in the vehicle is not the planned one after {ATTEMPTS}"
        f" uploads: {why}: do not fly; check the link and close other ground stations"
    )


def verify(
    connection: Connection, kind: ListKind, items: Sequence[WireItem], has_home: bool = True
) -> tuple[str, ...]:
    """What differs between our list and the vehicle's, without writing anything."""
    for _ in range(ATTEMPTS):
        try:
            return differences(kind, items, download(connection, kind), has_home)
        except TransferBusy:
            _outwait(connection)
    raise LinkError(f"the {kind.name.lower()} cannot be read back: the vehicle stays busy")


def upload(connection: Connection, kind: ListKind, items: Sequence[WireItem]) -> str:
    """Send a list once. Returns when the vehicle accepts, or answers oddly or not at all after
    it asked for the last item: what it really has, only a download can tell. The text returned
    is such an odd answer, empty for a plain success. Raises TransferFailed."""
    with connection.listen("MISSION_REQUEST", "MISSION_REQUEST_INT", "MISSION_ACK") as box:
        first = _offer(connection, box, kind, len(items))
        return _serve(connection, box, kind, items, first) if items else ""


def download(connection: Connection, kind: ListKind) -> tuple[WireItem, ...]:
    """The list in the vehicle. Raises TransferFailed."""
    with connection.listen("MISSION_COUNT", "MISSION_ITEM_INT", "MISSION_ACK") as box:
        count = _ask_count(connection, box, kind)
        items = tuple(_ask_item(connection, box, kind, seq) for seq in range(count))
        connection.send(
            mavlink.MAVLink_mission_ack_message(
                connection.system, connection.component, _ACCEPTED, kind
            )
        )
    return items


def _offer(connection: Connection, box: Mailbox, kind: ListKind, count: int) -> Message:
    """Announce the list until the vehicle asks for an item or, for an empty one, accepts."""
    for _ in range(REQUEST_TRIES):
        box.drain()
        connection.send(
            mavlink.MAVLink_mission_count_message(
                connection.system, connection.component, count, kind
            )
        )
        deadline = Deadline(connection.clock, REQUEST_S, REQUEST_FLOOR_S)
        while (answer := _next(box, kind, deadline)) is not None:
            if answer.get_type() != "MISSION_ACK":
                return answer
            _check(answer, kind)
            if answer.type == _ACCEPTED and count == 0:
                return answer
    raise TransferFailed(f"{kind.name.lower()}: the vehicle does not answer the upload")


def _serve(
    connection: Connection,
    box: Mailbox,
    kind: ListKind,
    items: Sequence[WireItem],
    first: Message,
) -> str:
    """Answer the vehicle's requests until it accepts, refuses or falls silent."""
    message: Message | None = first
    highest, last, remark = -1, len(items) - 1, ""
    # a vehicle that asks for ever must not hold us for ever
    overall = Deadline(connection.clock, 30.0 + 3.0 * len(items), 8.0 + 0.5 * len(items))
    while message is not None and not overall.is_over:
        if message.get_type() == "MISSION_ACK":
            # an ACCEPTED before the last item is a late echo of an earlier transfer
            if highest == last and message.type == _ACCEPTED:
                return ""
            if message.type == mavlink.MAV_MISSION_ERROR:
                remark = "the vehicle answers error; "
                # a doubled last item gets this after a lost ACCEPTED; a bad fence gets it, too
                if highest == last:
                    return remark
            _check(message, kind)
        elif 0 <= message.seq <= last:
            highest = max(highest, message.seq)
            connection.send(
                items[message.seq].message(connection.system, connection.component, kind)
            )
        message = _next(box, kind, Deadline(connection.clock, SILENCE_S, SILENCE_FLOOR_S))
    if highest < last:
        raise TransferFailed(
            f"{kind.name.lower()}: {remark}the upload broke off after {highest + 1} of"
            f" {last + 1} items"
        )
    return "the vehicle did not confirm; "


def _ask_count(connection: Connection, box: Mailbox, kind: ListKind) -> int:
    for _ in range(REQUEST_TRIES):
        box.drain()
        connection.send(
            mavlink.MAVLink_mission_request_list_message(
                connection.system, connection.component, kind
            )
        )
        deadline = Deadline(connection.clock, REQUEST_S, REQUEST_FLOOR_S)
        while (answer := _next(box, kind, deadline)) is not None:
            if answer.get_type() == "MISSION_COUNT":
                count: int = answer.count
                return count
            if answer.get_type() == "MISSION_ACK":
                _check(answer, kind)
    raise TransferFailed(f"{kind.name.lower()}: the vehicle does not answer the read-back")


def _ask_item(connection: Connection, box: Mailbox, kind: ListKind, seq: int) -> WireItem:
    for _ in range(ITEM_TRIES):
        connection.send(
            mavlink.MAVLink_mission_request_int_message(
                connection.system, connection.component, seq, kind
            )
        )
        deadline = Deadline(connection.clock, ITEM_S, ITEM_FLOOR_S)
        while (answer := _next(box, kind, deadline)) is not None:
            if answer.get_type() == "MISSION_ITEM_INT" and answer.seq == seq:
                return from_message(answer)
    raise TransferFailed(f"{kind.name.lower()}: item {seq} cannot be read back")


def _next(box: Mailbox, kind: ListKind, deadline: Deadline) -> Message | None:
    """The next message about this list, None when the deadline passes first."""
    while not deadline.is_over:
        message = box.get(deadline.left_s())
        if message is not None and message.mission_type == kind:
            return message
    return None


def _check(ack: Message, kind: ListKind) -> None:
    """Raises TransferFailed for an ACK that ends the transfer badly."""
    if ack.type == _ACCEPTED or ack.type in _ECHOES:
        return
    reason = enum_name("MAV_MISSION_RESULT", ack.type, "MAV_MISSION_")
    if ack.type == mavlink.MAV_MISSION_DENIED:
        raise TransferBusy(
            f"{kind.name.lower()}: denied, the vehicle is in another transfer"
            " (another ground station?)"
        )
    raise TransferFailed(f"{kind.name.lower()}: the vehicle answers {reason}")


def _outwait(connection: Connection) -> None:
    """Wait until the vehicle has forgotten a broken transfer."""
    deadline = Deadline(connection.clock, VEHICLE_TIMEOUT_S, VEHICLE_TIMEOUT_FLOOR_S)
    with connection.listen() as box:
        while not deadline.is_over:
            box.get(deadline.left_s())
