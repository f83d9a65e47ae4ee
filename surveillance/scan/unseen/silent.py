"""Vessels that AIS puts into a scene and that were not found there, each with the reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from shapely.geometry import Point

from geodata.sentinel1.product import Product
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.unseen.limits import Silent
from surveillance.scan.vessel import Scanned


def with_silent(scene: Scanned, log: Log, product: Product) -> Scanned:
    """The same scene, after its vessels were matched with AIS; unchanged without limits or time."""
    if scene.at is None or scene.unseen is None or not scene.looked:
        return scene
    frame = middle_frame(scene.looked)
    outline = outline_in(frame, scene.looked)
    found = {thing.measured.get("mmsi") for thing in scene.found}
    missed: dict[int, Sender] = {}
    for sender in log.at(scene.at, frame):
        if sender.mmsi not in found and outline.covers(Point(*sender.point.tolist())):
            missed.setdefault(sender.mmsi, sender)
    if not missed:
        return scene
    places = [frame.lonlat(*sender.point.tolist()) for sender in missed.values()]
    px = product.georef.pixels([[place.lon, place.lat] for place in places])
    silent = tuple(
        Silent(
            mmsi=sender.mmsi,
            name=sender.name,
            position=place,
            length_m=sender.length_m,
            least_m=float(least_m) if np.isfinite(least_m) else None,
        )
        for sender, place, least_m in zip(missed.values(), places, scene.unseen.at(px), strict=True)
    )
    return replace(scene, unseen=replace(scene.unseen, silent=silent))
