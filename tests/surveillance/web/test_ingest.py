"""The doors of the station: strict, bounded, and nothing acknowledged that is not kept."""

import hashlib
import json
import math

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveillance import wire
from surveillance.model import Value
from tests.surveillance.serving import REALM, Served, event, report, sighting

JPEG = b"\xff\xd8\xff\xe0 a small picture"
JSON = {"Content-Type": "application/json"}


def body(*values: Value) -> dict[str, object]:
    return {"version": 1, "producer": "test", "values": [wire.encode(v) for v in values]}


def post(served: Served, content: object, key: str) -> httpx.Response:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {**JSON, "Idempotency-Key": key}
    return served.client.post("/api/ingest", content=data, headers=headers)


def test_values_are_taken_once(served: Served) -> None:
    content = body(event(1), event(2, "二"), sighting(100))
    assert post(served, content, "once").json() == {"accepted": 3, "duplicate": False}
    assert post(served, content, "once").json() == {"accepted": 3, "duplicate": True}
    assert post(served, body(event(3)), "once").status_code == 422


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[" * 100_000, 422),
        (b"\xff\xfe", 422),
        ([], 422),
        ({"version": 2, "producer": "p", "values": []}, 422),
        ({"version": True, "producer": "p", "values": []}, 422),
        ({"version": 1, "producer": "", "values": []}, 422),
        ({"version": 1, "producer": "p", "values": [], "more": 1}, 422),
        ({"version": 1, "producer": "p", "values": [{}]}, 422),
        ({"version": 1, "producer": "p", "values": [{"kind": "alert", "value": {}}]}, 422),
        (b"x" * (1024 * 1024 + 1), 413),
        (b"x" * (2 * 1024 * 1024 + 1), 413),
    ],
)
def test_bad_bodies_are_refused(served: Served, content: object, status: int) -> None:
    answer = post(served, content, "bad")
    assert answer.status_code == status
    assert "detail" in answer.json()


@pytest.mark.parametrize("wrong", [False, "130.1", math.nan, math.inf, None, [], 181.0, 10**400])
@pytest.mark.parametrize("field", ["lon", "lat"])
def test_a_place_is_two_finite_numbers(served: Served, wrong: object, field: str) -> None:
    content = body(report(431000001))
    content["values"][0]["value"]["position"][field] = wrong  # type: ignore[index]
    assert post(served, content, "place").status_code == 422


@pytest.mark.parametrize("key", ["", "x" * 101, "a b", "\x7f"])
def test_a_key_is_needed(served: Served, key: str) -> None:
    assert post(served, body(event(1)), key).status_code == 400


@pytest.mark.parametrize(
    ("value", "field", "wrong"),
    [
        (sighting(1), "score", 1.5),
        (sighting(1), "ellipse", {"semi_major_m": 1.0, "semi_minor_m": 0.0, "orientation_deg": 0}),
        (sighting(1), "position", {"lon": -50.0, "lat": 34.0}),
        (sighting(1), "at", "9999-12-31T23:59:59Z"),
        (sighting(1), "at", "2031-01-01T00:00:00Z"),
        (sighting(1), "at", "2026-05-01T00:00:00"),
        (report(1), "mmsi", 10**70),
        (report(1), "mmsi", 2**40),
        (report(1), "speed_mps", 1e300),
        (report(1), "name", "x" * 5000),
    ],
)
def test_what_no_source_can_mean_is_refused(
    served: Served, value: Value, field: str, wrong: object
) -> None:
    content = body(value)
    content["values"][0]["value"][field] = wrong  # type: ignore[index]
    answer = post(served, content, "implausible")
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) < 300


def test_other_content_types_are_refused(served: Served) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"Content-Type": kind, "Idempotency-Key": "k"}
        answer = served.client.post("/api/ingest", content=b"{}", headers=headers)
        assert answer.status_code == 415


def test_a_body_without_length_is_bounded(served: Served) -> None:
    chunks = (b"x" * 65536 for _ in range(64))
    headers = {**JSON, "Idempotency-Key": "k"}
    answer = served.client.post("/api/ingest", content=chunks, headers=headers)
    assert answer.status_code in (400, 413)


def test_a_foreign_realm_is_refused_with_the_reason(served: Served) -> None:
    content = json.loads(json.dumps(body(event(1))).replace('"simulated"', '"live"'))
    answer = post(served, content, "realm")
    assert answer.status_code == 422
    assert "simulated" in answer.json()["detail"]


def test_evidence_comes_back_byte_for_byte(served: Served) -> None:
    sha = hashlib.sha256(JPEG).hexdigest()
    headers = {"Content-Type": "image/jpeg"}
    address = f"/api/evidence/{sha}"
    assert served.client.get(address).status_code == 404
    assert served.client.put(address, content=JPEG, headers=headers).status_code == 201
    assert served.client.put(address, content=JPEG, headers=headers).status_code == 200
    answer = served.client.get(address)
    assert answer.content == JPEG
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_wrong_evidence_is_refused(served: Served) -> None:
    sha = hashlib.sha256(JPEG).hexdigest()
    jpeg = {"Content-Type": "image/jpeg"}
    put = served.client.put
    assert put(f"/api/evidence/{'0' * 64}", content=JPEG, headers=jpeg).status_code == 422
    assert put(f"/api/evidence/{sha}", content=JPEG, headers=JSON).status_code == 415
    html = b"<script>alert(1)</script>"
    name = hashlib.sha256(html).hexdigest()
    assert put(f"/api/evidence/{name}", content=html, headers=jpeg).status_code == 415
    big = JPEG + b"x" * (2 * 1024 * 1024)
    assert put(f"/api/evidence/{sha}", content=big, headers=jpeg).status_code == 413


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_input_breaks_the_station(served: Served, data: st.DataObject) -> None:
    """A valid request with one place in it replaced by anything."""
    content = json.loads(json.dumps(body(event(1), report(2), sighting(3))))
    spot = content
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(spot[key], dict | list) and spot[key] and data.draw(st.booleans()):
            spot = spot[key]
            continue
        spot[key] = data.draw(JUNK)
        break
    answer = post(served, content, hashlib.sha256(repr(content).encode()).hexdigest())
    assert answer.status_code in (200, 422), answer.text
    assert served.station.is_working
    assert served.client.get("/api/picture").status_code == 200
    assert served.station.realm is REALM
