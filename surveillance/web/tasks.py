"""What the page and the station tell a patrol: handed over when it asks for tasks, then answered.

Nothing is kept: a task that no patrol takes at once is withdrawn, so that none is done later than
the person meant. A patrol opens no door for the station; it comes and asks.
"""

import asyncio
import itertools
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from surveillance.model import Realm
from surveillance.web.ingest import fault_text, read_body

POLL_S = 2.0  # a patrol's question stays open so long when there is nothing to do
TAKEN_S = 5.0  # within so long a patrol takes a task, or it is withdrawn
WARNED_S = 60.0
ANSWERED_S = 40.0  # a mode is confirmed by the vehicle's state within less
MAX_WAITING = 8  # tasks of one vehicle
MAX_VEHICLES = 256
MAX_BODY = 16 * 1024
UNKNOWN = "no answer yet: whether it was done is not known, see the mode of the drone"


Model = TypeVar("Model", bound=BaseModel)


class Wish(BaseModel):
    """What a person wants. lon, lat, radius_m, go, goes_on, home_pct: of an `investigate`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    ask: Literal["recall", "investigate", "resume"]
    lon: float | None = Field(None, ge=-180.0, le=180.0)
    lat: float | None = Field(None, ge=-90.0, le=90.0)
    radius_m: float | None = Field(None, gt=0.0, le=10_000.0)
    go: bool = False
    # what the person agreed to: that it goes on afterwards, and comes home with so much
    goes_on: bool | None = None
    home_pct: float | None = Field(None, ge=0.0, le=100.0)


class Answer(BaseModel):
    """What the patrol says: done, or `error` with the reason why nothing was done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = Field(None, max_length=2000)
    error: str | None = Field(None, max_length=2000)
    unknown: bool = False  # with an error: nobody knows whether it was done
    look: dict[str, float | bool] | None = None


@dataclass(eq=False)
class _Task:
    number: int
    wish: Mapping[str, Any]
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    answer: "asyncio.Future[Answer]" = field(default_factory=asyncio.Future)


class TaskRoom:
    """Tasks by vehicle; everything happens in the event loop's thread."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Queue[_Task]] = {}
        self._asked_at: dict[str, float] = {}  # wall second of a vehicle's latest question
        self._open: dict[int, _Task] = {}

    async def wish(self, vehicle: str, wish: Wish) -> Answer:
        """The patrol's answer. Raises HTTPException when no patrol takes or answers it."""
        if not self._is_there(vehicle):
            raise HTTPException(404, f"no patrol of {vehicle[:80]!r} asks this station for tasks")
        queue = self._waiting[vehicle]
        if queue.qsize() >= MAX_WAITING:
            raise HTTPException(503, "too many tasks wait already", headers={"Retry-After": "1"})
        task = _Task(next(self._numbers), wish.model_dump(exclude_none=True))
        self._open[task.number] = task
        queue.put_nowait(task)
        try:
            await asyncio.wait_for(task.taken.wait(), TAKEN_S)
            return await asyncio.wait_for(task.answer, ANSWERED_S)
        except TimeoutError as exc:
            if not task.taken.is_set():
                raise HTTPException(503, "the patrol does not take it: nothing was done") from exc
            raise HTTPException(504, UNKNOWN) from exc
        finally:
            del self._open[task.number]

    def warn(self, vehicle: str, text: str) -> None:
        """Tell a patrol what the station found out of its vehicle; in the event loop.

        Nothing when no patrol has asked for tasks of that vehicle, and withdrawn when none takes
        it within WARNED_S.
        """
        queue = self._waiting.get(vehicle)
        if queue is None or queue.qsize() >= MAX_WAITING:
            return
        task = _Task(next(self._numbers), {"ask": "warn", "text": text})
        self._open[task.number] = task
        queue.put_nowait(task)
        asyncio.get_running_loop().call_later(WARNED_S, self._open.pop, task.number, None)

    async def next_task(self, vehicle: str) -> _Task | None:
        """The next task of a vehicle for its patrol, None when none comes within POLL_S."""
        if vehicle not in self._waiting and len(self._waiting) >= MAX_VEHICLES:
            self._forget_gone()
        if vehicle not in self._waiting and len(self._waiting) >= MAX_VEHICLES:
            raise HTTPException(503, "too many vehicles ask for tasks")
        queue = self._waiting.setdefault(vehicle, asyncio.Queue())
        self._asked_at[vehicle] = time.monotonic()
        try:
            while True:
                task = await asyncio.wait_for(queue.get(), POLL_S)
                if task.number in self._open:  # nobody waits for a withdrawn one
                    task.taken.set()
                    return task
        except TimeoutError:
            return None
        finally:
            self._asked_at[vehicle] = time.monotonic()

    def answer(self, number: int, answer: Answer) -> bool:
        """Hand the answer to whoever waits; False when nobody does any more."""
        task = self._open.get(number)
        if task is None or task.answer.done():
            return False
        task.answer.set_result(answer)
        return True

    def _is_there(self, vehicle: str) -> bool:
        """Whether a patrol asks for the vehicle's tasks, now or a moment ago."""
        return time.monotonic() - self._asked_at.get(vehicle, -math.inf) <= POLL_S + TAKEN_S

    def _forget_gone(self) -> None:
        """Make room for new patrols."""
        for vehicle in [v for v in self._waiting if not self._is_there(v)]:
            del self._waiting[vehicle], self._asked_at[vehicle]


def task_routes(room: TaskRoom, realm: Realm) -> APIRouter:
    """The page's wishes, and the patrols of the station's realm that come for them."""
    router = APIRouter(prefix="/api")
    own_realm = realm

    @router.post("/vehicles/{vehicle:path}/ask")
    async def ask(vehicle: str, request: Request) -> JSONResponse:
        """Ask a patrol; 409 with its reason when it refuses."""
        wish = _parsed(Wish, await read_body(request, "application/json", MAX_BODY))
        answer = await room.wish(vehicle, wish)
        if answer.unknown:
            raise HTTPException(504, answer.error or UNKNOWN)
        if answer.error is not None:
            raise HTTPException(409, answer.error)
        return JSONResponse(answer.model_dump(exclude_none=True, exclude={"unknown"}))

    @router.get("/tasks")
    async def next_task(vehicle: str, realm: Realm) -> Response:
        """The next task for a patrol; 204 when there is none."""
        if realm is not own_realm:  # a drill must never move a real drone
            raise HTTPException(409, f"this station is of the realm {own_realm}, not {realm}")
        task = await room.next_task(vehicle)
        if task is None:
            return Response(status_code=204)
        return JSONResponse({"number": task.number, **task.wish})

    @router.post("/tasks/{number}")
    async def answered(number: int, request: Request) -> Response:
        """The patrol's answer to a task."""
        answer = _parsed(Answer, await read_body(request, "application/json", MAX_BODY))
        if not room.answer(number, answer):
            raise HTTPException(404, "nobody waits for this answer")
        return Response(status_code=204)

    return router


def _parsed(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except ValidationError as exc:
        raise HTTPException(422, fault_text(exc)) from exc
