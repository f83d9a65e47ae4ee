"""Scenes judged again with AIS that came late: each verdict anew, and the older ones kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from surveillance.errors import ScanFailed
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import with_ais
from surveillance.scan.plain import said_text, time_text
from surveillance.scan.stac_item import known_times
from surveillance.scan.unseen.silent import with_silent
from surveillance.scan.vessel import Found, Scanned


def rematch(scenes: Sequence[Scanned], log: Log, known_at: datetime) -> list[Scanned]:
    """The scenes with a new verdict for each thing of which there is anything new to say.

    log: all AIS that is known now, not only what came late. Raises ScanFailed for a scene without
    a time or a place, and when a verdict is newer than known_at.
    """
    newest = max((at for scene in scenes for at in known_times(scene)), default=None)
    if newest is not None and newest >= known_at:
        raise ScanFailed(
            f"a verdict was given at {time_text(newest)}, and it is {time_text(known_at)} here:"
            " set this machine's clock"
        )
    for scene in scenes:
        if scene.at is None or not scene.looked:
            raise ScanFailed(f"{scene.name} has no time or no place: AIS says nothing of it")
    return [_judged(scene, log, known_at) for scene in scenes]


def _judged(scene: Scanned, log: Log, known_at: datetime) -> Scanned:
    judged = with_ais(scene, log, known_at)
    pairs = zip(scene.found, judged.found, strict=True)
    found = tuple(old if _is_same(old, new) else new for old, new in pairs)
    return with_silent(replace(judged, found=found), log, known_at)


def _is_same(old: Found, new: Found) -> bool:
    if not new.verdicts:
        return True
    return bool(old.verdicts) and said_text(old) == said_text(new)


def is_newer(before: Scanned, after: Scanned) -> bool:
    """Whether anything new is said: of a thing, or of who kept silent."""
    return changed(before, after) > 0 or before.unseen is not after.unseen


def changed(before: Scanned, after: Scanned) -> int:
    """Of how many things something new is said."""
    pairs = zip(before.found, after.found, strict=True)
    return sum(len(old.verdicts) != len(new.verdicts) for old, new in pairs)
