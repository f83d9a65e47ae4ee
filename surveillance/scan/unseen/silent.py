"""Vessels that AIS puts into a scene and that were not found there, each with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from shapely.geometry import Point, Polygon

from geodata.position import LocalFrame, LonLat
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.plain import place_of, ring_as_written
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.unseen.limits import Limits, Silent, SilentSaid
from surveillance.scan.unseen.places import least_at
from surveillance.scan.vessel import Scanned


def with_silent(scene: Scanned, log: Log, known_at: datetime) -> Scanned:
    """The same scene, after its vessels were matched with AIS; unchanged without limits or time,
    and when nothing new is to be said. What was said before is kept."""
    if scene.at is None or scene.unseen is None or not scene.looked:
        return scene
    looked = ring_as_written(scene.looked)
    frame = middle_frame(looked)
    silent = _silent(_missed(scene, log, outline_in(frame, looked), frame), scene.unseen, frame)
    if silent == scene.unseen.silent:
        return scene
    told = (*scene.unseen.told, SilentSaid(known_at, silent))
    return replace(scene, unseen=replace(scene.unseen, told=told))


def _missed(scene: Scanned, log: Log, outline: Polygon, frame: LocalFrame) -> list[Sender]:
    assert scene.at is not None
    found = {thing.measured.get("mmsi") for thing in scene.found}
    missed: dict[int, Sender] = {}
    for sender in log.at(scene.at, frame):
        if sender.mmsi not in found and outline.covers(Point(*sender.point.tolist())):
            missed.setdefault(sender.mmsi, sender)
    return list(missed.values())


def _silent(missed: list[Sender], limits: Limits, frame: LocalFrame) -> tuple[Silent, ...]:
    if not missed:
        return ()
    points = np.array([sender.point for sender in missed])
    return tuple(
        Silent(
            mmsi=sender.mmsi,
            name=sender.name,
            # as files have it, so that the same, read back, is nothing new
            position=LonLat(*place_of(frame.lonlat(*sender.point.tolist()))),
            length_m=sender.length_m,
            least_m=float(least_m) if np.isfinite(least_m) else None,
        )
        for sender, least_m in zip(missed, least_at(limits, frame, points), strict=True)
    )
