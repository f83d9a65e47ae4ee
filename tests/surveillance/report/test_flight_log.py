"""The three records: what was flown is in them, what nobody wrote is not invented."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.papers.book import Aircraft
from surveillance.records.sortie import End, LimitBroken, People
from surveillance.report.entries import Entries
from surveillance.report.flight_log import Span, flight_log, total_times
from surveillance.report.form import BLANK, Duration
from surveillance.report.machine import plain
from tests.surveillance.report.kept import AT, CRAFT, HOME, kept

ALL = Span()
NOTHING = Entries()


def flights(*records: Any, craft: Aircraft | None = CRAFT, span: Span = ALL) -> list[dict]:  # type: ignore[type-arg]
    made: list[dict[str, Any]] = plain(flight_log(records, craft, NOTHING, span)[0])["flights"]
    return made


def test_a_flight_is_told_in_full() -> None:
    (flight,) = flights(kept())
    assert flight == {
        "date": "2026-05-01",  # in Japan; it is still April in UTC
        "pilot": "Tanaka Ichiro",
        "licence": "110000001",
        "purpose_route": ["coast patrol", "bench, way points 3/3, plan abababababab"],
        "special": ["beyond visual line of sight", "P-2026-1"],
        "take_off_place": [129.45, 34.7],
        "take_off_at": "2026-04-30T22:30:10Z",
        "landing_place": [129.45, 34.7],
        "landing_at": "2026-04-30T22:40:10Z",
        "flown_s": 600.0,
        "total_s": 41.5 * 3600 + 600,
        "safety": ["nothing recorded"],
    }


def test_the_head_names_the_aircraft() -> None:
    form = flight_log([kept()], CRAFT, NOTHING, ALL)[0]
    head = {column.key: cell for column, cell in form.head}
    assert head["registration"] == "JU3226TEST01"
    assert head["type_certificate"] is None  # nobody recorded one


def test_what_was_not_recorded_is_unknown_not_guessed() -> None:
    bare = kept(people=People(), landing=None, end=End.LEFT)
    (flight,) = flights(bare, craft=None)
    unknown = ("pilot", "licence", "landing_at", "landing_place", "flown_s", "total_s")
    assert {key: flight[key] for key in unknown} == dict.fromkeys(unknown)
    assert flight["purpose_route"][0] == "purpose unknown"
    assert "around an airport (to be confirmed)" in flight["special"]
    assert flight["safety"] == ["not watched to its end"]


def test_what_touched_safety_is_said() -> None:
    broken = LimitBroken(kind="fence", name="fence", amount_m=12.4, at=AT, place=HOME)
    (flight,) = flights(kept(limits_broken=(broken,), end=End.FAILED, end_text="lost"))
    assert flight["safety"] == ["ended abnormally", "lost", "fence broken (fence) by 12 m"]


def test_totals_go_on_from_what_people_wrote_down() -> None:
    before = kept(hours=-48)
    first, second, unknown, last = kept(), kept(1), kept(2, landing=None), kept(3)
    totals = total_times([before, first, second, unknown, last], CRAFT)
    start = 41.5 * 3600
    assert totals == (None, Duration(start + 600), Duration(start + 1200), None, None)


@given(minutes=st.lists(st.integers(1, 300), max_size=20))
def test_totals_only_grow_and_by_what_was_flown(minutes: list[int]) -> None:
    records = [
        kept(hours=10 * n, landing=kept(hours=10 * n + m / 60 - 1 / 6).landing)
        for n, m in enumerate(minutes)
    ]
    totals = total_times(records, CRAFT)
    for n, total in enumerate(totals):
        assert total is not None
        assert total.seconds == pytest.approx(41.5 * 3600 + 60 * sum(minutes[: n + 1]), abs=1e-3)


def test_a_part_of_the_log_has_the_same_totals() -> None:
    records = [kept(), kept(1), kept(24)]
    whole = flights(*records)
    part = flights(*records, span=Span(AT + timedelta(minutes=30), AT + timedelta(hours=2)))
    assert part == whole[1:2]


INSPECTION = {
    "vehicle": "heron-1", "at": datetime(2026, 5, 1, 7, 0, tzinfo=UTC) - timedelta(hours=9),
    "place": "Hitakatsu", "by": "Tanaka", "when": "before", "results": {"propellers": "good"},
}  # fmt: skip


def test_inspections_are_those_of_people_and_blank_else() -> None:
    entries = Entries.model_validate({"inspection": [INSPECTION]})
    table = flight_log([kept(), kept(24)], CRAFT, entries, ALL)[1].tables[0]
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    assert [(r["date"], r["by"]) for r in rows] == [
        (date(2026, 5, 1), "Tanaka"),
        (date(2026, 5, 1), BLANK),  # after the flights: nobody wrote it down
        (date(2026, 5, 2), BLANK),
        (date(2026, 5, 2), BLANK),
    ]
    assert (rows[0]["propellers"], rows[0]["frame"]) == ("good", BLANK)
    assert all(r[k] is BLANK for r in rows[1:] for k in keys if k not in ("date", "when"))


def test_maintenance_and_defects_of_this_aircraft_only() -> None:
    when = {"vehicle": "heron-1", "at": AT}
    other = {"vehicle": "swift-1", "at": AT}
    work = {"place": "Fukuoka", "by": "Abe", "what": "propellers", "why": "50 h"}
    entries = Entries.model_validate(
        {
            "maintenance": [when | work, other | work],
            "defect": [when | {"what": "motor 3 noisy"}, other | {"what": "x"}],
        }
    )
    flown, _, kept_up = flight_log([kept()], CRAFT, entries, ALL)
    assert plain(kept_up)["works"] == [
        {
            "date": "2026-05-01", "place": "Fukuoka", "by": "Abe", "what": "propellers",
            "why": "50 h", "since_certificate_h": None, "remarks": "",
        }
    ]  # fmt: skip
    (defect,) = plain(flown)["defects"]
    assert (defect["what"], defect["fix"], defect["confirmed_by"]) == ("motor 3 noisy", "", "")
