"""A running patrol asks its station for what people on the page want of it."""

import logging
import threading
from typing import Any

import httpx

from surveillance.control.calls import Call, Switchboard
from surveillance.control.places import ANSWER_S
from surveillance.model import Realm
from surveillance.outbox.courier import STATION_HEADER

_log = logging.getLogger(__name__)

PATIENCE_S = 10.0
AGAIN_S = 1.0  # between two questions to a station that does not answer


class StationTasks:
    """The thread that asks, while the context lasts. A station that is gone is asked again."""

    def __init__(self, station_url: str, vehicle: str, realm: Realm, board: Switchboard) -> None:
        """`board`: who answers, as for callers from another terminal."""
        self._url = station_url.rstrip("/")
        self._question = {"vehicle": vehicle, "realm": realm.value}
        self._board = board
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="station-tasks", daemon=True)

    def __enter__(self) -> "StationTasks":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()

    def _run(self) -> None:
        # a station is on this machine or named by its address: proxies of the shell stay out
        with httpx.Client(base_url=self._url, timeout=PATIENCE_S, trust_env=False) as client:
            while not self._halt.is_set():
                try:
                    self._ask(client)
                except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as exc:
                    _log.debug("no tasks from %s: %s", self._url, exc)
                    self._halt.wait(AGAIN_S)

    def _ask(self, client: httpx.Client) -> None:
        """One question, and what follows. Raises HTTPError, and ValueError for a stranger."""
        answer = client.get("/api/tasks", params=self._question)
        if STATION_HEADER not in answer.headers or answer.status_code not in (200, 204):
            raise ValueError(f"HTTP {answer.status_code}")
        if answer.status_code == 204 or self._halt.is_set():
            return
        task: dict[str, Any] = answer.json()
        number, what = int(task.pop("number")), str(task.pop("ask"))
        call = Call(what, task | {"by": "the station's page"})
        self._board.put(call)
        client.post(f"/api/tasks/{number}", json=call.wait(ANSWER_S)).raise_for_status()
