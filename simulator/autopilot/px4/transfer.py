"""Up- and download of mission, fence and rally points: PX4's side of the mission protocol.

One transfer at a time, whatever is transferred. It asks again each quarter of a second and gives up
after five seconds of silence with a text, but without an acknowledgement. It speaks in integers or
in floats as the newest message to it did: the first request of all is a MISSION_REQUEST.
"""

from collections.abc import Callable
from enum import Enum, auto

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.items import ItemRefused
from simulator.autopilot.link import Message
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.geofence import look_at_fence, look_at_mission
from simulator.autopilot.px4.items import kept, to_wire
from simulator.autopilot.px4.progress import Progress
from simulator.autopilot.transfer import Store

_ASK_AGAIN_S = 0.25
_LATE_S = 0.05  # of a request: so much earlier comes the next, that the pace is kept
_GIVE_UP_S = 5.0

_MISSION, _FENCE = mavlink.MAV_MISSION_TYPE_MISSION, mavlink.MAV_MISSION_TYPE_FENCE
_ALL = mavlink.MAV_MISSION_TYPE_ALL
_ACCEPTED, _ERROR = mavlink.MAV_MISSION_ACCEPTED, mavlink.MAV_MISSION_ERROR
_INFO, _CRITICAL = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_CRITICAL

Party = tuple[int, int]  # system and component of a ground station


class _State(Enum):
    IDLE = auto()
    UPLOAD = auto()
    DOWNLOAD = auto()


