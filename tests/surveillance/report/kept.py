"""Records of sorties as they could have been kept."""

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any

from surveillance.model import Realm
from surveillance.papers.book import Book
from surveillance.records.sortie import (
    End,
    Event,
    Item,
    Moment,
    People,
    Place,
    Planned,
    SortieRecord,
    Special,
)
from tests.surveillance.papers.desk import PAPERS

AT = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)  # 7:30 on 1 May in Japan
HOME = Place(lon=129.45, lat=34.7)
BOOK = Book.model_validate(tomllib.loads(PAPERS))
CRAFT = BOOK.aircraft["heron-1"]
PLANNED = Planned(
    area="bench",
    home=HOME,
    way=(HOME, Place(lon=129.46, lat=34.7), HOME),
    fence=(HOME, Place(lon=129.46, lat=34.7), Place(lon=129.46, lat=34.71)),
    highest_m=30.0,
    speed_mps=14.0,
    duration_s=600.0,
    waypoints=3,
    plan_sha256="ab" * 32,
)
PEOPLE = People(
    aircraft=CRAFT, basis=BOOK.basis[0], pilot=BOOK.pilot[0], permits=tuple(BOOK.permit)
)
SPECIALS = tuple(
    Special(kind=kind, state=state, found_en=kind, found_ja=kind)
    for kind, state in (
        ("height", "no"), ("airport", "check"), ("did", "check"), ("facility", "check"),
        ("emergency", "check"), ("night", "no"), ("sight", "applies"), ("persons", "check"),
        ("event", "check"), ("cargo", "check"),
    )
)  # fmt: skip


def kept(hours: float = 0.0, **more: Any) -> SortieRecord:
    """A sortie of ten minutes that ended well, so many hours after 7:30."""
    at = AT + timedelta(hours=hours)
    values: dict[str, Any] = {
        "id": f"{at:%Y%m%dT%H%M%SZ}-heron-1-1",
        "realm": Realm.LIVE,
        "vehicle": "heron-1",
        "kind": "copter",
        "sortie": 1,
        "sorties": 1,
        "began_at": at,
        "ended_at": at + timedelta(minutes=12),
        "end": End.LANDED,
        "take_off": Moment(at=at + timedelta(seconds=10), place=HOME),
        "landing": Moment(at=at + timedelta(seconds=610), place=HOME),
        "last_heard": Moment(at=at + timedelta(seconds=612), place=HOME),
        "planned": PLANNED,
        "specials": SPECIALS,
        "people": PEOPLE,
        "waypoints_reached": 3,
        "checks": (Item(name="battery", is_good=True, text="98 %"),),
        "events": (Event(at=at + timedelta(seconds=5), kind="armed", text="heron-1 is armed"),),
    }
    return SortieRecord(**values | more)


def said(seconds: float, kind: str, text: str) -> Event:
    """An event so long after the beginning."""
    return Event(at=AT + timedelta(seconds=seconds), kind=kind, text=text)
