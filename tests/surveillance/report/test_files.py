"""Pages that fetch and run nothing, tables that no spreadsheet runs."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.errors import WrongUsage
from surveillance.model import Realm
from surveillance.report.entries import Entries
from surveillance.report.facts import REALMS
from surveillance.report.files import text_of
from surveillance.report.flight_log import Span, flight_log
from surveillance.report.form import Form
from surveillance.report.incident import incident
from surveillance.report.notification import notification, notified_of
from surveillance.report.sheet import page
from tests.surveillance.report.kept import CRAFT, PEOPLE, kept

HOSTILE = """<script>alert(1)</script>"'&=HYPERLINK("http://x")"""


class Reader(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def all_forms(text: str = "a boat") -> list[Form]:
    assert PEOPLE.basis is not None and PEOPLE.pilot is not None
    basis = PEOPLE.basis.model_copy(update={"purpose": text})
    pilot = PEOPLE.pilot.model_copy(update={"name": text})
    people = PEOPLE.model_copy(update={"basis": basis, "pilot": pilot})
    record = kept(people=people)
    log = flight_log([record], CRAFT, Entries(), Span())
    return [*log, notification(notified_of(record)), incident(record, text)]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = page(all_forms(HOSTILE), None)
    reader = Reader(text)
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "img", "link", "iframe", "object", "a", "form", "base", "svg"}
    attributes = {name for _, attrs in reader.tags for name in attrs}
    assert not attributes & {"src", "href", "srcset", "action", "onclick", "onload"}
    assert "url(" not in text and "@import" not in text and "default-src 'none'" in text
    assert HOSTILE in reader.text


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    plain_tags = [tag for tag, _ in Reader(page(all_forms("x"), None)).tags]
    reader = Reader(page(all_forms(text), None))
    assert [tag for tag, _ in reader.tags] == plain_tags
    assert reader.text.count(text) >= 3


def test_people_read_japanese_time_and_programs_utc() -> None:
    record = kept()
    log = flight_log([record], CRAFT, Entries(), Span())[:1]
    seen = Reader(text_of(log, ".html", None)).text
    assert "2026-05-01 07:30:10 JST" in seen and "2026-04-30" not in seen
    for suffix in (".json", ".csv"):
        text = text_of(log, suffix, None)
        assert "2026-04-30T22:30:10Z" in text and "JST" not in text


def test_both_languages_and_the_unknown_are_there() -> None:
    seen = Reader(page(all_forms(), None)).text
    for words in (
        "無人航空機の飛行記録",
        "flight record",
        "不明",
        "unknown",
        "日常点検",
        "登録記号",
    ):
        assert words in seen


def test_what_was_not_live_says_so() -> None:
    assert "simulated: no aircraft flew" in page(all_forms(), REALMS[Realm.SIMULATED])
    assert "simulated" not in page(all_forms(), REALMS.get(Realm.LIVE))


def table(form: Form) -> list[dict[str, Any]]:
    text = text_of([form], ".csv", None)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_csv_row_stands_alone_and_runs_nothing() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        (row,) = table(all_forms(text)[0])
        assert row["pilot"] == f"'{text}"
        assert row["registration"] == "JU3226TEST01"
        assert row["type_name"] == "unknown"
        assert row["take_off_place"] == "129.45 34.7"


def test_csv_holds_one_form() -> None:
    with pytest.raises(WrongUsage, match="choose with --form: flight_record, daily_inspection"):
        text_of(all_forms()[:3], ".csv", None)


def test_no_sheet_is_wider_than_its_paper() -> None:
    """Widths of the columns of every table sum up to the whole."""
    for widths in re.findall(r"<colgroup>(.*?)</colgroup>", page(all_forms(), None)):
        shares = [float(share) for share in re.findall(r"width:([\d.]+)%", widths)]
        assert sum(shares) == pytest.approx(100.0, abs=0.1)
