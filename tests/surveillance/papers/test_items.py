"""Papers in order are green; each one missing, out of date or contradicted alone is red."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from surveillance.model import Realm
from surveillance.papers.book import Book
from surveillance.papers.items import dive_items, names, paper_items
from surveillance.papers.papers import Papers
from surveillance.patrol.paperwork import Desk, Paperwork, flown_of, outing_of
from tests.surveillance.bench import make_mission, make_order
from tests.surveillance.papers.desk import PAPERS

NOON = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
ORDER = replace(make_order(), realm=Realm.LIVE)
FAR = replace(make_order(make_mission(leg_m=400.0)), realm=Realm.LIVE)
FLOWN, FLOWN_FAR = flown_of(ORDER), flown_of(FAR)

Change = Callable[[dict[str, Any]], object]


def papers_of(change: Change = lambda book: None) -> Papers:
    document = tomllib.loads(PAPERS)
    change(document)
    book = Book.model_validate(document)
    shapes = {p.number: Polygon(p.area) for p in book.permit if p.area is not None}
    return Papers(book, shapes)


def red(papers: Papers, at: datetime = NOON, *, far: bool = True) -> dict[str, str]:
    outing = outing_of(FAR if far else ORDER, FLOWN_FAR if far else FLOWN, at)
    checks = paper_items(papers, outing)
    assert tuple(c.name for c in checks) == names()
    return {c.name: c.text for c in checks if not c.is_good}


def test_papers_in_order_are_green() -> None:
    assert red(papers_of()) == {}


def test_no_papers_are_red_all_over_but_for_the_sun() -> None:
    assert set(red(Papers())) == set(names()) - {"daylight"}


def drop(*path: str | int) -> Change:
    def change(book: dict[str, Any]) -> None:
        place: Any = book
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def put(value: object, *path: str | int) -> Change:
    def change(book: dict[str, Any]) -> None:
        place: Any = book
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


EARLY, LATE = date(2026, 4, 1), date(2026, 4, 30)
TOMORROW = datetime(2026, 5, 2, 3, 0, tzinfo=UTC)
ALL = ["airport", "did", "facility", "persons", "event", "cargo"]


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        (put(LATE, "aircraft", "heron-1", "valid_until"), "registration", "2026-04-30"),
        (put(TOMORROW, "aircraft", "heron-1", "at"), "registration", "not yet"),
        (drop("aircraft", "heron-1", "remote_id"), "remote id", "none is recorded for heron-1"),
        (put(TOMORROW, "aircraft", "heron-1", "remote_id", "at"), "remote id", "not yet"),
        (drop("aircraft", "heron-1", "insurance"), "insurance", "nor why there is none"),
        (put(LATE, "aircraft", "heron-1", "insurance", "valid_until"), "insurance", "2026-04-30"),
        (put("Abe", "basis", 0, "pilot"), "pilot", "Abe is not among the pilots"),
        (put(LATE, "pilot", 0, "valid_until"), "pilot", "2026-04-30"),
        (put(["swift-1"], "pilot", 0, "vehicles"), "pilot", "recorded for swift-1, not heron-1"),
        (put(ALL[1:], "basis", 0, "ruled_out"), "legal basis", "nobody said whether airport"),
        (put([*ALL, "sight"], "basis", 0, "ruled_out"), "legal basis", "sight is ruled out, yet"),
        (put(["event"], "permit", 0, "covers"), "permit", "sight is not permitted: no permit"),
        (put(LATE, "permit", 0, "valid_until"), "permit", "2026-04-30 only"),
        (put(TOMORROW, "permit", 0, "at"), "permit", "not yet"),
        (put(["swift-1"], "permit", 0, "vehicles"), "permit", "no permit recorded covers it"),
        (put(20.0, "permit", 0, "max_alt_m"), "permit", "allows 20 m, the way reaches 30 m"),
        (
            put([[129.3, 34.6], [129.452, 34.6], [129.452, 34.8]], "permit", 0, "area"),
            "permit",
            "does not hold the whole way",
        ),
        (put(False, "emergency_airspace", "is_clear"), "emergency airspace", "do not fly"),
        (put(0.5, "emergency_airspace", "valid_h"), "emergency airspace", "look again"),
        (put(TOMORROW, "emergency_airspace", "at"), "emergency airspace", "not yet"),
        (drop("emergency_airspace"), "emergency airspace", "nobody recorded a look"),
    ],
)  # fmt: skip
def test_each_fault_alone_is_red(change: Change, name: str, words: str) -> None:
    found = red(papers_of(change))
    assert list(found) == [name]
    assert words in found[name]


def test_another_sortie_has_no_basis() -> None:
    found = red(papers_of(put(["heron-1:2"], "basis", 0, "sorties")))
    assert set(found) == {"legal basis", "pilot", "permit", "coast guard notice"}


def test_near_and_by_day_no_permit_is_needed() -> None:
    assert red(papers_of(drop("permit")), far=False) == {}
    assert set(red(papers_of(drop("permit")))) == {"permit"}


def test_the_order_of_article_132_92_stands_for_a_permit() -> None:
    def change(book: dict[str, Any]) -> None:
        del book["permit"]
        book["basis"][0]["lifted_by"] = "Article 132-92, request 5 of the Coast Guard"

    assert red(papers_of(change)) == {}


def test_level_three_and_a_half_needs_a_licence() -> None:
    def change(book: dict[str, Any]) -> None:
        book["permit"][0]["level"] = "3.5"
        del book["pilot"][0]["licence"]

    assert "needs a pilot with a licence" in red(papers_of(change))["permit"]


def test_the_night_needs_a_permit_that_covers_it() -> None:
    night = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)  # 21:00 in Japan
    late = papers_of(put(datetime(2026, 5, 1, 11, 30, tzinfo=UTC), "emergency_airspace", "at"))
    assert set(red(late, night)) == {"permit", "daylight"}

    def change(book: dict[str, Any]) -> None:
        book["emergency_airspace"]["at"] = datetime(2026, 5, 1, 11, 30, tzinfo=UTC)
        book["permit"][0]["covers"] = ["sight", "night"]

    assert red(papers_of(change), night) == {}


@pytest.mark.parametrize(("hours", "is_good"), [(47.9, False), (48.1, True)])
def test_a_drone_act_zone_needs_a_notice_48_hours_before(hours: float, is_good: bool) -> None:
    def change(book: dict[str, Any]) -> None:
        book["basis"][0] |= {"applies": ["facility"], "ruled_out": [*ALL[:2], *ALL[3:]]}
        book["coast_guard_notice"] = [
            {
                "office": "7th Regional", "zone": "Tsushima", "sorties": ["heron-1:1"],
                "sent_at": NOON - timedelta(hours=hours), "by": "Mori",
                "at": NOON - timedelta(hours=1), "valid_from": EARLY,
                "valid_until": date(2026, 5, 31),
            }
        ]  # fmt: skip

    assert (red(papers_of(change)) == {}) is is_good


def test_without_a_notice_a_drone_act_zone_is_red() -> None:
    def change(book: dict[str, Any]) -> None:
        book["basis"][0] |= {"applies": ["facility"], "ruled_out": [*ALL[:2], *ALL[3:]]}

    assert "none is recorded" in red(papers_of(change))["coast guard notice"]


@given(minutes=st.integers(-3000, 3000))
def test_a_basis_of_a_day_holds_from_its_confirmation_to_midnight_in_japan(minutes: int) -> None:
    at = NOON + timedelta(minutes=minutes)
    confirmed = datetime(2026, 4, 30, 23, 0, tzinfo=UTC)  # 8:00 in Japan
    midnight = datetime(2026, 5, 1, 15, 0, tzinfo=UTC)
    is_good = confirmed <= at and at + timedelta(seconds=FAR.duration_s) < midnight
    assert ("legal basis" not in red(papers_of(), at)) is is_good


DIVE = {
    "number": "H-9", "port": "Hakata", "sorties": ["kelp:1"], "is_locked_out": True,
    "master": "Capt. Li", "is_clear": True, "valid_from": EARLY,
    "valid_until": date(2026, 5, 31), "by": "Mori", "at": NOON,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, []),
        ({"is_locked_out": False}, ["lock-out"]),
        ({"is_clear": False}, ["divers clear"]),
        ({"valid_until": LATE}, ["harbour permission"]),
        ({"sorties": ["kelp:2"]}, ["harbour permission", "lock-out", "divers clear"]),
        ({"at": NOON + timedelta(minutes=1)}, ["harbour permission", "lock-out", "divers clear"]),
        ({"at": NOON - timedelta(hours=3, minutes=31)}, ["lock-out", "divers clear"]),
        ({"at": NOON - timedelta(hours=3, minutes=30)}, []),
        ({"at": NOON - timedelta(hours=5), "valid_h": 6.0}, []),
        ({"at": NOON - timedelta(minutes=31), "valid_h": 1.0}, ["lock-out", "divers clear"]),
    ],
)
def test_a_dive_needs_its_harbour_master(change: dict[str, Any], wanted: list[str]) -> None:
    papers = Papers(Book.model_validate({"harbour_permission": [DIVE | change]}))
    checks = dive_items(papers, "kelp:1", NOON, NOON + timedelta(minutes=30))
    assert [c.name for c in checks if not c.is_good] == wanted


@pytest.mark.parametrize("realm", [Realm.SIMULATED, Realm.EXERCISE])
def test_out_of_the_live_realm_nothing_is_pretended(realm: Realm) -> None:
    work = Paperwork(replace(ORDER, realm=realm), Desk())
    checks = work.items(NOON)
    assert [c.name for c in checks] == [*names(), "weather"]
    assert {c.is_good for c in checks} == {None}
    assert all("not asked for in" in c.text for c in checks[:-1])


def test_a_live_flight_without_papers_is_refused() -> None:
    checks = Paperwork(ORDER, Desk()).items(NOON)
    assert {c.name for c in checks if c.is_good is False} == set(names()) - {"daylight"}


def test_papers_run_out_while_a_person_is_asked() -> None:
    work = Paperwork(FAR, Desk(papers_of()))
    assert not [c for c in work.items(NOON) if c.is_good is False]
    late = work.items(NOON + timedelta(hours=2))
    assert [c.name for c in late if c.is_good is False] == ["emergency airspace"]
