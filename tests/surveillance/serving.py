"""A station for tests: its pieces in this process, or served on a free port in a thread."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn

from geodata import areas
from geodata.area import read_area
from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.model import AisReport, Ellipse, PatrolEvent, Realm, Sighting, Telemetry, Value
from surveillance.station import Station, StationHome
from surveillance.store import Batch
from surveillance.web.app import Site, create_app
from surveillance.web.server import configuration, open_door, url_of

AT = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
REALM = Realm.SIMULATED
PLACE = LonLat(130.12, 34.25)
CLOCK = Clock(time.time(), AT, 1.0)  # the values are of the present
YEARS_LATER = Clock(0.0, AT, 1.0)
SHELL = '<html><script nonce="__NONCE__" src="/static/main.js"></script></html>'


def event(number: int, text: str = "") -> PatrolEvent:
    return PatrolEvent(
        AT + timedelta(seconds=number), REALM, "heron-1", "waypoint", text or str(number)
    )


def telemetry(seconds: float, vehicle: str = "heron-1") -> Telemetry:
    at = AT + timedelta(seconds=seconds)
    return Telemetry(at, REALM, vehicle, PLACE, 100.0, 110.0, 12.0, 14.0, "AUTO", True)


def sighting(number: int) -> Sighting:
    """Sightings of one vessel that lies still, a second apart."""
    at = AT + timedelta(seconds=number)
    ellipse = Ellipse(20.0, 10.0, 0.0)
    return Sighting(f"s{number}", at, REALM, "heron-1", PLACE, ellipse, "vessel", 0.9, tracklet="a")


def report(mmsi: int, number: int = 0, name: str | None = None) -> AisReport:
    at = AT + timedelta(seconds=number)
    place = None if name else PLACE
    return AisReport(f"a{mmsi}-{number}-{name}", at, REALM, "rx", mmsi, place, name=name)


def batch(key: str, *values: Value) -> Batch:
    digest = hashlib.sha256(repr(values).encode()).hexdigest()
    return Batch(key, digest, "test", tuple(values))


@contextmanager
def station_in(folder: Path, realm: Realm = REALM, clock: Clock = CLOCK) -> Iterator[Station]:
    """A started station whose state is in the folder."""
    home = StationHome(folder)
    station = Station(home, read_area(areas.path("okinoshima")), realm, clock)
    try:
        station.start()
        yield station
    finally:
        station.stop()
        home.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A station that answers at an address."""

    station: Station
    url: str
    client: httpx.Client


@contextmanager
def served_in(folder: Path, realm: Realm = REALM) -> Iterator[Served]:
    """A station in the folder, served on a free port by a thread."""
    static, vendor = folder / "static", folder / "vendor"
    for place in (static, vendor):
        place.mkdir(parents=True)
        (place / "main.js").write_text("// ours")
    (folder / "secret.txt").write_text("secret")
    with station_in(folder / "home", realm) as station, open_door("127.0.0.1", 0) as door:
        app = create_app(station, Site(SHELL, static, vendor))
        server = uvicorn.Server(configuration(app))
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        with httpx.Client(base_url=url_of(door), timeout=10.0) as client:
            assert client.get("/healthz").status_code == 200
            yield Served(station, url_of(door), client)
        app.state.stream.end()
        server.should_exit = True
        thread.join(timeout=10.0)
