"""A scanned scene beside what was heard on AIS when it was taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from detectors.radar import imaged_shift_m
from geodata.position import LocalFrame
from geodata.sentinel1.product import Product
from surveillance.scan.ais.coverage import Coverage
from surveillance.scan.ais.match import FARTHEST_M, Candidate, Verdict, match
from surveillance.scan.ais.sight import Sight, as_they_are, terms_of
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.plain import as_written, ring_as_written
from surveillance.scan.radar import outline, view_at
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing.match import reasons_of
from surveillance.scan.unseen.uneven import SEA_ECHO
from surveillance.scan.vessel import Dark, Found, Kind, Said, Scanned

Floats = NDArray[np.float64]

TOLD_SIGMA_M = 25.0  # that the speed and course of AIS leave in the place of a vessel: 0.3 m/s
MAKES_WAY_MPS = 1.0  # below that a course over the ground is noise
ALSO = ("p_vessel", SEA_ECHO)  # of what is measured of a thing, what is a reason, too
_NODES = 12  # along each side of the picture


def as_radar_shows(product: Product, at: datetime) -> Sight:
    """Line by line, and vessels that move towards the radar or away from it beside themselves.

    at: to which the senders are carried.
    """
    frame = middle_frame(outline(product))
    rows, columns = product.shape
    steps = np.linspace(0.0, 1.0, _NODES)
    px = np.stack(np.meshgrid(steps * columns, steps * rows), axis=-1).reshape(-1, 2)
    terms = terms_of(np.column_stack(frame.to_metres(*product.georef.lonlat(px).T)))
    looks, flights = (_directions(product, frame, px, axis) for axis in (0, 1))
    look_deg = np.degrees(np.arctan2(looks[:, 0], looks[:, 1]))
    shift_s = imaged_shift_m(view_at(product, px), np.ones(len(px)), look_deg, look_deg)
    since = product.georef.azimuth_time(px) - np.datetime64(at.replace(tzinfo=None), "us")
    values = np.column_stack([since / np.timedelta64(1, "s"), looks, flights, shift_s])
    fitted = np.linalg.lstsq(terms, values, rcond=None)[0].T
    return Sight(frame.origin, *(tuple(row) for row in fitted.tolist()))


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


def with_ais(scene: Scanned, log: Log, known_at: datetime) -> Scanned:
    """The same scene with a verdict for each vessel, and for what may be one though it stands.

    Older verdicts are kept. Each starts from what the picture alone shows. Of a vessel that is
    found on AIS the bow and the speed are known as far as it tells them, and its place is moved to
    where it was. A ghost that a sender claims is a vessel after all; other ghosts get no verdict.
    A scene without place or time is given back as it is. known_at: when this is said.
    """
    if scene.at is None or not scene.looked:
        return scene
    looked = ring_as_written(scene.looked)
    frame = middle_frame(looked) if scene.sight is None else LocalFrame(scene.sight.origin)
    outline = outline_in(frame, looked)
    near = outline.buffer(FARTHEST_M)
    senders = [s for s in log.at(scene.at, frame) if near.covers(Point(*s.point.tolist()))]
    shown = as_they_are(senders) if scene.sight is None else scene.sight.shown(senders)
    seen = [as_written(thing.shown or thing) for thing in scene.found]
    coverage = Coverage(log, scene.at)
    candidates = [_candidate(thing, frame, coverage) for thing in seen]
    matched = match(candidates, senders, shown, float(outline.area))
    verdicts = [_judged(*pair) for pair in zip(matched, seen, strict=True)]
    found = []
    for old, thing, verdict in zip(scene.found, seen, verdicts, strict=True):
        n, said = verdict.sender, thing
        if n is not None:
            said = _claimed(thing, verdict, senders[n], shown.shift_m[n], frame)
        elif thing.kind is not Kind.GHOST:
            reasons = {**verdict.reasons, **reasons_of(thing.standing)}
            said = replace(thing, dark=Dark(verdict.p_dark, reasons))
        if said.dark is None and not old.verdicts:
            found.append(thing)
            continue
        history = (*old.verdicts, Said(known_at, said))
        found.append(replace(said, shown=thing, verdicts=history))
    return replace(scene, found=tuple(found))


def _judged(verdict: Verdict, thing: Found) -> Verdict:
    """With what else speaks for a vessel or against it among its reasons: what the network says,
    and a sea that may itself be what was seen."""
    own = {name: thing.measured[name] for name in ALSO if name in thing.measured}
    return replace(verdict, reasons={**verdict.reasons, **own}) if own else verdict


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
        thing = _headed(thing, sender.heading_deg)
    if sender.speed_mps is None or (sender.course_deg is None and sender.speed_mps > 0.0):
        return thing  # how it was moved in the picture is not known: its error stays
    if sender.heading_deg is None and sender.speed_mps >= MAKES_WAY_MPS:
        thing = _headed(thing, sender.course_deg)
    east, north = np.array(frame.point(position)) - moved
    return replace(
        thing,
        position=frame.lonlat(float(east), float(north)),
        sigma_m=float(np.hypot(thing.shown_sigma_m or 0.0, TOLD_SIGMA_M)),
        measured={**thing.measured, "moved_m": float(np.hypot(*moved))},
    )


def _headed(thing: Found, heading_deg: float | None) -> Found:
    """With the bow as AIS tells it."""
    measured = {**thing.measured, "heading_from": "AIS"}
    return replace(thing, heading_deg=heading_deg, is_bow_known=True, measured=measured)
