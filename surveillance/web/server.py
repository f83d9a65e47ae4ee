"""Serving a station's application until the process is told to end."""

import errno
import ipaddress
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from surveillance.errors import Refused, StationError, WrongUsage
from surveillance.station import Station

GRACE_S = 3  # wall: for requests that are being answered when the end comes


def loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address to listen on.

    Raises WrongUsage for a host that is no address, Refused when others could reach it: there are
    no users and no log-in yet.
    """
    try:
        ip = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as exc:
        raise WrongUsage(f"{host!r} is no IP address: use 127.0.0.1") from exc
    if not ip.is_loopback:
        raise Refused(
            f"refused to listen on {host}: the station has no users and passwords yet, anybody on "
            "that network could read and change the picture: use 127.0.0.1 (and ssh -L from afar)"
        )
    return ip


def open_door(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free port.

    Raises StationError when the port cannot be had, and as loopback for the host.
    """
    ip = loopback(host)
    family = socket.AF_INET6 if ip.version == 6 else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) only on a socket that names its protocol:
    # without it every acknowledgement comes 40 ms late
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((str(ip), port))
        door.listen(128)
    except OSError as exc:
        door.close()
        if exc.errno == errno.EADDRINUSE:
            raise StationError(
                f"port {port} is in use: end the program that uses it or give another --port"
            ) from exc
        raise StationError(f"cannot listen on {host} port {port}: {exc.strerror}") from exc
    return door


def url_of(door: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def configuration(app: FastAPI) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def serve(app: FastAPI, station: Station, door: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT.

    Raises StationError when the station's writer ends before.
    """
    # uvicorn raises the signal again when it has ended: it must then do nothing more
    before = {s: signal.signal(s, _ignore) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        _Server(configuration(app), app, station).run(sockets=[door])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if not station.is_working:
        raise StationError("the station's writer has ended: see the messages above, start it again")


class _Server(uvicorn.Server):
    """Ends event streams first (else they would hold the server), and itself with the station."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, station: Station) -> None:
        super().__init__(config)
        self._app = app
        self._station = station

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The process is told to end."""
        self._app.state.stream.end()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to end; asked ten times per second."""
        if not self._station.is_working:
            self._app.state.stream.end()
            return True
        return await super().on_tick(counter)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    pass
