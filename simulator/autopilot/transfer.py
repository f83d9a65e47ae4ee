"""Up- and download of mission, fence and rally points: ArduPilot's side of the mission protocol.

The vehicle asks for the items one by one, with MISSION_REQUEST, again each second; after 8 seconds
without an item it gives up. Only the sender of the upload may restart it; everyone else is denied
until it ends. An item out of sequence is refused and the upload stays open; an item that is not
accepted ends it.
"""

from typing import Protocol

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.fence import FenceRefused
from simulator.autopilot.items import Item, ItemRefused, from_wire
from simulator.autopilot.link import Message

_ASK_AGAIN_S = 1.0
_GIVE_UP_S = 8.0


class Store(Protocol):
    """What is transferred: the mission, the fence or the rally points."""

    kind: int
    noun: str
    max_items: int
    total_param: str

    @property
    def count(self) -> int:
        """Items that a download gives."""

    @property
    def total(self) -> int:
        """Items as the vehicle's parameter counts them."""

    def item(self, seq: int) -> Item:
        """One item. Raises IndexError."""

    def begin(self, count: int) -> None:
        """An upload of so many items begins."""

    def put(self, seq: int, item: Item) -> None:
        """Take one item. Raises ItemRefused."""

    def finish(self) -> list[tuple[int, str]]:
        """All items are here. Raises FenceRefused."""

    def clear(self) -> bool:
        """Forget all; False when that is not allowed now."""


class _Upload:
    """An open upload: who sends it, and what is asked for next."""

    def __init__(self, sender: tuple[int, int], count: int, now_s: float) -> None:
        self.sender = sender
        self.count = count
        self.next = 0
        self.heard_s = self.asked_s = now_s


