"""New verdicts put into the files of a scan; whatever else is in them stays as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from geodata.catalogs.transfer.outside import read_json
from geodata.whole_file import write_whole
from surveillance.errors import ScanFailed
from surveillance.scan.geojson import point_of
from surveillance.scan.plain import BY_AIS, Plain, properties_of, time_text
from surveillance.scan.reading import KINDS
from surveillance.scan.stac_item import UNSEEN, VERSIONED, VESSELS, known_times
from surveillance.scan.unseen.keeping import limits_text
from surveillance.scan.unseen.layer import layer
from surveillance.scan.vessel import Found, Kind, Scanned

_MAY_GO = {"parent", "order", *BY_AIS}  # what a ghost has, and what a sender told
_ITEM = ".stac.json"


def amend(result: Path, before: bytes, scenes: Sequence[Scanned], now: datetime) -> None:
    """Put the scenes' verdicts into what a scan wrote, and into the STAC item beside it, and into
    what could not be seen beside that.

    before: the bytes that the scenes were read from. Raises ScanFailed when the file holds others
    now, OSError when the disk refuses; a file is the old or the new one, never a part.
    """
    document = amended(result.name, before, scenes)
    if result.read_bytes() != before:
        raise ScanFailed(f"{result.name} was written by somebody else meanwhile: try again")
    write_whole(result, _text(document))
    if not result.name.endswith(VESSELS):
        return
    stem = result.name.removesuffix(VESSELS)
    item, unseen = (result.with_name(stem + ending) for ending in (_ITEM, UNSEEN))
    if item.is_file():
        _amend_item(item, scenes, now)
    if unseen.is_file() and any(scene.unseen is not None for scene in scenes):
        write_whole(unseen, _text(layer(scenes)))


def amended(name: str, before: bytes, scenes: Sequence[Scanned]) -> Plain:
    """The document of a scan with what is said of its scenes now, and all else that was in it.

    name: of the file whose bytes they are. Raises GeodataError for what is no JSON.
    """
    document: Plain = read_json(before, name)
    things = {(s.name, n): (s, thing) for s in scenes for n, thing in enumerate(s.found)}
    limits = {s.name: limits_text(s.unseen) for s in scenes if s.unseen is not None}
    for feature in document["features"]:
        told = feature["properties"]
        if told["kind"] in KINDS:
            _put(feature, int(told["number"]), *things[told["scene"], int(told["number"])])
        elif told["kind"] == "looked" and "limits" in told:
            told["limits"] = limits[told["scene"]]
    return document


def _put(feature: dict[str, Any], number: int, scene: Scanned, thing: Found) -> None:
    old = {k: v for k, v in feature["properties"].items() if k not in _MAY_GO}
    feature["properties"] = old | properties_of(thing, number, scene)
    feature["geometry"] = point_of(thing.position)


def _amend_item(path: Path, scenes: Sequence[Scanned], now: datetime) -> None:
    item = read_json(path.read_bytes(), path.name)
    times = {at for scene in scenes for at in known_times(scene)}
    item["properties"] |= {
        "mizugiwa:vessels": sum(len(scene.vessels) for scene in scenes),
        "mizugiwa:standing": sum(len(scene.of(Kind.STANDING)) for scene in scenes),
        "updated": time_text(now),
        "version": str(max(1, len(times))),
    }
    if VERSIONED not in item["stac_extensions"]:
        item["stac_extensions"].append(VERSIONED)
    write_whole(path, _text(item))


def _text(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n").encode()
