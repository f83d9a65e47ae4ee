"""The video door: any number of viewers, each of whom begins at a key picture."""

import queue
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from simulator.errors import DoorError

HOST = "127.0.0.1"
SEND_TIMEOUT_S = 5.0
BACKLOG = 60  # pictures that a slow viewer may lie behind before it is dropped


@dataclass(eq=False)
class Viewer:
    """One connection and what it has still to be sent; None ends it."""

    connection: socket.socket
    waiting: "queue.Queue[bytes | None]" = field(default_factory=lambda: queue.Queue(BACKLOG))

    def serve(self) -> None:
        """Send until told to end or until the viewer is gone."""
        with suppress(OSError), self.connection:
            while (piece := self.waiting.get()) is not None:
                self.connection.sendall(piece)

    def drop(self) -> None:
        """Disconnect."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        with suppress(queue.Full):
            self.waiting.put_nowait(None)


class ViewerDoor:
    """Listens on a port of this machine and keeps the viewers; 0 is any free port.

    Raises DoorError when the port is taken.
    """

    def __init__(self, port: int, what: str = "video") -> None:
        self._door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._door.bind((HOST, port))
        except OSError as exc:
            self._door.close()
            raise DoorError(
                f"cannot open port {port} for {what}: {exc.strerror}; choose another, or 0"
            ) from exc
        self._door.listen()
        self.port: int = self._door.getsockname()[1]
        self._lock = threading.Lock()
        self._new: list[Viewer] = []
        self._viewers: list[Viewer] = []
        self.dropped = 0
        self._is_open = True
        threading.Thread(target=self._accept, name=f"{what} door", daemon=True).start()

    @property
    def count(self) -> int:
        """Viewers connected, new ones included."""
        with self._lock:
            return len(self._new) + len(self._viewers)

    @property
    def has_new(self) -> bool:
        """Whether somebody waits for a key picture."""
        with self._lock:
            return bool(self._new)

    @property
    def has_old(self) -> bool:
        """Whether somebody has seen the picture before."""
        with self._lock:
            return bool(self._viewers)

    def publish(self, piece: bytes, opening: bytes | None) -> None:
        """Hand a picture to all viewers. `opening`, when given, is the same picture for those who
        see the stream for the first time; they go on waiting while it is None."""
        with self._lock:
            if opening is not None:
                for viewer in self._new:
                    viewer.waiting.put_nowait(opening)
            self._viewers = [v for v in self._viewers if self._hand(v, piece)]
            if opening is not None:
                self._viewers += self._new
                self._new = []

    def close(self) -> None:
        """Stop listening and disconnect everyone."""
        self._is_open = False
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._door.close()
        with self._lock:
            everyone, self._new, self._viewers = self._new + self._viewers, [], []
        for viewer in everyone:
            viewer.drop()

    def _hand(self, viewer: Viewer, piece: bytes) -> bool:
        """Queue a piece; False when the viewer is gone or too slow and was dropped."""
        try:
            viewer.waiting.put_nowait(piece)
        except queue.Full:
            viewer.drop()
            self.dropped += 1
            return False
        return viewer.connection.fileno() >= 0

    def _accept(self) -> None:
        while self._is_open:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            connection.settimeout(SEND_TIMEOUT_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            viewer = Viewer(connection)
            with self._lock:
                self._new.append(viewer)
            threading.Thread(target=viewer.serve, name="viewer", daemon=True).start()
