"""The tables of xView3: labels, predictions, and the folder of shorelines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.errors import ScoreError
from detectors.score.shoreline import read_shoreline
from detectors.score.xview3 import Found, SceneOf, Truth

Floats = NDArray[np.float64]
Row = dict[str, str]

_PLACE = ("scene_id", "detect_scene_row", "detect_scene_column")
_FLAGS = ("is_vessel", "is_fishing", "vessel_length_m")
_LABELS = (*_PLACE, *_FLAGS, "confidence", "distance_from_shore_km")
_WORDS = {"true": 1.0, "false": 0.0, "": np.nan, "nan": np.nan}


def read_xview3(labels: Path, predictions: Path, shores: Path | None) -> list[SceneOf]:
    """The scenes of the labels that have predictions, as the reference implementation takes them.

    shores: folder of SCENE_shoreline.npy; without it nothing is near the shore. Raises ScoreError.
    """
    said = _by_scene(_rows(predictions, (*_PLACE, *_FLAGS)))
    scenes = []
    for name, rows in _by_scene(_rows(labels, _LABELS)).items():
        if name in said:
            shore = None if shores is None else read_shoreline(shores / f"{name}_shoreline.npy")
            scenes.append(SceneOf(_truth(rows), _found(said[name]), shore))
    if not scenes:
        raise ScoreError(f"{predictions.name} and {labels.name} have no scene_id in common")
    return scenes


def _rows(path: Path, needed: Sequence[str]) -> list[Row]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in needed if name not in (reader.fieldnames or ())]
            if lacking:
                raise ScoreError(f"{path.name} has no column {', '.join(lacking)}")
            return list(reader)
    except (OSError, ValueError, csv.Error) as exc:
        raise ScoreError(f"{path.name} is no table of xView3: {exc}") from exc


def _by_scene(rows: Iterable[Row]) -> dict[str, list[Row]]:
    scenes: dict[str, list[Row]] = {}
    for row in rows:
        scenes.setdefault(row["scene_id"], []).append(row)
    return scenes


def _column(rows: Sequence[Row], name: str) -> Floats:
    return np.array([_number(row[name], name) for row in rows], np.float64)


def _number(text: str | None, name: str) -> float:
    word = (text or "").strip().lower()
    try:
        return _WORDS[word] if word in _WORDS else float(word)
    except ValueError:
        raise ScoreError(f"{name} is {word[:40]!r}, which is no number") from None


def _places(rows: Sequence[Row]) -> Floats:
    return np.column_stack(
        [_column(rows, "detect_scene_column"), _column(rows, "detect_scene_row")]
    )


def _truth(rows: Sequence[Row]) -> Truth:
    vessel, fishing, length = (_column(rows, name) for name in _FLAGS)
    confidence = np.array([row["confidence"].strip().upper() for row in rows], np.str_)
    shore_m = 1_000.0 * _column(rows, "distance_from_shore_km")
    return Truth(_places(rows), vessel, fishing, length, confidence, shore_m)


def _found(rows: Sequence[Row]) -> Found:
    return Found(_places(rows), *(_column(rows, name) for name in _FLAGS))
