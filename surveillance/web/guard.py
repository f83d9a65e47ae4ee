"""What every request must pass before a route sees it, and the headers of every answer."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 2 * 1024 * 1024

HEADERS = (
    (b"mizugiwa-station", b"1"),  # producers believe no other server's answer
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)
POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


class Guard:
    """ASGI middleware: known Host only, no foreign Origin, bounded bodies, safe headers.

    The Host check stops a web page that makes its own name point at this machine; the Origin
    check stops a page of another site that posts to it.
    """

    def __init__(self, app: App, hosts: frozenset[str]) -> None:
        """hosts: names without port that the station answers to."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        safe_send = _with_headers(send)
        problem = self._problem(headers)
        if problem:
            await _refuse(safe_send, *problem)
            return
        await self._app(scope, _bounded(receive), safe_send)

    def _problem(self, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        host = headers.get(b"host", b"").decode("latin-1")
        if _name(host) not in self._hosts:
            return 421, f"this station does not answer to the host {host[:100]!r}"
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1") != f"http://{host}":
            return 403, "requests from other sites are refused"
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return 413, f"a body has at most {MAX_BODY} bytes"
        return None


def _name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _bounded(receive: Receive) -> Receive:
    """Cut a body without a length when it grows too long: the route sees a broken connection."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            return {"type": "http.disconnect"}
        return message

    return receive_bounded


def _with_headers(send: Send) -> Send:
    async def send_safe(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            names = {name.lower() for name, _ in headers}
            headers += [(n, v) for n, v in HEADERS if n not in names]
            if b"content-security-policy" not in names:
                headers.append((b"content-security-policy", POLICY))
            if b"cache-control" not in names:
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await send(message)

    return send_safe


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"detail": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
