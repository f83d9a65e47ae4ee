"""docs/accuracy.md is what the command writes."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from bench.accuracy import __main__ as accuracy
from bench.accuracy import simulated
from bench.accuracy.curve import curve
from bench.satellites import binned


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


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_page_of_simulated_passes_is_what_the_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of seeds 11 and 12 only; those of all stand on the page."""
    kept = accuracy.PAGE.read_text(encoding="utf-8")
    monkeypatch.setattr(simulated, "SEEDS", range(11, 13))
    page = tmp_path / "accuracy.md"
    assert accuracy.main(["simulated", "--page", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    without_bins = [
        form(re.sub(r"\| [0-9.]+ to .*\n", "", text), "simulated") for text in (written, kept)
    ]
    assert without_bins[0] == without_bins[1]
    assert (tmp_path / simulated.PICTURE).read_text(encoding="utf-8").startswith("<svg")


def test_the_skill_on_the_page_is_what_was_asked_for() -> None:
    (skill,) = re.findall(
        r"Brier skill against the base rate \| ([0-9.]+) \|",
        accuracy.PAGE.read_text(encoding="utf-8"),
    )
    assert float(skill) >= 0.6


def test_a_curve_is_drawn_where_its_figures_are() -> None:
    drawn = ElementTree.fromstring(curve([(0.1, 0.0, 5), (0.9, 1.0, 20)]))
    dots = [
        (float(dot.get("cx", "nan")), float(dot.get("cy", "nan")))
        for dot in drawn.iter("{http://www.w3.org/2000/svg}circle")
    ]
    assert dots == [(80.0, 368.0), (336.0, 48.0)]


def test_bins_hold_every_probability_once() -> None:
    p = np.array([0.0, 0.049, 0.05, 0.5, 0.95, 1.0])
    dark = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    assert [(low, count) for low, _, _, _, count in binned(p, dark)] == [
        (0.0, 2), (0.05, 1), (0.4, 1), (0.95, 2),
    ]  # fmt: skip