class Px4Transfers:
    """See MissionProtocol. Times are the board's simulated seconds."""

    def __init__(self, board: Px4Board) -> None:
        self._board = board
        stores: tuple[Store, ...] = (board.mission, board.fence, board.rally)
        self._stores = {store.kind: store for store in stores}
        self._progress = Progress(board)
        self._state = _State.IDLE
        self._party: Party = (0, 0)
        self._kind = _MISSION
        self._next = self._count = 0
        self._is_integer = False
        self._ask_s = self._heard_s = 0.0
        self._handlers: dict[str, Callable[[Message], None]] = {
            "MISSION_ACK": self._on_ack,
            "MISSION_COUNT": self._on_count,
            "MISSION_ITEM": self._on_item,
            "MISSION_ITEM_INT": self._on_item,
            "MISSION_REQUEST_LIST": self._on_list,
            "MISSION_REQUEST": self._on_request,
            "MISSION_REQUEST_INT": self._on_request,
            "MISSION_CLEAR_ALL": self._on_clear,
        }

    def handle(self, message: Message) -> None:
        """See MissionProtocol."""
        self._handlers[message.get_type()](message)

    def step(self) -> None:
        """Tell how far the mission is; ask again; give up."""
        self._progress.step()
        now_s = self._board.t_s
        if self._state is _State.UPLOAD and now_s >= self._ask_s:
            late_s = now_s - self._ask_s
            self._ask()
            self._ask_s -= min(late_s, _LATE_S)
        if self._state is not _State.IDLE and now_s - self._heard_s > _GIVE_UP_S:
            self._board.say(_CRITICAL, "Operation timeout")
            self._state = _State.IDLE

    # uploads

    def _on_count(self, message: Message) -> None:
        party = _party(message)
        if self._state is _State.DOWNLOAD:
            self._board.say(_CRITICAL, "WPM: IGN MISSION_COUNT: Busy")
            self._ack(_ERROR, party)
            return
        self._heard_s = self._board.t_s
        if self._state is _State.UPLOAD:
            if party != self._party:
                self._ack(_ERROR, party)
            elif self._next == 0:  # our request was lost
                self._ask()
            else:
                self._board.say(_CRITICAL, "WPM: REJ. CMD: Busy")
                self._ack(_ERROR)
            return
        self._party, self._kind = party, message.mission_type
        store = self._stores.get(self._kind)
        if store is None or message.count > store.max_items:
            self._ack(mavlink.MAV_MISSION_NO_SPACE)
        elif message.count == 0:
            store.clear()
            self._ack(_ACCEPTED)
            self._changed()
        else:
            store.begin(message.count)
            self._state, self._next, self._count = _State.UPLOAD, 0, message.count
            self._ask()

    def _on_item(self, message: Message) -> None:
        self._is_integer = message.get_type() == "MISSION_ITEM_INT"
        if _party(message) != self._party:
            self._board.say(_CRITICAL, "REJ. MIS ITEM: partner id mismatch")
        elif message.mission_type != self._kind:
            self._ack(_ERROR)
        elif self._state is _State.UPLOAD:
            self._heard_s = self._board.t_s
            if message.seq == self._next:  # another one is passed over in silence
                self._take(message)
        elif self._state is _State.IDLE and self._next == message.seq + 1:
            self._ack(_ACCEPTED)  # our acknowledgement was lost
        else:
            word = "No transfer" if self._state is _State.IDLE else "Busy"
            self._board.say(_CRITICAL, f"IGN MISSION_ITEM: {word}")
            self._ack(_ERROR)

    def _take(self, message: Message) -> None:
        store = self._stores[self._kind]
        try:
            item = kept(message)
        except ItemRefused as exc:
            self._state = _State.IDLE
            self._ack(exc.result)
            self._board.say(_CRITICAL, "IGN MISSION_ITEM: Invalid item")
            return
        try:
            store.put(message.seq, item)
        except ItemRefused as exc:
            self._state = _State.IDLE
            self._ack(exc.result)
            return
        self._next += 1
        if self._next < self._count:
            self._ask()
            return
        self._state = _State.IDLE
        store.finish()
        self._ack(_ACCEPTED)
        self._changed()

    def _changed(self) -> None:
        """What was uploaded or cleared is in force: the vehicle looks at it."""
        if self._kind in (_MISSION, _ALL):
            self._progress.renew()
            look_at_mission(self._board)
        if self._kind in (_FENCE, _ALL):
            look_at_fence(self._board)

    def _ask(self) -> None:
        self._ask_s = self._board.t_s + _ASK_AGAIN_S
        shape = mavlink.MAVLink_mission_request_message
        if self._is_integer:
            shape = mavlink.MAVLink_mission_request_int_message
        self._board.send(shape(*self._party, self._next, self._kind))

    def _on_clear(self, message: Message) -> None:
        if self._state is not _State.IDLE:
            self._board.say(_CRITICAL, "WPM: IGN CLEAR CMD: Busy")
            return
        self._kind = message.mission_type
        for kind, store in self._stores.items():
            if self._kind in (kind, _ALL):
                store.clear()
        self._ack(_ACCEPTED, _party(message))
        self._changed()

    # downloads

    def _on_list(self, message: Message) -> None:
        party, kind = _party(message), message.mission_type
        is_over = self._state is _State.DOWNLOAD and self._next == self._count
        is_again = self._state is _State.DOWNLOAD and (party, kind) == (self._party, self._kind)
        if self._state is not _State.IDLE and not is_over and not is_again:
            self._board.say(_INFO, "Mission download request ignored, already active")
            return
        self._party, self._kind, self._next = party, kind, 0
        self._count = self._stores[kind].count if kind in self._stores else 0
        self._state, self._heard_s = _State.DOWNLOAD, self._board.t_s
        self._board.send(mavlink.MAVLink_mission_count_message(*party, self._count, kind))

    def _on_request(self, message: Message) -> None:
        self._is_integer = message.get_type() == "MISSION_REQUEST_INT"
        if _party(message) != self._party:
            self._board.say(_CRITICAL, "WPM: REJ. CMD: partner id mismatch")
        elif self._state is _State.UPLOAD:
            self._board.say(_CRITICAL, "WPM: REJ. CMD: Busy")
        elif self._state is _State.DOWNLOAD and message.mission_type == self._kind:
            self._heard_s = self._board.t_s
            self._give(message.seq)

    def _give(self, seq: int) -> None:
        """The next item or the last one again; another number ends the download."""
        is_next = seq == self._next < self._count
        if not is_next and seq != self._next - 1:
            self._state = _State.IDLE
            self._ack(_ERROR)
            self._board.say(_CRITICAL, "WPM: REJ. CMD: Req. WP was unexpected")
            return
        self._next = seq + 1
        item, is_current = self._stores[self._kind].item(seq), seq == self._progress.known
        self._board.send(to_wire(item, self._party, seq, self._kind, is_current, self._is_integer))

    def _on_ack(self, message: Message) -> None:
        if _party(message) != self._party:
            self._board.say(_CRITICAL, "REJ. WP CMD: partner id mismatch")
        elif self._state is _State.DOWNLOAD and message.mission_type == self._kind:
            self._state = _State.IDLE
        elif self._state is _State.UPLOAD:
            if message.type == mavlink.MAV_MISSION_UNSUPPORTED:  # of the kind of request
                self._is_integer = not self._is_integer
                self._ask()
            elif message.type == mavlink.MAV_MISSION_OPERATION_CANCELLED:
                self._state = _State.IDLE

    @property
    def is_busy(self) -> bool:
        """Is a transfer open?"""
        return self._state is not _State.IDLE

    def _ack(self, result: int, to: Party | None = None) -> None:
        party = self._party if to is None else to
        self._board.send(mavlink.MAVLink_mission_ack_message(*party, result, self._kind))


def _party(message: Message) -> Party:
    return message.get_srcSystem(), message.get_srcComponent()
