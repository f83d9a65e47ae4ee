"""Average precision, against what pycocotools gives for cases that are reckoned by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from detectors.errors import ScoreError
from detectors.score.coco import Boxes, score_coco
from detectors.score.coco_files import read_coco
from surveillance.cli.main import app
from surveillance.scan.coco import coco
from tests.surveillance.scan.scenes import SCENE

A, B = (0.0, 0.0, 10.0, 10.0), (50.0, 50.0, 60.0, 60.0)
NOWHERE = (80.0, 0.0, 90.0, 10.0)
CROWD = (0.0, 40.0, 40.0, 80.0)


def picture(true: list[Any], found: list[tuple[Any, float]], crowds: int = 0) -> Boxes:
    """The last so many of the true boxes are crowds."""
    return Boxes(
        np.array(true, np.float64).reshape(-1, 4),
        np.arange(len(true)) >= len(true) - crowds,
        np.array([box for box, _ in found], np.float64).reshape(-1, 4),
        np.array([score for _, score in found], np.float64),
    )


def figures(*pictures: Boxes) -> dict[str, Any]:
    return score_coco([pictures])


def test_all_that_is_right_is_one() -> None:
    told = figures(picture([A, B], [(A, 0.9), (B, 0.8)]))
    assert (told["ap"], told["ap50"], told["ap75"], told["recall50"]) == (1.0, 1.0, 1.0, 1.0)


def test_a_false_one_above_costs_and_one_below_does_not() -> None:
    below = figures(picture([A], [(A, 0.9), (NOWHERE, 0.8)]))
    above = figures(picture([A], [(NOWHERE, 0.9), (A, 0.8)]))
    assert below["ap"] == 1.0 and above["ap"] == pytest.approx(0.5)


def test_half_of_the_true_ones_reach_51_of_101_recalls() -> None:
    assert figures(picture([A, B], [(A, 0.9)]))["ap"] == pytest.approx(51 / 101)


def test_a_right_one_after_a_false_one_lifts_the_curve_before_it() -> None:
    """Right, false, right: precision 1 up to a recall of one half, then two thirds."""
    told = figures(picture([A, B], [(A, 0.9), (NOWHERE, 0.8), (B, 0.7)]))
    assert told["ap"] == pytest.approx((51 + 50 * 2 / 3) / 101)


def test_each_overlap_is_asked_by_itself() -> None:
    """Seven tenths in common: right at 0.5 to 0.7, five of the ten overlaps."""
    told = figures(picture([A], [((0.0, 0.0, 10.0, 7.0), 0.9)]))
    assert told["ap50"] == 1.0 and told["ap75"] == 0.0
    assert told["ap"] == pytest.approx(0.5)


def test_one_true_box_is_found_once_by_the_best() -> None:
    told = figures(picture([A], [(A, 0.8), (A, 0.9)]))
    assert told["ap"] == 1.0  # the second lies below
    twice = figures(picture([A, B], [(A, 0.9), (A, 0.8), (B, 0.7)]))
    assert twice["ap50"] == pytest.approx((51 + 50 * 2 / 3) / 101)


def test_what_lies_in_a_crowd_counts_neither_way() -> None:
    small = (5.0, 45.0, 15.0, 55.0)
    told = figures(picture([A, CROWD], [(small, 0.95), (small, 0.94), (A, 0.9)], crowds=1))
    assert (told["ap"], told["true"], told["found"]) == (1.0, 1, 3)


def test_only_the_best_hundred_of_a_picture_count() -> None:
    far = [((1e3 + n * 20.0, 0.0, 1e3 + n * 20.0 + 10.0, 10.0), 0.9) for n in range(100)]
    assert figures(picture([A], [*far, (A, 0.5)]))["ap"] == 0.0
    assert figures(picture([A], [*far[:99], (A, 0.5)]))["ap"] == pytest.approx(0.01)


def test_classes_weigh_alike_and_those_without_truth_not_at_all() -> None:
    good, bad = picture([A], [(A, 0.9)]), picture([A, B], [])
    empty = picture([], [(A, 0.9)])
    assert score_coco([[good], [bad], [empty]])["ap"] == pytest.approx(0.5)
    assert score_coco([[empty]])["ap"] is None


SCORES = st.integers(0, 1000).map(lambda n: n / 1000.0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), SCORES), max_size=12))
def test_only_the_order_of_the_scores_matters(placed: list[tuple[int, int, float]]) -> None:
    boxes = [((x * 4.0, y * 4.0, x * 4.0 + 10.0, y * 4.0 + 10.0), s) for x, y, s in placed]
    halved = [(box, score / 2.0) for box, score in boxes]
    one, other = (figures(picture([A, B], found)) for found in (boxes, halved))
    assert one == other
    assert 0.0 <= one["ap"] <= one["ap50"] + 1e-9 <= 1.0 + 2e-9


def document(*boxes: tuple[str, Any], kinds: tuple[str, ...] = ("ship",)) -> dict[str, Any]:
    names = sorted({name for name, _ in boxes} | {SCENE.name})
    return {
        "images": [{"id": n + 7, "file_name": name} for n, name in enumerate(names)],
        "categories": [{"id": n + 3, "name": kind} for n, kind in enumerate(kinds)],
        "annotations": [
            {"image_id": names.index(name) + 7, "category_id": 3, "bbox": list(box)}
            for name, box in boxes
        ],
    }


def write(path: Path, plain: object) -> Path:
    path.write_text(json.dumps(plain), encoding="utf-8")
    return path


def test_what_scan_writes_is_scored_whatever_the_class_is_called(tmp_path: Path) -> None:
    found = write(tmp_path / "found.coco.json", coco([SCENE]))
    truth = write(tmp_path / "truth.json", document((SCENE.name, (115, 78, 11, 5))))
    result = CliRunner().invoke(
        app, ["score", str(truth), str(found), "--metric", "coco", "--json"]
    )
    assert result.exception is None
    assert json.loads(result.stdout)["ap"] == 1.0


def test_a_list_of_results_has_the_numbers_of_the_truth(tmp_path: Path) -> None:
    truth = write(tmp_path / "truth.json", document(("a.png", (0, 0, 10, 10))))
    results = [{"image_id": 8, "category_id": 3, "bbox": [0, 0, 10, 10], "score": 0.5}]
    told = score_coco(read_coco(truth, write(tmp_path / "found.json", results)))
    assert told["ap"] == 1.0 and told["found"] == 1


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([{"image_id": 99, "category_id": 3, "bbox": [0, 0, 1, 1], "score": 1.0}], "image 99"),
        ([{"image_id": 7, "category_id": 3, "bbox": [0, 0, -1, 1], "score": 1.0}], "no size"),
        ([{"image_id": 7, "category_id": 3, "bbox": [0, 0, 1, 1]}], "score"),
        ({"images": []}, "categories"),
        ("text", "COCO"),
    ],
)
def test_what_is_no_coco_is_one_clear_line(tmp_path: Path, found: object, words: str) -> None:
    truth = write(tmp_path / "truth.json", document(("a.png", (0, 0, 10, 10))))
    with pytest.raises(ScoreError, match=words):
        read_coco(truth, write(tmp_path / "found.json", found))