class Transfer:
    """The protocol for one store. Times are the board's simulated seconds."""

    def __init__(self, board: Board, store: Store) -> None:
        self._board = board
        self._store = store
        self._upload: _Upload | None = None
        self._total = store.total
        self._scolded = False

    def handle(self, message: Message) -> None:
        """Answer one message of the mission protocol that is meant for this store."""
        kind = message.get_type()
        if kind == "MISSION_COUNT":
            self._count(message)
        elif kind in ("MISSION_ITEM_INT", "MISSION_ITEM"):
            self._item(message)
        elif kind == "MISSION_REQUEST_LIST":
            self._list(message)
        elif kind in ("MISSION_REQUEST_INT", "MISSION_REQUEST"):
            self._request(message)
        elif kind == "MISSION_CLEAR_ALL":
            done = self._store.clear()
            self._ack(_sender(message), 0 if done else mavlink.MAV_MISSION_ERROR)

    def step(self) -> None:
        """Ask again, give up, and tell of a changed number of items."""
        upload, now_s = self._upload, self._board.t_s
        if upload and now_s - upload.heard_s >= _GIVE_UP_S:
            self._upload = None
            self._ack(upload.sender, mavlink.MAV_MISSION_OPERATION_CANCELLED)
            self._board.say(mavlink.MAV_SEVERITY_WARNING, f"{self._store.noun} upload timeout")
        elif upload and now_s - upload.asked_s >= _ASK_AGAIN_S:
            self._ask(upload)
        if self._store.total != self._total:
            self._total = self._store.total
            self._board.set_param(self._store.total_param, self._total)

    def _count(self, message: Message) -> None:
        sender = _sender(message)
        if self._upload and self._upload.sender != sender:
            self._ack(sender, mavlink.MAV_MISSION_DENIED)
            return
        if message.count > self._store.max_items:
            self._ack(sender, mavlink.MAV_MISSION_NO_SPACE)
            text = f"Only {self._store.max_items} items are supported"
            self._board.say(mavlink.MAV_SEVERITY_WARNING, text)
            return
        self._store.begin(message.count)
        self._upload = _Upload(sender, message.count, self._board.t_s)
        self._ask_or_finish(self._upload)

    def _item(self, message: Message) -> None:
        sender, upload = _sender(message), self._upload
        if message.get_type() == "MISSION_ITEM" and not self._scolded:
            self._scolded = True
            text = "got MISSION_ITEM; GCS should send MISSION_ITEM_INT"
            self._board.say(mavlink.MAV_SEVERITY_WARNING, text)
        if upload is None:
            self._ack(sender, mavlink.MAV_MISSION_ERROR)
        elif message.seq != upload.next:
            self._ack(sender, mavlink.MAV_MISSION_INVALID_SEQUENCE)
        elif sender != upload.sender:
            self._ack(sender, mavlink.MAV_MISSION_DENIED)
        else:
            self._take(upload, message)

    def _take(self, upload: _Upload, message: Message) -> None:
        try:
            self._store.put(upload.next, from_wire(message))
        except ItemRefused as exc:
            self._upload = None
            self._ack(upload.sender, exc.result)
            return
        upload.heard_s = self._board.t_s
        upload.next += 1
        self._ask_or_finish(upload)

    def _ask_or_finish(self, upload: _Upload) -> None:
        if upload.next < upload.count:
            self._ask(upload)
            return
        self._upload = None
        try:
            texts = self._store.finish()
        except FenceRefused as exc:
            self._ack(upload.sender, mavlink.MAV_MISSION_ERROR)
            texts = exc.texts
        else:
            self._ack(upload.sender, mavlink.MAV_MISSION_ACCEPTED)
        for severity, text in texts:
            self._board.say(severity, text)

    def _ask(self, upload: _Upload) -> None:
        upload.asked_s = self._board.t_s
        self._board.send(
            mavlink.MAVLink_mission_request_message(*upload.sender, upload.next, self._store.kind)
        )

    def _list(self, message: Message) -> None:
        if self._upload:
            self._ack(_sender(message), mavlink.MAV_MISSION_DENIED)
        else:
            self._tell_count(message)

    def _request(self, message: Message) -> None:
        sender = _sender(message)
        if self._upload:
            self._ack(sender, mavlink.MAV_MISSION_DENIED)
            return
        try:
            item = self._store.item(message.seq)
        except IndexError:  # teach the ground station how many there are
            self._tell_count(message)
            self._ack(sender, mavlink.MAV_MISSION_INVALID_SEQUENCE)
            return
        as_float = message.get_type() == "MISSION_REQUEST"
        shape = mavlink.MAVLink_mission_item_int_message
        x: float = item.x
        y: float = item.y
        if as_float:
            shape = mavlink.MAVLink_mission_item_message
            x, y = x / 1e7, y / 1e7
        self._board.send(
            shape(
                *sender,
                message.seq,
                item.frame,
                item.command,
                0,
                item.autocontinue,
                *item.params,
                x,
                y,
                item.z,
                self._store.kind,
            )
        )

    def _tell_count(self, message: Message) -> None:
        self._board.send(
            mavlink.MAVLink_mission_count_message(
                *_sender(message), self._store.count, self._store.kind
            )
        )

    def _ack(self, to: tuple[int, int], result: int) -> None:
        self._board.send(mavlink.MAVLink_mission_ack_message(*to, result, self._store.kind))


class MissionProtocol(Protocol):
    """Up- and download of everything that is transferred by the mission protocol."""

    def handle(self, message: Message) -> None:
        """Answer one message of the protocol."""

    def step(self) -> None:
        """What is due by now."""


class Transfers:
    """ArduPilot's: a transfer of its own for each store."""

    def __init__(self, board: Board) -> None:
        self._board = board
        stores = (board.mission, board.fence, board.rally)
        self._transfers = {store.kind: Transfer(board, store) for store in stores}

    def handle(self, message: Message) -> None:
        """See MissionProtocol."""
        if message.get_type() == "MISSION_ACK":  # a download ends; nobody keeps it open
            return
        kind = message.mission_type
        if message.get_type() == "MISSION_CLEAR_ALL" and kind == mavlink.MAV_MISSION_TYPE_ALL:
            for transfer in self._transfers.values():
                transfer.handle(message)
        elif kind in self._transfers:
            self._transfers[kind].handle(message)
        else:
            refusal = mavlink.MAV_MISSION_UNSUPPORTED
            to = _sender(message)
            self._board.send(mavlink.MAVLink_mission_ack_message(*to, refusal, kind))

    def step(self) -> None:
        """See MissionProtocol."""
        for transfer in self._transfers.values():
            transfer.step()


def _sender(message: Message) -> tuple[int, int]:
    return message.get_srcSystem(), message.get_srcComponent()
