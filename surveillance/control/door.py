"""The socket of a running patrol, on this machine only, for the person who started it.

One JSON line asks, one JSON line answers. The file beside the outbox that names the port holds a
secret, too, and only its owner can read it: other users of the machine cannot command the drone.
"""

import json
import os
import secrets
import socketserver
import threading
from hmac import compare_digest
from pathlib import Path
from typing import Any

from surveillance.control.calls import Call, Switchboard
from surveillance.control.client import flying
from surveillance.control.places import ANSWER_S, LOOPBACK, door_file
from surveillance.errors import LinkRefused, MizugiwaError

LONGEST_LINE = 10_000  # bytes
PATIENCE_S = 5.0  # with a caller that does not write or read


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    secret = ""
    board: Switchboard


class _Handler(socketserver.StreamRequestHandler):
    timeout = PATIENCE_S
    server: _Server

    def handle(self) -> None:
        try:
            answer = self._answer(self.rfile.readline(LONGEST_LINE))
            self.wfile.write(json.dumps(answer).encode() + b"\n")
        except OSError:  # it hung up, or said nothing for too long
            return

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            given, ask = str(asked["secret"]), str(asked["ask"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return {"error": "not understood"}
        if not compare_digest(given.encode("utf-8", "replace"), self.server.secret.encode()):
            return {"error": "not allowed"}
        if ask == "status":
            return dict(self.server.board.state)
        call = Call(ask, asked)
        self.server.board.put(call)
        return call.wait(ANSWER_S)


class Door:
    """Open while the context lasts.

    Raises LinkRefused while another patrol of the vehicle runs, MizugiwaError without a place to
    write down where the door is.
    """

    def __init__(self, home: Path, vehicle: str, board: Switchboard) -> None:
        """`home`: the product's folder."""
        self._home = home
        self._file = door_file(home, vehicle)
        self._vehicle = vehicle
        self._board = board
        self._server: _Server | None = None

    def __enter__(self) -> "Door":
        if any(door_file(self._home, one.vehicle) == self._file for one in flying(self._home)):
            raise LinkRefused(
                f"another patrol of {self._vehicle} runs on this machine: mizugiwa status shows it"
            )
        self._server = _Server((LOOPBACK, 0), _Handler)
        self._server.secret = secrets.token_hex(16)
        self._server.board = self._board
        self._write(self._server)
        threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="control", daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._board.close()
        self._file.unlink(missing_ok=True)
        assert self._server is not None  # made on the way in
        self._server.shutdown()
        self._server.server_close()

    def _write(self, server: _Server) -> None:
        """The new file appears whole, and was never readable for others."""
        content = {"vehicle": self._vehicle, "port": server.server_address[1]}
        part = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content | {"secret": server.secret, "pid": os.getpid()}, file)
            part.replace(self._file)
        except OSError as exc:
            server.server_close()
            part.unlink(missing_ok=True)
            raise MizugiwaError(
                f"cannot write {self._file}: {exc.strerror}: without it nobody could recall"
                f" {self._vehicle} from another terminal; make room, or set MIZUGIWA_HOME"
            ) from exc
