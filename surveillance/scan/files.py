"""Where results go: the ending of a file's name says in which format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from geodata.whole_file import write_whole
from surveillance.errors import SettingsError, WrongUsage
from surveillance.scan.coco import coco
from surveillance.scan.geojson import collection, lines
from surveillance.scan.table import table
from surveillance.scan.vessel import Scanned

ENDINGS = (".geojson", ".jsonl", ".csv", ".coco.json")


def check_out(out: Path) -> None:
    """Raises WrongUsage for an ending that means no format, SettingsError for a missing folder."""
    if not out.name.lower().endswith(ENDINGS):
        raise WrongUsage(f"--out {out.name}: give a name that ends in {', '.join(ENDINGS)}")
    if not out.absolute().parent.is_dir():
        raise SettingsError(
            f"--out {out}: there is no folder {out.absolute().parent}: make it first"
        )


def write_found(out: Path, scenes: Sequence[Scanned]) -> None:
    """All scenes in one file. Raises SettingsError where GeoJSON is asked of a picture without a
    place, OSError when the disk is full."""
    name = out.name.lower()
    if name.endswith(".geojson"):
        homeless = [scene.name for scene in scenes if not scene.looked]
        if homeless:
            raise SettingsError(
                f"{homeless[0]} has no place on the earth: write it as .jsonl, .csv or .coco.json"
            )
        text = _json(collection(scenes))
    elif name.endswith(".jsonl"):
        text = lines(scenes)
    elif name.endswith(".csv"):
        text = table(scenes)
    else:
        text = _json(coco(scenes))
    write_whole(out, text.encode())


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n"
