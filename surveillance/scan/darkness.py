"""A scanned scene beside what was heard on AIS when it was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from detectors.radar import imaged_shift_m
from geodata.position import LocalFrame
from geodata.sentinel1.product import Product
from surveillance.scan.ais.coverage import Coverage
from surveillance.scan.ais.match import FARTHEST_M, Candidate, Shown, Verdict, match
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.radar import view_at
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing.match import reasons_of
from surveillance.scan.vessel import Dark, Found, Kind, Scanned

Floats = NDArray[np.float64]

TOLD_SIGMA_M = 25.0  # that the speed and course of AIS leave in the place of a vessel: 0.3 m/s
MAKES_WAY_MPS = 1.0  # below that a course over the ground is noise

Showing = Callable[[Sequence[Sender], LocalFrame], Shown]


def as_they_are(senders: Sequence[Sender], frame: LocalFrame) -> Shown:
    """A camera shows everything at once and where it is."""
    points = np.array([sender.point for sender in senders]).reshape(-1, 2)
    return Shown(points, np.array([sender.sigma_m for sender in senders]), np.zeros(points.shape))


def as_radar_shows(product: Product, at: datetime) -> Showing:
    """Line by line, and vessels that move towards the radar or away from it beside themselves.

    at: to which the senders were carried.
    """

    def showing(senders: Sequence[Sender], frame: LocalFrame) -> Shown:
        plain = as_they_are(senders, frame)
        if not senders:
            return plain
        px = product.georef.pixels(np.column_stack(frame.to_lonlat(*plain.points_m.T)))
        is_seen = np.asarray(np.isfinite(px).all(axis=1))
        px = np.where(is_seen[:, None], px, np.array(product.shape[::-1]) / 2.0)
        looks, flights = (_directions(product, frame, px, axis) for axis in (0, 1))
        velocity = np.array([sender.velocity for sender in senders])
        view = view_at(product, px)
        look_deg = np.degrees(np.arctan2(looks[:, 0], looks[:, 1]))
        along_m = imaged_shift_m(
            view,
            np.linalg.norm(velocity, axis=1),
            np.degrees(np.arctan2(velocity[:, 0], velocity[:, 1])),
            look_deg,
        )
        per_mps = np.abs(imaged_shift_m(view, np.ones(len(px)), look_deg, look_deg))
        since = product.georef.azimuth_time(px) - np.datetime64(at.replace(tzinfo=None), "us")
        seconds = (since / np.timedelta64(1, "s"))[:, None]
        unsure_m = per_mps * [sender.velocity_sigma_mps for sender in senders]
        shift_m = along_m[:, None] * flights
        points_m = plain.points_m + velocity * seconds + shift_m
        return Shown(points_m, np.hypot(plain.sigma_m, unsure_m), shift_m)

    return showing


def _directions(product: Product, frame: LocalFrame, px: Floats, axis: int) -> Floats:
    """(N, 2) unit vectors in the frame along the columns (0) or the rows (1)."""
    step = np.zeros(2)
    step[axis] = 10.0
    ends = [
        np.column_stack(frame.to_metres(*product.georef.lonlat(place).T))
        for place in (px, px + step)
    ]
    way = ends[1] - ends[0]
    return np.asarray(way / np.linalg.norm(way, axis=1)[:, None])


def with_ais(scene: Scanned, log: Log, showing: Showing) -> Scanned:
    """The same scene with a verdict for each vessel, and for what may be one though it stands.

    Of a vessel that is found on AIS the bow and the speed are known as far as it tells them, and
    its place is moved to where it was. A ghost that a sender claims is a vessel after all; other
    ghosts get no verdict. A scene without place or time is given back as it is.
    """
    if scene.at is None or not scene.looked:
        return scene
    frame = middle_frame(scene.looked)
    outline = outline_in(frame, scene.looked)
    near = outline.buffer(FARTHEST_M)
    senders = [s for s in log.at(scene.at, frame) if near.covers(Point(*s.point.tolist()))]
    shown, coverage = showing(senders, frame), Coverage(log, scene.at)
    candidates = [_candidate(thing, frame, coverage) for thing in scene.found]
    verdicts = match(candidates, senders, shown, float(outline.area))
    found = []
    for thing, verdict in zip(scene.found, verdicts, strict=True):
        n = verdict.sender
        if n is not None:
            found.append(_claimed(thing, verdict, senders[n], shown.shift_m[n], frame))
        elif thing.kind is not Kind.GHOST:
            reasons = {**verdict.reasons, **reasons_of(thing.standing)}
            found.append(replace(thing, dark=Dark(verdict.p_dark, reasons)))
        else:
            found.append(thing)
    return replace(scene, found=tuple(found))


def _candidate(thing: Found, frame: LocalFrame, coverage: Coverage) -> Candidate:
    sigma_m = thing.shown_sigma_m or thing.sigma_m
    assert thing.position is not None and sigma_m is not None
    return Candidate(
        point=np.array(frame.point(thing.position)),
        sigma_m=sigma_m,
        length_m=thing.length_m,
        coverage=coverage.at(thing.position),
        is_doubtful=thing.kind is Kind.GHOST,
        p_other=0.0 if thing.standing is None else thing.standing.p,
    )


def _claimed(
    thing: Found, verdict: Verdict, sender: Sender, moved: Floats, frame: LocalFrame
) -> Found:
    """A thing that is a sender; moved: metres by which the picture shows it off its place."""
    position = thing.position
    assert position is not None
    thing = replace(thing, kind=Kind.VESSEL, parent=None, order=None)
    thing = replace(thing, dark=Dark(verdict.p_dark, verdict.reasons), speed_mps=sender.speed_mps)
    thing = replace(thing, measured={**thing.measured, "mmsi": sender.mmsi, "name": sender.name})
    if sender.heading_deg is not None:
        thing = replace(thing, heading_deg=sender.heading_deg, is_bow_known=True)
    if sender.speed_mps is None or (sender.course_deg is None and sender.speed_mps > 0.0):
        return thing  # how it was moved in the picture is not known: its error stays
    if sender.heading_deg is None and sender.speed_mps >= MAKES_WAY_MPS:
        thing = replace(thing, heading_deg=sender.course_deg, is_bow_known=True)
    east, north = np.array(frame.point(position)) - moved
    return replace(
        thing,
        position=frame.lonlat(float(east), float(north)),
        sigma_m=float(np.hypot(thing.shown_sigma_m or 0.0, TOLD_SIGMA_M)),
        measured={**thing.measured, "moved_m": float(np.hypot(*moved))},
    )
