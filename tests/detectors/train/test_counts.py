"""Counting found against labelled."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.score.page import write_section
from detectors.train.accuracy import Result, as_table, as_text
from detectors.train.counts import Counts, count, pairs_within

WATER_ONLY = np.zeros((100, 100), np.bool_)


def box_at(x, y, side=6.0):
    return x - side / 2, y - side / 2, x + side / 2, y + side / 2


def test_five_pixels_are_near_enough_and_more_are_not():
    label = np.array([box_at(50, 50)])
    assert pairs_within(label, np.array([box_at(53, 54)])) == [(0, 0)]
    assert pairs_within(label, np.array([box_at(53, 54.1)])) == []


def test_a_label_is_found_once():
    free, every = count(np.array([box_at(50, 50)]), [box_at(50, 50), box_at(51, 50)], WATER_ONLY)
    assert free == every == Counts(1, 1, 0)


def test_as_many_pairs_as_can_be():
    """The nearest first would leave one label without its find."""
    labels = np.array([box_at(50, 50), box_at(56, 50)])
    found = np.array([box_at(52, 50), box_at(46, 50)])
    assert sorted(pairs_within(labels, found)) == [(0, 1), (1, 0)]


def test_a_false_alarm_counts_where_it_lies_and_a_label_where_it_lies():
    land = WATER_ONLY.copy()
    land[:, :30] = True
    labels = np.array([box_at(33, 50), box_at(70, 50), box_at(70, 80)])
    found = [box_at(33, 50), box_at(34, 20), box_at(70, 51), box_at(70, 20)]
    free, every = count(labels, found, land)
    assert free == Counts(1, 1, 1)
    assert every == Counts(2, 2, 1)


def test_nothing_labelled_and_nothing_found_are_counted():
    none = np.zeros((0, 4))
    assert count(none, [], WATER_ONLY) == (Counts(0, 0, 0), Counts(0, 0, 0))
    assert count(none, [box_at(50, 50)], WATER_ONLY)[1] == Counts(0, 1, 0)
    assert count(np.array([box_at(50, 50)]), [], WATER_ONLY)[1] == Counts(0, 0, 1)


@given(right=st.integers(0, 50), wrong=st.integers(0, 50), missed=st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_precision_and_recall(right, wrong, missed):
    f1 = Counts(right, wrong, missed).f1
    assert 0.0 <= f1 <= 1.0
    if right:
        precision, recall = right / (right + wrong), right / (right + missed)
        assert abs(f1 - 2 * precision * recall / (precision + recall)) < 1e-12


def test_the_page_keeps_what_others_wrote_and_is_the_same_when_written_twice(tmp_path):
    page = tmp_path / "accuracy.md"
    page.write_text("# Title\n\nBefore.\n\n<!-- radar: begin -->\nx\n<!-- radar: end -->\n")
    results = [Result("here", Counts(8, 1, 1), Counts(10, 5, 5), (0.2, 0.25))]
    text = as_text(as_table(results, (0.2, 0.3)))
    write_section(page, "optical", "old")
    write_section(page, "optical", text)
    once = page.read_text()
    write_section(page, "optical", text)
    assert page.read_text() == once
    assert once.startswith("# Title\n\nBefore.\n\n<!-- radar: begin -->\nx\n<!-- radar: end -->\n")
    assert "| here | 8 | 1 | 1 | 0.89 | 10 | 5 | 5 | 0.67 | 0.20, 0.25 |" in once
    assert "old" not in once


def test_a_page_that_is_not_there_begins_with_its_title(tmp_path):
    write_section(tmp_path / "docs" / "accuracy.md", "optical", "text")
    assert (tmp_path / "docs" / "accuracy.md").read_text().startswith("# ")
