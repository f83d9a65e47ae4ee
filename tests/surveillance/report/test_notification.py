"""What a notification asks for is in it, from a plan or from what was flown."""

from surveillance.papers.book import Basis
from surveillance.records.sortie import People
from surveillance.report.form import BLANK
from surveillance.report.machine import plain
from surveillance.report.notification import geometry, notification, notified_of
from tests.surveillance.report.kept import PEOPLE, kept


def test_every_item_of_the_law_is_there() -> None:
    told = plain(notification(notified_of(kept())))
    assert told["begin_at"] == "2026-04-30T22:30:10Z"
    assert told["end_at"] == "2026-04-30T22:40:10Z"
    assert told["registration"] == "JU3226TEST01"
    assert (told["pilot"], told["licence"]) == ("Tanaka Ichiro", "110000001")
    assert told["permits"] == ["P-2026-1"]
    assert (told["purpose"], told["highest_m"], told["speed_mps"]) == ("coast patrol", 30.0, 14.0)
    assert told["special"] == ["beyond visual line of sight"]
    assert told["departure"] == told["destination"] == [129.45, 34.7]
    assert told["duration_s"] == 600.0
    assert told["insurance"] == "Tokyo Mutual P-77"
    assert told["control"] == ""  # nobody wrote how people are kept away: left to people
    assert [row["place"] for row in told["route"]] == [
        [129.45, 34.7],
        [129.46, 34.7],
        [129.45, 34.7],
    ]


def test_a_measure_that_people_recorded_is_told() -> None:
    assert PEOPLE.basis is not None
    basis = Basis.model_validate(PEOPLE.basis.model_dump() | {"control": "guard boat"})
    people = PEOPLE.model_copy(update={"basis": basis})
    assert plain(notification(notified_of(kept(people=people))))["control"] == "guard boat"


def test_without_papers_it_is_unknown() -> None:
    form = notification(notified_of(kept(people=People(), take_off=None)))
    head = {column.key: cell for column, cell in form.head}
    assert [head[k] for k in ("pilot", "licence", "permits", "purpose", "insurance")] == [None] * 5
    assert head["control"] is None and head["control"] is not BLANK
    assert head["begin_at"] == kept().began_at


def test_area_and_route_are_geojson() -> None:
    area, route = geometry(notified_of(kept()))["features"]
    (ring,) = area["geometry"]["coordinates"]
    assert (area["geometry"]["type"], ring[0], len(ring)) == ("Polygon", ring[-1], 4)
    assert route["geometry"]["coordinates"][1] == [129.46, 34.7]
