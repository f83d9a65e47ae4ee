"""What the station answers besides values: page, assets, headers, strangers."""

import re
import socket

import pytest

from surveillance.errors import Refused, StationError, WrongUsage
from surveillance.web.server import open_door
from tests.surveillance.serving import Served


def test_every_page_has_its_own_nonce(served: Served) -> None:
    pages = [served.client.get("/") for _ in range(2)]
    nonces = [re.findall(r'nonce="([^"]+)"', page.text) for page in pages]
    assert nonces[0] != nonces[1]
    for page, (nonce,) in zip(pages, nonces, strict=True):
        policy = page.headers["content-security-policy"]
        assert f"'nonce-{nonce}'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    "path", ["/", "/api/picture", "/api/area", "/api/coverage", "/healthz", "/static/main.js", "/x"]
)
def test_every_answer_has_safe_headers(served: Served, path: str) -> None:
    headers = served.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["mizugiwa-station"] == "1"  # producers believe nobody else
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_the_area_is_geojson(served: Served) -> None:
    area = served.client.get("/api/area").json()
    assert area["type"] == "FeatureCollection"
    kinds = {f["properties"]["kind"] for f in area["features"]}
    assert {"area", "fence", "land", "home", "watched"} <= kinds


def test_other_hosts_and_sites_are_refused(served: Served) -> None:
    for host in ("evil.example", "evil.example:8030", "", "127.0.0.1.evil.example", "localhost@x"):
        assert served.client.get("/api/picture", headers={"Host": host}).status_code == 421
    for host in ("localhost:9", "127.0.0.1", "[::1]:8030"):
        assert served.client.get("/api/picture", headers={"Host": host}).status_code == 200
    for origin in ("http://evil.example", "null", "https://localhost"):
        headers = {"Origin": origin, "Content-Type": "application/json", "Idempotency-Key": "k"}
        answer = served.client.post("/api/ingest", content=b"{}", headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/..%2fsecret.txt",
        "/static/..\\secret.txt", "/static/..%5csecret.txt", "/assets/....//secret.txt",
        "/assets//etc/passwd", "/api/evidence/..%2f..%2fstation.lock", "/static/%00",
    ],
)  # fmt: skip
def test_no_path_leaves_its_folder(served: Served, path: str) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5.0) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := link.recv(65536):
            answer += chunk
    status = int(answer.split(b" ")[1])
    assert status in (400, 404, 405)
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]
    assert b"root:" not in answer


def test_there_is_no_page_that_loads_foreign_scripts(served: Served) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert served.client.get(path).status_code == 404


def test_a_port_in_use_is_one_clear_line() -> None:
    with open_door("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(StationError, match=f"port {port} is in use"):
            open_door("localhost", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "8.8.8.8"])
def test_addresses_that_others_reach_are_refused(host: str) -> None:
    with pytest.raises(Refused, match="no users"):
        open_door(host, 0)


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(WrongUsage, match="no IP address"):
        open_door("example.org", 0)
