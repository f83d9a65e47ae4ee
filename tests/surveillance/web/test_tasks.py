"""What the page asks of a patrol, through the station, and what comes back."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import HTTPException

from surveillance.control.calls import Call, Switchboard
from surveillance.control.station_tasks import StationTasks
from surveillance.model import Realm
from surveillance.web import tasks
from tests.surveillance.serving import REALM, Served, batch
from tests.surveillance.station.test_own_place import OFF_LON, heard, seen


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "POLL_S", 1.0)
    monkeypatch.setattr(tasks, "ANSWERED_S", 3.0)


@contextmanager
def patrol(
    served: Served, vehicle: str, answers: Callable[[Call], dict[str, Any]]
) -> Iterator[list[Call]]:
    """A patrol in flight that asks the station for tasks."""
    board, calls, over = Switchboard(), [], threading.Event()
    board.watched()

    def fly() -> None:
        while not over.is_set():
            for call in board.waiting():
                calls.append(call)
                call.answer(**answers(call))
            time.sleep(0.01)

    flying = threading.Thread(target=fly, daemon=True)
    flying.start()
    with StationTasks(str(served.client.base_url), vehicle, REALM, board):
        deadline = time.monotonic() + 20.0
        while ask(served, quote(vehicle, safe=""), ask="resume").status_code == 404:
            assert time.monotonic() < deadline  # until it has asked for the first time
            time.sleep(0.05)
        calls.clear()
        yield calls
    over.set()
    flying.join()


def ask(served: Served, vehicle: str, **wish: Any) -> httpx.Response:
    return served.client.post(f"/api/vehicles/{vehicle}/ask", json=wish)


def test_a_recall_reaches_the_patrol_and_its_answer_the_page(served: Served) -> None:
    with patrol(served, "heron 1/a", lambda call: {"text": "on its way home"}) as calls:
        answer = ask(served, "heron%201%2Fa", ask="recall")
    assert (answer.status_code, answer.json()) == (200, {"text": "on its way home"})
    [call] = calls
    assert call.ask == "recall" and call.fields["by"] == "the station's page"


def test_a_look_is_proposed_first(served: Served) -> None:
    look = {"radius_m": 200.0, "duration_s": 240.0, "home_pct": 41.0, "goes_on": True}
    with patrol(served, "heron-1", lambda call: {"text": "orbit", "look": look}) as calls:
        first = ask(served, "heron-1", ask="investigate", lon=130.1, lat=34.2)
        then = ask(served, "heron-1", ask="investigate", lon=130.1, lat=34.2, go=True)
    assert first.json() == then.json() == {"text": "orbit", "look": look}
    assert [call.fields["go"] for call in calls] == [False, True]
    assert calls[0].fields["lon"] == 130.1


def test_a_refusal_comes_with_its_reason(served: Served) -> None:
    with patrol(served, "heron-1", lambda call: {"error": "beyond the fence"}):
        answer = ask(served, "heron-1", ask="resume")
    assert (answer.status_code, answer.json()["detail"]) == (409, "beyond the fence")


def test_nobody_there_means_that_nothing_is_done(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(served, "heron-9", ask="recall")
    assert answer.status_code == 404 and "no patrol of 'heron-9'" in answer.json()["detail"]
    # one that asked just now, but does not come again
    monkeypatch.setattr(tasks, "TAKEN_S", 2.0)
    assert served.client.get("/api/tasks", params=question("heron-8")).status_code == 204
    answer = ask(served, "heron-8", ask="recall")
    assert answer.status_code == 503 and "nothing was done" in answer.json()["detail"]
    # and the withdrawn task is given to nobody later
    assert served.client.get("/api/tasks", params=question("heron-8")).status_code == 204


def test_a_patrol_that_does_not_answer_leaves_it_unknown(served: Served) -> None:
    taken: list[Any] = []

    def take() -> None:
        while not taken:
            answer = served.client.get("/api/tasks", params=question("heron-7"))
            if answer.status_code == 200:
                taken.append(answer.json())

    served.client.get("/api/tasks", params=question("heron-7"))
    taker = threading.Thread(target=take)
    taker.start()
    answer = ask(served, "heron-7", ask="recall")
    taker.join()
    assert taken[0]["ask"] == "recall"
    assert answer.status_code == 504 and "not known" in answer.json()["detail"]
    late = served.client.post(f"/api/tasks/{taken[0]['number']}", json={"text": "done"})
    assert late.status_code == 404


def test_a_link_that_did_not_answer_leaves_it_unknown_too(served: Served) -> None:
    said = {"error": "the vehicle does not answer 'mode RTL'", "unknown": True}
    with patrol(served, "heron-1", lambda call: said):
        answer = ask(served, "heron-1", ask="recall")
    assert (answer.status_code, answer.json()["detail"]) == (504, said["error"])


def pulled_away(served: Served) -> None:
    """Heron-1 sees four ships ever farther from where they say they are."""
    for second in range(30):
        values = (*heard(second), *seen(second, OFF_LON * min(1.0, second / 15.0)))
        served.station.submit(batch(f"w{second}", *values)).result(10.0)


def test_what_the_station_finds_out_of_a_vehicle_its_patrol_is_told(served: Served) -> None:
    with (
        patrol(served, "heron-2", lambda call: {"text": "told"}) as others,
        patrol(served, "heron-1", lambda call: {"text": "told"}) as calls,
    ):
        pulled_away(served)
        deadline = time.monotonic() + 10.0
        while not calls and time.monotonic() < deadline:
            time.sleep(0.05)
    [call] = calls
    assert call.ask == "warn"
    assert call.fields["text"].startswith("its place is off by about ")
    assert others == []


def test_without_a_patrol_nobody_is_warned_and_the_station_goes_on(served: Served) -> None:
    pulled_away(served)
    assert served.client.get("/healthz").status_code == 200
    assert len(served.station.picture()["patrol"]) == 1


def test_a_warning_is_not_kept_for_the_next_flight(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "WARNED_S", 0.2)
    assert served.client.get("/api/tasks", params=question("heron-1")).status_code == 204
    pulled_away(served)
    time.sleep(0.5)
    assert served.client.get("/api/tasks", params=question("heron-1")).status_code == 204


def test_another_realm_gets_no_tasks(served: Served) -> None:
    other = next(realm for realm in Realm if realm is not REALM)
    answer = served.client.get("/api/tasks", params=question("heron-1") | {"realm": other.value})
    assert answer.status_code == 409 and REALM.value in answer.json()["detail"]


@pytest.mark.parametrize(
    "wish",
    [
        {"ask": "warn", "text": "its place is off"},
        {},
        {"ask": "arm"},
        {"ask": "recall", "secret": "x"},
        {"ask": "investigate", "lon": 200.0, "lat": 0.0},
        {"ask": "investigate", "lon": "130", "lat": 34.0},
        {"ask": "investigate", "lon": 130.0, "lat": 34.0, "radius_m": -1.0},
    ],
)
def test_bad_wishes_reach_nobody(served: Served, wish: dict[str, Any]) -> None:
    with patrol(served, "heron-1", lambda call: {"text": "done"}) as calls:
        assert ask(served, "heron-1", **wish).status_code == 422
        text = served.client.post("/api/vehicles/heron-1/ask", content=b"recall")
        assert text.status_code == 415
    assert calls == []


@pytest.mark.long
def test_patrols_that_are_gone_make_room_for_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(tasks, "POLL_S", 0.001)
    room = tasks.TaskRoom()

    async def run() -> None:
        for n in range(tasks.MAX_VEHICLES):
            assert await room.next_task(f"invented-{n}") is None
        clock[0] += tasks.TAKEN_S - 0.1
        assert await room.next_task("invented-0") is None
        with pytest.raises(HTTPException, match="too many vehicles"):
            await room.next_task("heron-1")
        clock[0] += 0.2  # all are gone now, but for one
        assert await room.next_task("heron-1") is None
        for n in range(tasks.MAX_VEHICLES - 2):
            assert await room.next_task(f"more-{n}") is None
        with pytest.raises(HTTPException, match="too many vehicles"):
            await room.next_task("heron-2")
        for there in ("invented-0", "heron-1"):
            with pytest.raises(HTTPException, match="nothing was done"):
                await room.wish(there, tasks.Wish(ask="recall"))
        with pytest.raises(HTTPException, match="no patrol"):
            await room.wish("invented-1", tasks.Wish(ask="recall"))

    monkeypatch.setattr(tasks, "TAKEN_S", 5.0)
    asyncio.run(run())


def question(vehicle: str) -> dict[str, str]:
    return {"vehicle": vehicle, "realm": REALM.value}
