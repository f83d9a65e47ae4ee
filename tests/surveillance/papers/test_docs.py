"""The examples that people copy are read as they stand."""

import re
from datetime import UTC, datetime
from pathlib import Path

from surveillance.links.readings import Readings
from surveillance.papers.items import names
from surveillance.papers.papers import read_papers
from surveillance.patrol.preflight import Evidence, run_checks
from surveillance.report.entries import read_entries
from tests.surveillance.bench import make_order

PAGE = Path(__file__).resolve().parents[3] / "docs" / "papers.md"


def test_the_examples_are_good(tmp_path: Path) -> None:
    papers, entries = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    (tmp_path / "papers.toml").write_text(papers, encoding="utf-8")
    (tmp_path / "inspections.toml").write_text(entries, encoding="utf-8")
    book = read_papers(tmp_path, None).book
    assert book.aircraft["heron-1"].total_h == 41.5
    assert all((book.pilot, book.permit, book.basis, book.harbour_permission))
    read = read_entries(tmp_path, None)
    assert all((read.inspection, read.maintenance, read.defect))


def test_every_check_is_in_the_table() -> None:
    table = PAGE.read_text(encoding="utf-8")
    checks = run_checks(
        make_order(), Evidence(Readings(), "GUIDED", None, (), (), datetime.now(UTC))
    )
    for name in (*names(), *(check.name for check in checks)):
        assert f"`{name}`" in table, name
