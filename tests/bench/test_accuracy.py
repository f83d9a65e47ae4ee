"""docs/accuracy.md is what the command writes."""

import re
from pathlib import Path

import pytest

from bench.accuracy import __main__ as accuracy


def form(text: str, name: str) -> str:
    """A section without its figures."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    assert text.count(begin) == text.count(end) == 1, name
    return re.sub(r"[+-]?[0-9]+(\.[0-9]+)?", "0", text.split(begin)[1].split(end)[0])


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_page_of_radar_is_what_the_command_writes(tmp_path: Path, data_dir: Path) -> None:
    page = tmp_path / "accuracy.md"
    assert accuracy.main(["radar", "--page", str(page)]) == 0
    written, kept = (p.read_text(encoding="utf-8") for p in (page, accuracy.PAGE))
    assert form(written, "radar") == form(kept, "radar")


def test_every_part_is_on_the_page() -> None:
    kept = accuracy.PAGE.read_text(encoding="utf-8")
    for name in accuracy.PARTS:
        assert form(kept, name).strip()


def test_without_data_it_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIZUGIWA_DATA", str(tmp_path / "none"))
    page = tmp_path / "accuracy.md"
    assert accuracy.main(["radar", "--page", str(page)]) == 1
    assert "set MIZUGIWA_DATA" in capsys.readouterr().err
    assert not page.exists()


def test_a_part_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        accuracy.main(["nothing"])
    assert caught.value.code == 2 and "nothing" in capsys.readouterr().err
