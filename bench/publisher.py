"""A catalogue with one product, as fast as real ones are to one user: a STAC API and its files."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CONNECTIONS, BYTES_PER_S = 4, 20e6  # what Copernicus gives each of its users
_STEP_BYTES = 256 * 1024
_CONFORMS = (
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/item-search",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
)


class Publisher(ThreadingHTTPServer):
    """What it has is seen from `publish` on. file: the product, named in the item by `item_of`."""

    daemon_threads = True

    def __init__(self, file: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.file = file
        self.items: list[dict[str, Any]] = []
        self.room = threading.Semaphore(CONNECTIONS)

    @property
    def url(self) -> str:
        """Of the API."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def publish(self, item: dict[str, Any]) -> None:
        """An item of a static catalogue, with the file beside it."""
        href = f"{self.url}{self.file.name}"
        assets = {**item["assets"]["product"], "href": href}
        self.items.append({**item, "assets": {"product": assets}, "collection": "sentinel-1-grd"})

    def landing(self) -> dict[str, Any]:
        """The first page."""
        search = {
            "rel": "search", "href": f"{self.url}search", "method": "POST",
            "type": "application/geo+json",
        }  # fmt: skip
        own = {"rel": "self", "href": self.url}
        return {
            "type": "Catalog", "stac_version": "1.0.0", "id": "bench", "description": "one product",
            "conformsTo": list(_CONFORMS), "links": [own, {**own, "rel": "root"}, search],
        }  # fmt: skip

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Publisher

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        links: list[dict[str, str]] = []
        self._json({"type": "FeatureCollection", "features": self.server.items, "links": links})

    def do_GET(self) -> None:
        if self.path == "/":
            self._json(self.server.landing())
            return
        with self.server.room:
            self._pour()

    def _json(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/geo+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _pour(self) -> None:
        """The file or a range of it, at the pace of one connection."""
        size = self.server.file.stat().st_size
        first, last = 0, size - 1
        wished = self.headers.get("range", "")
        if wished:
            begin, _, end = wished.removeprefix("bytes=").partition("-")
            first, last = int(begin), min(int(end or last), last)
        self.send_response(206 if wished else 200)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(last + 1 - first))
        if wished:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        began, sent, wanted = time.monotonic(), 0, last + 1 - first
        with self.server.file.open("rb") as file:
            file.seek(first)
            while sent < wanted:
                self.wfile.write(file.read(min(_STEP_BYTES, wanted - sent)))
                sent = min(sent + _STEP_BYTES, wanted)
                time.sleep(max(0.0, began + sent / BYTES_PER_S - time.monotonic()))


@contextmanager
def publishing(file: Path) -> Iterator[Publisher]:
    """The server, on a free port, as long as the context lasts."""
    server = Publisher(file)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(5.0)
        server.server_close()
