"""A station for tests of the page: the real shell and files, a picture scripted by the test."""

import hashlib
import json
import mimetypes
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from surveillance.model import Alert, Footprint, Realm, Track, Value
from surveillance.web.page import (
    PageSettings,
    area_bounds,
    content_security_policy,
    render_shell,
    with_nonce,
)
from surveillance.web.vendor import STATIC, vendor_folder
from surveillance.wire import encode, plain

HEARTBEAT_S = 0.5
AREA_FILE = Path(__file__).parents[2] / "geodata" / "areas" / "okinoshima.geojson"


class FakeStation:
    """Serves the contract of the page on a free port; start again and it takes the same port."""

    def __init__(
        self, settings: PageSettings | None = None, realm: Realm = Realm.SIMULATED
    ) -> None:
        self.realm = realm
        self.area = json.loads(AREA_FILE.read_text(encoding="utf-8"))
        self.shell = render_shell(area_bounds(self.area), settings or PageSettings())
        self.vendor = vendor_folder()
        self.coverage: dict[str, Any] = {"type": "FeatureCollection", "features": []}
        self.evidence: dict[str, bytes] = {}
        self.orders: list[tuple[str, dict[str, Any]]] = []  # vehicle and wish, as the page posts
        self.answer_order: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] = lambda _: (
            404,
            {"detail": "nobody"},
        )
        self.newest: dict[str, dict[Any, dict[str, Any]]] = {}
        self.speedup = 1.0
        self.port = 0
        self.event_id = 0
        self.log: list[tuple[int, str, dict[str, Any]]] = []
        self.frozen = threading.Event()
        self.streams: list[queue.Queue[tuple[int, str, dict[str, Any]] | None]] = []
        self.first_id = 0
        self.resumed_from: list[int] = []
        self.lock = threading.Lock()
        self.server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> "FakeStation":
        station = self

        class Handler(_Handler):
            fake = station

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Goes away as a killed process does: port closed, streams cut."""
        if self.server is None:
            return
        self.server.shutdown()
        self.server.server_close()
        self.server = None
        with self.lock:
            for stream in self.streams:
                stream.put(None)
            self.streams.clear()

    def publish(self, value: Value | Track | Alert) -> None:
        """The value becomes part of the picture and goes out to every page."""
        kind, body = _kind_and_body(value)
        with self.lock:
            self._keep(kind, body)
            self.event_id += 1
            event = (self.event_id, kind, body)
            self.log.append(event)
            for stream in self.streams:
                stream.put(event)

    def forget_events(self) -> None:
        """As after a restart: the picture stays, the numbers of its events are new."""
        with self.lock:
            self.first_id = self.event_id = self.event_id + 1000
            self.log.clear()

    def _keep(self, kind: str, body: dict[str, Any]) -> None:
        name = {"telemetry": "vehicle", "ais": "mmsi", "coverage": "source", "pass": "scene"}.get(
            kind, "id"
        )
        if kind == "health":
            key: Any = (body["kind"], body["source"])
        elif kind == "patrol":
            key = len(self.newest.get("patrol", ()))
        else:
            key = body[name]
        self.newest.setdefault(kind, {})[key] = body

    def add_evidence(self, jpeg: bytes) -> str:
        """Keeps a picture; its sha256."""
        sha = hashlib.sha256(jpeg).hexdigest()
        self.evidence[sha] = jpeg
        return sha

    def picture(self) -> dict[str, Any]:
        names = {"tracks": "track", "alerts": "alert", "passes": "pass"}
        kinds = ("telemetry", "tracks", "alerts", "ais", "health", "patrol", "passes")
        with self.lock:
            return {
                "event_id": self.event_id,
                **self.clock(),
                "realm": self.realm,
                **{k: list(self.newest.get(names.get(k, k), {}).values()) for k in kinds},
            }

    def clock(self) -> dict[str, Any]:
        return {"now": datetime.now(UTC).isoformat(), "speedup": self.speedup}

    def events(self, last_id: int) -> Iterator[str]:
        """The event stream from `last_id` on, with heartbeats; ends when the station stops."""
        stream: queue.Queue[tuple[int, str, dict[str, Any]] | None] = queue.Queue()
        with self.lock:
            self.resumed_from.append(last_id)
            known = self.first_id <= last_id <= self.event_id
            missed = [event for event in self.log if event[0] > last_id] if known else []
            for event in missed:
                stream.put(event)
            self.streams.append(stream)
        if not known:
            yield f"id: {self.event_id}\nevent: resync\ndata: {{}}\n\n"
        while True:
            try:
                event_or_end = stream.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                if not self.frozen.is_set():
                    yield f"event: clock\ndata: {json.dumps(self.clock())}\n\n"
                continue
            if event_or_end is None:
                return
            while self.frozen.is_set():
                time.sleep(0.05)
            number, kind, body = event_or_end
            yield f"id: {number}\nevent: {kind}\ndata: {json.dumps(body)}\n\n"


def _kind_and_body(value: Value | Track | Alert) -> tuple[str, dict[str, Any]]:
    if isinstance(value, Track):
        return "track", plain(value)
    if isinstance(value, Alert):
        return "alert", plain(value)
    encoded = encode(value)
    kind = "coverage" if isinstance(value, Footprint) else encoded["kind"]
    return kind, encoded["value"]


class _Handler(BaseHTTPRequestHandler):
    fake: ClassVar[FakeStation]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        fake = self.fake
        if path == "/":
            nonce = secrets.token_urlsafe(16)
            policy = {"Content-Security-Policy": content_security_policy(nonce)}
            self.reply(with_nonce(fake.shell, nonce).encode(), "text/html; charset=utf-8", policy)
        elif path == "/api/events":
            self.stream()
        elif path.startswith("/api/evidence/"):
            self.file(fake.evidence.get(path.rsplit("/", 1)[1]), "image/jpeg")
        elif path.startswith("/static/"):
            self.served(STATIC, path.removeprefix("/static/"))
        elif path.startswith("/assets/"):
            self.served(fake.vendor, path.removeprefix("/assets/"))
        else:
            self.json(path)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        vehicle = self.path.removeprefix("/api/vehicles/").removesuffix("/ask")
        self.fake.orders.append((vehicle, body))
        status, answer = self.fake.answer_order(body)
        self.reply(json.dumps(answer).encode(), "application/json", status=status)

    def json(self, path: str) -> None:
        fake = self.fake
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/api/picture": fake.picture,
            "/api/area": lambda: fake.area,
            "/api/coverage": lambda: fake.coverage,
        }
        if path not in answers:
            self.file(None, "")
            return
        self.reply(json.dumps(answers[path]()).encode(), "application/json")

    def served(self, folder: Path, name: str) -> None:
        path = (folder / name).resolve()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        inside = path.is_file() and path.is_relative_to(folder)
        self.file(path.read_bytes() if inside else None, kind)

    def file(self, body: bytes | None, kind: str) -> None:
        if body is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.reply(body, kind)

    def reply(
        self, body: bytes, kind: str, more: dict[str, str] | None = None, status: int = 200
    ) -> None:
        self.send_response(status)
        # a kept connection would outlive stop()
        self.close_connection = True
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}
        headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for block in self.fake.events(int(self.headers.get("Last-Event-ID") or 0)):
                self.wfile.write(block.encode())
                self.wfile.flush()
        except OSError:
            return  # the page has gone
