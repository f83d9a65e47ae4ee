"""`mizugiwa score`: what was found, against the truth."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from detectors.score.coco import score_coco
from detectors.score.coco_files import read_coco
from detectors.score.geojson_files import read_points
from detectors.score.points import NEAR_M, score_points
from detectors.score.xview3 import score_xview3
from detectors.score.xview3_files import read_xview3
from surveillance.errors import WrongUsage


class Metric(StrEnum):
    """What is reckoned."""

    POINTS = "points"
    COCO = "coco"
    XVIEW3 = "xview3"


def score_command(
    truth: Annotated[
        Path, typer.Argument(help="GeoJSON of points, COCO, or xView3's labels (CSV)")
    ],
    found: Annotated[
        Path, typer.Argument(help="what `scan` wrote, COCO results, or predictions (CSV)")
    ],
    metric: Annotated[Metric, typer.Option(help="points, coco or xview3")] = Metric.POINTS,
    near: Annotated[
        float | None, typer.Option(min=1.0, max=10_000.0, help="points: metres of a pair at most")
    ] = None,
    shores: Annotated[
        Path | None, typer.Option(help="xview3: folder of SCENE_shoreline.npy")
    ] = None,
    keep_low: Annotated[
        bool, typer.Option("--keep-low", help="xview3: what is found at unsure labels counts, too")
    ] = False,
    far_pairs: Annotated[
        bool, typer.Option("--far-pairs", help="xview3: far pairs may push near ones aside")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Score what was found against the truth."""
    if metric is not Metric.XVIEW3 and (shores is not None or keep_low or far_pairs):
        raise WrongUsage("--shores, --keep-low and --far-pairs are for --metric xview3")
    if metric is not Metric.POINTS and near is not None:
        raise WrongUsage("--near is for --metric points; xView3 knows 200 m only")
    if metric is Metric.POINTS:
        figures = score_points(read_points(truth, found), NEAR_M if near is None else near)
    elif metric is Metric.COCO:
        figures = score_coco(read_coco(truth, found))
    else:
        scenes = read_xview3(truth, found, shores)
        score = score_xview3(scenes, drops_low=not keep_low, far_pairs_push=far_pairs)
        figures = {
            "aggregate": score.aggregate,
            "location": score.location,
            "vessel": score.vessel,
            "fishing": score.fishing,
            "length": score.length,
            "shore": score.shore,
        }
    if as_json:
        print(json.dumps(figures))
        return
    table = Table(show_header=False)
    for name, value in _flat(figures):
        table.add_row(name.replace("_", " "), value)
    Console().print(table)


def _flat(figures: dict[str, object]) -> list[tuple[str, str]]:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += [(f"{name} {inner}", text) for inner, text in _flat(value)]
        else:
            rows.append((name, f"{value:.4g}" if isinstance(value, float) else str(value or "-")))
    return rows
