"""The page of measured figures."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.score.page import write_section

NAMES = ("radar", "optical", "simulated")


@settings(deadline=None, max_examples=30)  # each write waits for the disk
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text("ab\n|", max_size=20)), min_size=1))
def test_each_section_holds_what_was_written_last_and_touches_no_other(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[str, str]]
) -> None:
    page = tmp_path_factory.mktemp("page") / "docs" / "accuracy.md"
    for name, text in writes:
        write_section(page, name, text)
    whole = page.read_text(encoding="utf-8")
    assert whole.startswith("# How good it is, measured\n")
    for name, text in dict(writes).items():
        assert whole.count(f"<!-- {name}: begin -->\n{text.rstrip()}\n<!-- {name}: end -->") == 1
    assert whole.count("begin -->") == len(dict(writes))


def test_words_between_sections_stay(tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    write_section(page, "radar", "one")
    page.write_text(page.read_text(encoding="utf-8") + "\nby hand\n", encoding="utf-8")
    write_section(page, "radar", "two")
    assert page.read_text(encoding="utf-8").endswith("two\n<!-- radar: end -->\n\nby hand\n")


def test_a_broken_page_is_refused_and_kept(tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    page.write_text("<!-- radar: begin -->\nmuch else\n", encoding="utf-8")
    with pytest.raises(ValueError, match="markers of radar"):
        write_section(page, "radar", "text")
    assert page.read_text(encoding="utf-8") == "<!-- radar: begin -->\nmuch else\n"
