"""Truth and finds out of files, and what is in them that must not run."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from detectors.errors import ScoreError
from detectors.score.geojson_files import read_points
from detectors.score.points import score_points
from detectors.score.shoreline import read_shoreline
from detectors.score.xview3 import score_xview3
from detectors.score.xview3_files import read_xview3

HEAD = "scene_id,detect_scene_row,detect_scene_column,is_vessel,is_fishing,vessel_length_m"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def test_tables_of_xview3(tmp_path: Path) -> None:
    labels = write(
        tmp_path / "labels.csv",
        f"{HEAD},confidence,distance_from_shore_km",
        "a,100,200,True,False,50.0,HIGH,1.5",
        "a,900,900,True,,,LOW,9.0",
        "b,10,10,,,,MEDIUM,30.0",
        "c,10,10,True,True,12,HIGH,30.0",  # nobody predicted anything there
    )
    said = write(
        tmp_path / "said.csv", HEAD, "a,101,200,True,False,40", "a,900,900,True,False,9",
        "b,500,500,False,False,0",
    )  # fmt: skip
    contours = np.empty(1, object)
    contours[0] = np.array([[100.0, y] for y in range(150)])
    np.save(tmp_path / "a_shoreline.npy", contours, allow_pickle=True)
    np.save(tmp_path / "b_shoreline.npy", np.array([]), allow_pickle=True)
    score = score_xview3(read_xview3(labels, said, tmp_path))
    assert score.location == pytest.approx(0.5)  # one hit, one false, one missed; LOW left out
    assert (score.vessel, score.length, score.shore) == (1.0, pytest.approx(0.8), 1.0)
    with pytest.raises(ScoreError, match="no column confidence"):
        read_xview3(said, said, None)


def test_a_shoreline_that_wants_to_run_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (__import__("os").system, ("touch pwned",))

    evil = np.empty(1, object)
    evil[0] = Evil()
    np.save(tmp_path / "e.npy", evil, allow_pickle=True)
    with pytest.raises(ScoreError, match="it asks for"):
        read_shoreline(tmp_path / "e.npy")
    (tmp_path / "p.npy").write_bytes(pickle.dumps([1]))
    with pytest.raises(ScoreError, match=r"p\.npy is no shoreline"):
        read_shoreline(tmp_path / "p.npy")


def feature(kind: str, place: object, **more: object) -> dict[str, object]:
    geometry = {"type": "Polygon" if kind == "looked" else "Point", "coordinates": place}
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, **more}}


def test_geojson_of_what_a_scan_found(tmp_path: Path) -> None:
    ring = [[[129.0, 34.0], [130.0, 34.0], [130.0, 35.0], [129.0, 35.0], [129.0, 34.0]]]
    true = [feature("vessel", [129.5, 34.5], length_m=50), feature("vessel", [131.0, 34.5])]
    said = [feature("vessel", [129.5001, 34.5], length_m=44, score=0.9), feature("looked", ring)]
    for name, features in (("t", true), ("f", said)):
        document = {"type": "FeatureCollection", "features": features}
        (tmp_path / f"{name}.geojson").write_text(json.dumps(document))
    figures = score_points(read_points(tmp_path / "t.geojson", tmp_path / "f.geojson"))
    assert (figures["true"], figures["hits"], figures["length_mae_m"]) == (1, 1, 6.0)
    with pytest.raises(ScoreError, match="what was looked at"):
        read_points(tmp_path / "f.geojson", tmp_path / "t.geojson")
    write(tmp_path / "x.geojson", '{"features": 3}')
    with pytest.raises(ScoreError, match=r"x\.geojson is no GeoJSON"):
        read_points(tmp_path / "x.geojson", tmp_path / "f.geojson")
