"""A server on this machine that answers like the real ones, also when they are at their worst."""

import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Turn:
    """How the server answers one request for a file; the default is: well.

    cut_after: bytes of this answer's body, then the connection breaks. length_lie: added to the
    Content-Length (None: chunked, without one). start_lie: added to where a range begins.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    ignores_range: bool = False
    ignores_if_range: bool = False
    length_lie: int | None = 0
    start_lie: int = 0
    bytes_per_s: float | None = None


@dataclass
class Served:
    """A file under a path: its bytes, their ETag, and who may have it."""

    body: bytes
    etag: str | None = '"v1"'
    is_open: bool = True


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Asked], Answer | None]


class Site(ThreadingHTTPServer):
    """What is served, what it shall do wrong next, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, Served] = {}
        self.turns: deque[Turn] = deque()
        self.every_turn: Turn | None = None
        self.asked: list[Asked] = []
        self.routes: list[Route] = []
        self.may_have: Callable[[Asked], bool] = lambda asked: True
        self.open_now = 0
        self.open_most = 0
        self.counting = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news; a mistake of this server is."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        asked = self._read()
        self.server.asked.append(asked)
        for route in self.server.routes:
            if (answer := route(asked)) is not None:
                self._send(answer)
                return
        served = self.server.files.get(asked.path)
        if served is None:
            self._send(Answer(404, b"no such thing"))
        elif not served.is_open and not self.server.may_have(asked):
            self._send(Answer(401, b'{"detail":"Expired signature!"}'))
        else:
            self._count(asked, served)

    def _read(self) -> Asked:
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {k.lower(): v for k, v in self.headers.items()}
        return Asked(self.command, unquote(parts.path), query, headers, body)

    def _send(self, answer: Answer) -> None:
        if "Date" in answer.headers:
            self.send_response_only(answer.status)
        else:
            self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _count(self, asked: Asked, served: Served) -> None:
        site = self.server
        with site.counting:
            turn = site.turns.popleft() if site.turns else site.every_turn or Turn()
            site.open_now += 1
            site.open_most = max(site.open_most, site.open_now)
        try:
            self._file(asked, served, turn)
        finally:
            with site.counting:
                site.open_now -= 1

    def _file(self, asked: Asked, served: Served, turn: Turn) -> None:
        if turn.status:
            self._send(Answer(turn.status, b"no", turn.headers))
            return
        start = _start(asked, served, turn)
        if start is not None and start >= len(served.body):
            self._send(Answer(416, b"", {"Content-Range": f"bytes */{len(served.body)}"}))
            return
        self.send_response(200 if start is None else 206)
        first = (start or 0) + (turn.start_lie if start is not None else 0)
        stop = len(served.body) if start is None else _stop(asked, served)
        body = served.body[first:stop]
        if start is not None:
            last = stop - 1
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(served.body)}")
        if served.etag:
            self.send_header("ETag", served.etag)
        for name, value in turn.headers.items():
            self.send_header(name, value)
        if turn.length_lie is None:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(len(body) + turn.length_lie))
        self.end_headers()
        is_short = turn.cut_after is not None or bool(turn.length_lie)
        self._pour(body if turn.cut_after is None else body[: turn.cut_after], turn.bytes_per_s)
        self.close_connection = is_short

    def _pour(self, body: bytes, bytes_per_s: float | None) -> None:
        if bytes_per_s is None:
            self.wfile.write(body)
            return
        step = max(1, int(bytes_per_s / 50))
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            time.sleep(step / bytes_per_s)


def _start(asked: Asked, served: Served, turn: Turn) -> int | None:
    """Where a range begins; None when the whole file shall be sent."""
    wished = asked.headers.get("range", "")
    if not wished.startswith("bytes=") or turn.ignores_range:
        return None
    condition = asked.headers.get("if-range")
    if condition is not None and condition != served.etag and not turn.ignores_if_range:
        return None
    return int(wished.removeprefix("bytes=").split("-")[0])


def _stop(asked: Asked, served: Served) -> int:
    """Behind the last byte of the range that is asked for."""
    last = asked.headers["range"].rpartition("-")[2]
    return min(int(last) + 1, len(served.body)) if last else len(served.body)


@contextmanager
def serving() -> Iterator[Site]:
    """The server, on a free port, as long as the context lasts."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join(5.0)
        site.server_close()
