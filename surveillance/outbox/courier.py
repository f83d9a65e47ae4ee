"""The thread that carries an outbox to the station."""

import logging
import random
import threading
import time

import httpx

from surveillance.errors import OutboxError
from surveillance.outbox.box import Outbox, Request

_log = logging.getLogger(__name__)

# The station looked at this request and will never take it. Every other answer (404 from a
# stranger on that port, 503 from a full queue) may change, so the request is repeated.
_POISON = frozenset({400, 409, 413, 415, 422})

# What every answer of a station carries. Without it somebody else answers (the page of a hotel's
# network, a proxy, another program on that port), and neither its 200 nor its 400 means anything.
STATION_HEADER = "mizugiwa-station"

_BACKOFF_MIN_S = 0.2
_BACKOFF_MAX_S = 5.0


class Courier:
    """The thread that carries an outbox to the station, for ever, in order."""

    def __init__(self, outbox: Outbox, station_url: str, producer: str) -> None:
        self._outbox = outbox
        self._url = station_url.rstrip("/")
        self._producer = producer
        self._halt = threading.Event()
        self._is_reached = True
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self, drain_s: float) -> int:
        """Send on for at most `drain_s` wall seconds, then end; returns what is still pending."""
        deadline = time.monotonic() + drain_s
        while self._outbox.pending() and time.monotonic() < deadline and self._thread.is_alive():
            time.sleep(0.02)
        self._halt.set()
        if self._thread.is_alive():
            self._thread.join(timeout=15.0)
        return self._outbox.pending()

    def _run(self) -> None:
        backoff_s = _BACKOFF_MIN_S
        timeout = httpx.Timeout(10.0, connect=2.0)
        # A station is on this machine or named by its address: proxies of the shell stay out.
        with httpx.Client(base_url=self._url, timeout=timeout, trust_env=False) as client:
            while not self._halt.is_set():
                try:
                    is_done = self._step(client)
                except OutboxError as exc:
                    _log.warning("%s", exc)
                    is_done = False
                if is_done:
                    backoff_s = _BACKOFF_MIN_S
                    continue
                self._halt.wait(backoff_s * random.uniform(0.8, 1.2))
                backoff_s = min(2 * backoff_s, _BACKOFF_MAX_S)

    def _step(self, client: httpx.Client) -> bool:
        """Send one request or wait for one; False when the station could not take it."""
        request = self._outbox.next_request(self._producer)
        if request is None:
            self._outbox.wait_filled(0.5)
            return True
        try:
            answer = _send(client, request)
        except httpx.HTTPError as exc:
            self._say_reach(False, f"{type(exc).__name__}: {exc}")
            return False
        if STATION_HEADER not in answer.headers:
            self._say_reach(False, f"HTTP {answer.status_code} of something that is no station")
            return False
        if answer.is_success:
            self._say_reach(True, "")
            self._outbox.remove(request)
            return True
        if answer.status_code in _POISON:
            self._refuse(request, f"{answer.status_code} {answer.text[:500]}")
            return True
        self._say_reach(False, f"HTTP {answer.status_code}")
        return False

    def _refuse(self, request: Request, reason: str) -> None:
        if request.kind == "values" and request.count > 1:
            self._outbox.split(request)  # so that one bad value does not take good ones along
            return
        self._outbox.set_aside(request, reason)
        _log.warning(
            "the station refused %s %s (%s); it is kept in the table 'refused' of %s",
            "a picture" if request.kind == "evidence" else "a value",
            request.key,
            reason,
            self._outbox.path,
        )

    def _say_reach(self, is_reached: bool, why: str) -> None:
        if is_reached == self._is_reached:
            return
        self._is_reached = is_reached
        if is_reached:
            _log.warning("station %s is back", self._url)
        else:
            _log.warning("station %s does not answer (%s): values are kept", self._url, why)


def _send(client: httpx.Client, request: Request) -> httpx.Response:
    if request.kind == "evidence":
        headers = {"Content-Type": "image/jpeg"}
        return client.put(f"/api/evidence/{request.key}", content=request.body, headers=headers)
    headers = {"Content-Type": "application/json", "Idempotency-Key": request.key}
    return client.post("/api/ingest", content=request.body, headers=headers)
