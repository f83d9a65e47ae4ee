"""The station's web application: page, assets, API."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from geodata.area import area_to_geojson
from surveillance.model import PatrolEvent
from surveillance.station import Station
from surveillance.web.events import Stream
from surveillance.web.guard import Guard
from surveillance.web.ingest import ingest_routes
from surveillance.web.page import content_security_policy, with_nonce
from surveillance.web.tasks import TaskRoom, task_routes

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Site:
    """What the map page is made of: its shell, our own files, the vendored npm files."""

    shell: str
    static: Path
    vendor: Path


def create_app(station: Station, site: Site) -> FastAPI:
    """The application of a started station; it answers to loopback names only."""
    stream, room = Stream(station), TaskRoom()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        station.on_notice = _warner(room)
        yield
        stream.end()

    # no interactive documentation: it would load its scripts from other hosts
    app = FastAPI(
        title="Mizugiwa station", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.stream = stream
    app.include_router(ingest_routes(station))
    app.include_router(task_routes(room, station.realm))
    app.include_router(_reading_routes(station, stream))
    app.include_router(_page_routes(site))
    app.mount("/static", StaticFiles(directory=site.static))
    app.mount("/assets", StaticFiles(directory=site.vendor))
    app.add_middleware(Guard, hosts=LOOPBACK)
    return app


def _warner(room: TaskRoom) -> Callable[[PatrolEvent], None]:
    """Hands notices of the station's writer over to the event loop that runs now."""
    loop = asyncio.get_running_loop()

    def warn(notice: PatrolEvent) -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended meanwhile
            loop.call_soon_threadsafe(room.warn, notice.vehicle, notice.text)

    return warn


def _page_routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    async def page() -> HTMLResponse:
        """The live map."""
        nonce = secrets.token_urlsafe(18)
        headers = {"Content-Security-Policy": content_security_policy(nonce)}
        return HTMLResponse(with_nonce(site.shell, nonce), headers=headers)

    return router


def _reading_routes(station: Station, stream: Stream) -> APIRouter:
    router = APIRouter()
    area = area_to_geojson(station.area)

    @router.get("/api/picture")
    async def picture() -> JSONResponse:
        """The newest state of everything."""
        return JSONResponse(await run_in_threadpool(station.picture))

    @router.get("/api/events")
    async def events(request: Request) -> StreamingResponse:
        """What changes, as it changes."""
        if stream.is_full:
            raise HTTPException(503, "too many pages are open", headers={"Retry-After": "5"})
        frames = stream.frames(_event_id(request.headers.get("last-event-id")))
        return StreamingResponse(frames, media_type="text/event-stream")

    @router.get("/api/area")
    async def area_geojson() -> JSONResponse:
        """The patrolled area with its limits."""
        return JSONResponse(area)

    @router.get("/api/coverage")
    async def coverage() -> JSONResponse:
        """What was looked at, and when."""
        return JSONResponse(await run_in_threadpool(station.coverage.geojson))

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        """200 while the station takes values."""
        body: dict[str, Any] = {"ok": station.is_working, "realm": station.realm.value}
        return JSONResponse(body, status_code=200 if station.is_working else 503)

    return router


def _event_id(text: str | None) -> int | None:
    """The number a client has seen; one that we never gave leads to a resync."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
