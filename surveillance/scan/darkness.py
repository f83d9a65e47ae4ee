"""A scanned scene beside what was heard on AIS when it was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from detectors.radar import imaged_shift_m
from geodata.position import LocalFrame
from geodata.sentinel1.product import Product
from surveillance.scan.ais.coverage import Coverage
from surveillance.scan.ais.match import Candidate, Verdict, match
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.radar import view_at
from surveillance.scan.vessel import Dark, Found, Kind, Scanned

Floats = NDArray[np.float64]
TOLD_SIGMA_M = 25.0  # that the speed and course of AIS leave in the place of a vessel: 0.3 m/s
MAKES_WAY_MPS = 1.0  # below that a course over the ground is noise


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """How a picture shows M senders. seconds (M,): after the scene's own time it was that it saw
    them; moved_m (M, 2): east and north from where they were then to where it shows them."""

    seconds: Floats
    moved_m: Floats


Showing = Callable[[Sequence[Sender], LocalFrame], Shown]


def as_they_are(senders: Sequence[Sender], frame: LocalFrame) -> Shown:
    """A camera shows everything at once and where it is."""
    return Shown(np.zeros(len(senders)), np.zeros((len(senders), 2)))


def as_radar_shows(product: Product, at: datetime) -> Showing:
    """Line by line, and vessels that move towards the radar or away from it beside themselves."""

    def showing(senders: Sequence[Sender], frame: LocalFrame) -> Shown:
        if not senders:
            return as_they_are(senders, frame)
        points = np.array([sender.point for sender in senders])
        px = product.georef.pixels(np.column_stack(frame.to_lonlat(*points.T)))
        is_seen = np.asarray(np.isfinite(px).all(axis=1))
        px[~is_seen] = np.array(product.shape[::-1]) / 2.0
        axes = product.georef.axes_m(px)
        axes = axes / np.linalg.norm(axes, axis=2)[:, :, None]
        looks, flights = axes[:, 0], axes[:, 1]
        velocity = np.array([sender.velocity for sender in senders])
        along_m = imaged_shift_m(
            view_at(product, px),
            np.linalg.norm(velocity, axis=1),
            np.degrees(np.arctan2(velocity[:, 0], velocity[:, 1])),
            np.degrees(np.arctan2(looks[:, 0], looks[:, 1])),
        )
        since = product.georef.azimuth_time(px) - np.datetime64(at.replace(tzinfo=None), "us")
        seconds = np.where(is_seen, since / np.timedelta64(1, "s"), 0.0)
        return Shown(seconds, np.where(is_seen[:, None], along_m[:, None] * flights, 0.0))

    return showing


def with_ais(scene: Scanned, log: Log, showing: Showing) -> Scanned:
    """The same scene with a verdict for each vessel, ghosts excepted.

    Of a vessel that is found on AIS the bow and the speed are known, and its place is moved to
    where it was. A scene without place or time is given back as it is.
    """
    at = scene.at
    if at is None or not scene.looked:
        return scene
    outline = Polygon([(c.lon, c.lat) for c in scene.looked])
    frame = LocalFrame(scene.looked[0])
    area_m2 = float(frame.geometry_to_metres(outline).area)
    coverage = Coverage(log, at)
    senders = log.at(at, frame)
    shown = showing(senders, frame)
    chosen = [n for n, thing in enumerate(scene.found) if thing.kind is Kind.VESSEL]
    candidates = [_candidate(scene.found[n], frame, coverage) for n in chosen]
    points = np.array([s.point for s in senders]).reshape(-1, 2)
    velocities = np.array([s.velocity for s in senders]).reshape(-1, 2)
    points = points + velocities * shown.seconds[:, None] + shown.moved_m
    verdicts = match(candidates, senders, points, area_m2)
    found = list(scene.found)
    for n, verdict in zip(chosen, verdicts, strict=True):
        index = next((k for k, s in enumerate(senders) if s.mmsi == verdict.mmsi), None)
        sender = None if index is None else (senders[index], shown.moved_m[index])
        found[n] = _judged(found[n], verdict, sender, frame)
    return replace(scene, found=tuple(found))


def _candidate(thing: Found, frame: LocalFrame, coverage: Coverage) -> Candidate:
    sigma_m = thing.shown_sigma_m or thing.sigma_m
    assert thing.position is not None and sigma_m is not None
    return Candidate(
        point=np.array(frame.point(thing.position)),
        sigma_m=sigma_m,
        length_m=thing.length_m,
        coverage=coverage.at(thing.position),
    )


def _judged(
    thing: Found, verdict: Verdict, sent: tuple[Sender, Floats] | None, frame: LocalFrame
) -> Found:
    dark = Dark(verdict.p_dark, verdict.reasons)
    if sent is None or thing.position is None:
        return replace(thing, dark=dark)
    sender, moved = sent
    east, north = np.array(frame.point(thing.position)) - moved
    speed_mps = float(np.linalg.norm(sender.velocity))
    makes_way = speed_mps >= MAKES_WAY_MPS
    course_deg = float(np.degrees(np.arctan2(*sender.velocity)) % 360.0)
    return replace(
        thing,
        dark=dark,
        position=frame.lonlat(float(east), float(north)),
        sigma_m=float(np.hypot(thing.shown_sigma_m or 0.0, TOLD_SIGMA_M)),
        speed_mps=speed_mps,
        heading_deg=course_deg if makes_way else thing.heading_deg,
        is_bow_known=makes_way,
        measured={
            **thing.measured,
            "mmsi": sender.mmsi,
            "name": sender.name,
            "moved_m": float(np.hypot(*moved)),
        },
    )
