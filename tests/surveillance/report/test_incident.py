"""A draft says what was recorded, leaves the rest to people, and is not made of nothing."""

from datetime import timedelta
from typing import Any

import pytest

from surveillance.errors import RecordError
from surveillance.records.sortie import End, LimitBroken, Moment
from surveillance.report.incident import incident
from surveillance.report.machine import plain
from tests.surveillance.report.kept import AT, HOME, kept, said

BROKEN = LimitBroken(kind="nofly", name="Farm", amount_m=12.0, at=AT, place=HOME)
CRASH = said(611.0, "notice", "the vehicle says: Crash: Disarming: AngErr=88>30")


def test_a_good_flight_makes_no_report() -> None:
    with pytest.raises(RecordError, match="holds no broken limit, no lost link and no bad landing"):
        incident(kept(), None)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"limits_broken": (BROKEN,)}, "nofly Farm broken by 12 m"),
        ({"events": (said(30.0, "link_lost", "nothing heard"),)}, "link lost"),
        ({"events": (CRASH,)}, "Crash: Disarming"),
        ({"events": (said(30.0, "landed", "landed, NOT at home but 400 m away"),)}, "NOT at home"),
        ({"events": (said(30.0, "notice", "Potential Thrust Loss (3)"),)}, "Thrust Loss"),
        ({"end": End.FAILED, "end_text": "no link for 9 min"}, "no link for 9 min"),
        ({"end": End.OPEN, "ended_at": None}, "was interrupted"),
    ],
)
def test_each_ground_alone_makes_a_draft(more: dict[str, Any], words: str) -> None:
    told = plain(incident(kept(**more), None))
    (ground,) = told["grounds"]
    assert words in ground["what"]


def test_what_a_person_saw_makes_a_draft() -> None:
    told = plain(incident(kept(), "it brushed the mast of a boat"))
    (ground,) = told["grounds"]
    assert (ground["what"], ground["at"]) == ("it brushed the mast of a boat", None)
    assert (told["at"], told["place"]) == (None, None)


def test_when_and_where_are_those_of_the_gravest_ground() -> None:
    there = Moment(at=AT + timedelta(seconds=610), place=HOME)
    told = plain(incident(kept(events=(CRASH,), limits_broken=(BROKEN,), last_heard=there), None))
    assert (told["at"], told["place"]) == ("2026-04-30T22:40:11Z", [129.45, 34.7])
    assert "crash or collision" in told["grounds"][0]["category"]


def test_a_place_heard_long_before_is_not_the_place() -> None:
    long_ago = Moment(at=AT, place=HOME)
    told = plain(incident(kept(events=(CRASH,), last_heard=long_ago), None))
    assert told["place"] is None
    assert told["last_heard_place"] == [129.45, 34.7]


def test_what_only_people_know_stays_blank() -> None:
    told = plain(incident(kept(limits_broken=(BROKEN,)), None))
    blank = ("injured", "property", "damage", "measures", "cause", "reporter", "weather")
    assert {told[key] for key in blank} == {""}
    assert [event["text"] for event in told["events"]] == ["heron-1 is armed"]
    assert told["checks"] == [{"name": "battery", "state": "good", "text": "98 %"}]
