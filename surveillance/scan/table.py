"""A table for a spreadsheet: a row for each thing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from surveillance.scan.plain import properties_of
from surveillance.scan.vessel import Scanned

COLUMNS = (
    "scene",
    "number",
    "kind",
    "at",
    "lon",
    "lat",
    "sigma_m",
    "score",
    "length_m",
    "width_m",
    "heading_deg",
    "bow_known",
    "heading_from",
    "speed_mps",
    "p_vessel",
    "p_dark",
    "reasons",
    "p_standing",
    "standing",
    "px",
    "box_px",
    "chip",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(scenes: Sequence[Scanned]) -> str:
    """CSV with a heading; empty where nothing is known."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for scene in scenes:
        for number, thing in enumerate(scene.found):
            row = properties_of(thing, number, scene)
            row["scene"] = _harmless(scene.name)
            row["chip"] = _harmless(row.get("chip", ""))
            row["px"], row["box_px"] = (" ".join(map(str, row[n])) for n in ("px", "box_px"))
            if thing.position is not None:
                row["lon"] = f"{thing.position.lon:.7f}"
                row["lat"] = f"{thing.position.lat:.7f}"
            if thing.dark is not None:
                row["p_dark"] = row["dark"]["p"]
                row["reasons"] = json.dumps(row["dark"]["reasons"], ensure_ascii=False)
            if thing.standing is not None:
                row["p_standing"] = row["standing"]["p"]
                row["standing"] = json.dumps(row["standing"]["reasons"], ensure_ascii=False)
            writer.writerow(row)
    return text.getvalue()


def _harmless(text: str) -> str:
    """A spreadsheet takes a text that begins so for a formula, and a scene's name is not ours."""
    return f"'{text}" if text.startswith(_FORMULA) else text
