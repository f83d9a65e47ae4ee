"""Where results go: the ending of a file's name says in which format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from geodata.whole_file import write_whole
from surveillance.errors import SettingsError, WrongUsage
from surveillance.scan.coco import coco
from surveillance.scan.geojson import collection, lines
from surveillance.scan.plain import Plain
from surveillance.scan.stac_item import UNSEEN, VESSELS, stac_item
from surveillance.scan.table import table
from surveillance.scan.unseen.layer import layer
from surveillance.scan.vessel import Scanned

ENDINGS = (
    ".geojson", ".jsonl", ".csv", ".coco.json", ".stac.json", ".unseen.geojson", ".unseen.png",
)  # fmt: skip


def check_out(out: Path) -> None:
    """Raises WrongUsage for an ending that means no format, SettingsError for a missing folder."""
    if not out.name.lower().endswith(ENDINGS):
        raise WrongUsage(f"--out {out.name}: give a name that ends in {', '.join(ENDINGS)}")
    if out.is_dir():
        raise SettingsError(f"--out {out.name} is a folder: name a file")
    if not out.absolute().parent.is_dir():
        raise SettingsError(
            f"--out {out}: there is no folder {out.absolute().parent}: make it first"
        )


def write_found(
    out: Path,
    scenes: Sequence[Scanned],
    now: datetime,
    notes: Sequence[str] = (),
    document: Plain | None = None,
) -> None:
    """All scenes in one file; a STAC item or a picture is of one scene, a STAC item with its
    vessels and what could not be seen as GeoJSON beside it.

    notes: of the whole; GeoJSON alone has a place for them. document: the GeoJSON of these scenes
    where there is one already; None: it is made.
    Raises SettingsError for a format that cannot hold these scenes, OSError when the disk is full.
    """
    name = out.name.lower()
    if name.endswith(".unseen.png"):
        write_whole(out, _picture(out, scenes))
        return
    if name.endswith(".unseen.geojson"):
        text = _unseen(scenes)
    elif name.endswith(".geojson"):
        text = _json(document or collection(scenes, notes))
    elif name.endswith(".jsonl"):
        text = lines(scenes)
    elif name.endswith(".csv"):
        text = table(scenes)
    elif name.endswith(".stac.json"):
        stem = out.name[: -len(".stac.json")]
        text = _json(_item(out, scenes, stem, now))
        write_whole(out.with_name(stem + VESSELS), _json(document or collection(scenes)).encode())
        if scenes[0].unseen is not None:
            write_whole(out.with_name(stem + UNSEEN), _unseen(scenes).encode())
    else:
        text = _json(coco(scenes))
    write_whole(out, text.encode())


def _unseen(scenes: Sequence[Scanned]) -> str:
    blind = [scene.name for scene in scenes if scene.unseen is None]
    if blind:
        raise SettingsError(
            f"{blind[0]}: what it could not show is not known: only of radar scenes"
        )
    return _json(layer(scenes))


def _picture(out: Path, scenes: Sequence[Scanned]) -> bytes:
    if len(scenes) != 1 or scenes[0].unseen is None:
        raise SettingsError(
            f"--out {out.name}: a picture is of one radar scene, these are {len(scenes)} scenes:"
            " scan them one by one"
        )
    # drawing brings half of the planner in, a third of a second of every scan
    from surveillance.scan.unseen.picture import picture

    return picture(scenes[0], scenes[0].unseen)


def _item(out: Path, scenes: Sequence[Scanned], stem: str, now: datetime) -> Plain:
    if len(scenes) != 1:
        raise SettingsError(
            f"--out {out.name}: a STAC item is of one scene, these are {len(scenes)}:"
            " scan them one by one"
        )
    if scenes[0].at is None:
        raise SettingsError(
            f"--out {out.name}: a STAC item has a time, and nothing says when {scenes[0].name} was"
            " taken: say it with --at"
        )
    return stac_item(scenes[0], stem, now)


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n"
