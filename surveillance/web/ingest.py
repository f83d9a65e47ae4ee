"""POST /api/ingest and the evidence: the doors through which producers hand things over."""

import asyncio
import hashlib
import re

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from surveillance import wire
from surveillance.errors import StationError, StoreError, WireError
from surveillance.model import Value
from surveillance.station import Station
from surveillance.station.plausible import check_plausible
from surveillance.store import Batch

MAX_INGEST = 1024 * 1024
MAX_EVIDENCE = 2 * 1024 * 1024
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_JPEG = b"\xff\xd8\xff"


def ingest_routes(station: Station) -> APIRouter:
    """The routes that write to a station."""
    router = APIRouter(prefix="/api")

    @router.post("/ingest")
    async def ingest(request: Request) -> JSONResponse:
        """Take values; the answer comes when they are committed and synced."""
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise HTTPException(400, "Idempotency-Key must have 1 to 100 visible ASCII characters")
        body = await read_body(request, "application/json", MAX_INGEST)
        try:
            batch = await run_in_threadpool(_parse, key, body)
            receipt = await asyncio.wrap_future(station.submit(batch))
        except WireError as exc:
            raise HTTPException(422, str(exc)) from exc
        except (StationError, StoreError) as exc:
            raise HTTPException(503, str(exc), headers={"Retry-After": "1"}) from exc
        return JSONResponse({"accepted": receipt.accepted, "duplicate": receipt.is_duplicate})

    @router.put("/evidence/{sha256}")
    async def put_evidence(sha256: str, request: Request) -> Response:
        """Keep a picture under the sha256 of its bytes."""
        body = await read_body(request, "image/jpeg", MAX_EVIDENCE)
        if not body.startswith(_JPEG):
            raise HTTPException(415, "the body is no JPEG")
        if hashlib.sha256(body).hexdigest() != sha256:
            raise HTTPException(422, "the sha256 in the address is not that of the body")
        try:
            _, is_new = await run_in_threadpool(station.home.evidence.put, body)
        except StoreError as exc:
            raise HTTPException(503, str(exc), headers={"Retry-After": "1"}) from exc
        return Response(status_code=201 if is_new else 200)

    @router.get("/evidence/{sha256}")
    async def get_evidence(sha256: str) -> FileResponse:
        """The picture with that sha256."""
        place = station.home.evidence.find(sha256)
        if place is None:
            raise HTTPException(404, "no such evidence")
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return FileResponse(place, media_type="image/jpeg", headers=headers)

    return router


def fault_text(exc: ValidationError) -> str:
    """The first fault of a body, with its place; what was sent is not repeated."""
    first = exc.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place or 'body'}: {first['msg']}"


def _parse(key: str, body: bytes) -> Batch:
    """The batch of a body. Raises WireError."""
    try:
        envelope = wire.Envelope.model_validate_json(body)
    except ValidationError as exc:
        raise WireError(fault_text(exc)) from exc
    values: list[Value] = []
    for number, document in enumerate(envelope.values):
        try:
            value = wire.decode(document)
            check_plausible(value)
            values.append(value)
        except WireError as exc:
            raise WireError(f"values.{number}: {exc}") from exc
    return Batch(key, hashlib.sha256(body).hexdigest(), envelope.producer, tuple(values))


async def read_body(request: Request, content_type: str, limit: int) -> bytes:
    """The body of a request. Raises HTTPException for another type, or one that is too long."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != content_type:
        raise HTTPException(415, f"the content type must be {content_type}")
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise HTTPException(413, f"the body has at most {limit} bytes")
            parts.append(part)
    except ClientDisconnect as exc:
        raise HTTPException(400, "the body was cut off") from exc
    return b"".join(parts)
