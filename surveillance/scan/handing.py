"""Vessels of a scene as sightings for the station, and what is said of them beside AIS: safe on the
disk first, then sent.

A scene is history: hours old when it arrives. The station keeps its sightings apart from tracks
that were seen since, and a single look is never enough for an alert.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from surveillance.ellipse import ellipse_of
from surveillance.model import AisVerdict, Ellipse, Judgement, Realm, Sighting, Value
from surveillance.outbox import Courier, Outbox
from surveillance.scan.passes.making import Looking, pass_of
from surveillance.scan.plain import PX_DIGITS
from surveillance.scan.radar import UNKNOWN_SPEED_MPS
from surveillance.scan.vessel import LIKELY, Found, Kind, Said, Scanned

PRODUCER = "scan"
DRAIN_S = 20.0
_MOST_NAME = 64


def realm_of(of_station: Realm, catalog: str | None, since: str | None) -> Realm:
    """The realm of scenes when nobody says it: that of the station for what a catalogue of the
    world offers now. A file, or a folder of files, may be of any day or of a simulator: it is never
    live by itself."""
    is_file = since is None or (catalog or "").startswith("folder:")
    return Realm.REPLAY if is_file and of_station is Realm.LIVE else of_station


def sightings(scene: Scanned, realm: Realm) -> list[Sighting]:
    """One of each vessel with a place; ghosts are none. Evidence is not in them yet.

    All are of the time of the scene, or two neighbours of different lines would pass for one: what
    the seconds between may have moved them is in their errors. The id is that of the thing in its
    scene: scanned again, it is the same sighting.
    """
    return [
        _sighting(vessel, scene, scene.at, realm)
        for vessel in _placed(scene)
        if scene.at is not None
    ]


def _placed(scene: Scanned) -> list[Found]:
    if scene.at is None:
        return []
    return [vessel for vessel in scene.vessels if vessel.position is not None]


def _sighting(vessel: Found, scene: Scanned, at: datetime, realm: Realm) -> Sighting:
    assert vessel.position is not None
    return Sighting(
        id=_id(vessel, scene, realm),
        at=at,
        realm=realm,
        source=_source(scene),
        position=vessel.position,
        ellipse=_ellipse(vessel, at),
        label="vessel",
        score=vessel.score,
        box_px=vessel.box_px,
        length_m=vessel.length_m,
    )


def judgements(scene: Scanned, realm: Realm) -> list[Judgement]:
    """All that was ever said of each vessel beside AIS, oldest first, of those with a place.

    Of a thing that was taken for a vessel once and is a ghost now, too. The id is that of the
    verdict: handed over again, it is the same judgement.
    """
    at = scene.at
    if at is None:
        return []
    return [
        _judgement(said, scene, at, realm)
        for thing in scene.found
        if any(said.thing.kind is Kind.VESSEL for said in thing.verdicts)
        for said in thing.verdicts
        if said.thing.position is not None
    ]


def _judgement(said: Said, scene: Scanned, at: datetime, realm: Realm) -> Judgement:
    thing, sighting = said.thing, _id(said.thing, scene, realm)
    assert thing.position is not None
    text = f"{sighting}/{said.known_at.isoformat()}"
    return Judgement(
        id=f"said-{hashlib.sha256(text.encode()).hexdigest()[:40]}",
        at=at,
        realm=realm,
        source=_source(scene),
        sighting=sighting,
        known_at=said.known_at,
        ais=_verdict(thing),
        position=thing.position,
        ellipse=_ellipse(thing, at),
        mmsi=thing.measured.get("mmsi"),
        p_without=None if thing.dark is None else thing.dark.p,
    )


def _verdict(thing: Found) -> AisVerdict:
    """In the station's three words. One that was probably switched off has a name, and yet AIS does
    not explain it."""
    p = None if thing.dark is None else thing.dark.p
    if p is None:
        return AisVerdict.UNKNOWN
    if p >= LIKELY:
        return AisVerdict.NONE
    return AisVerdict.UNKNOWN if thing.measured.get("mmsi") is None else AisVerdict.MATCHED


def _source(scene: Scanned) -> str:
    return f"satellite {scene.sensor.split()[0]}"[:_MOST_NAME]


def _ellipse(vessel: Found, at: datetime) -> Ellipse:
    seconds = 0.0 if vessel.at is None else abs((vessel.at - at).total_seconds())
    speed = UNKNOWN_SPEED_MPS if vessel.speed_mps is None else vessel.speed_mps
    sigma_m = float(np.hypot(vessel.sigma_m or 0.0, speed * seconds))
    return ellipse_of(np.eye(2) * max(sigma_m, 1.0) ** 2)


def _id(vessel: Found, scene: Scanned, realm: Realm) -> str:
    # as files have it: read back from one, it is the same thing
    column, row = (int(round(value, PX_DIGITS)) for value in vessel.px)
    text = f"{realm.value}/{scene.name}/{column}/{row}"
    return f"scan-{hashlib.sha256(text.encode()).hexdigest()[:40]}"


class Handover:
    """Puts scenes into the outbox of scans; chips, where there are any, go along as evidence."""

    def __init__(self, outbox: Outbox, realm: Realm, beside: Path = Path()) -> None:
        """beside: the folder from which the chips' paths are told."""
        self._outbox = outbox
        self._realm = realm
        self._beside = beside

    def put(self, scene: Scanned, looking: Looking | None = None) -> int:
        """How many sightings are safe on the disk now, with all that was said of them and the pass.
        Raises OutboxError.

        looking: see `pass_of`.
        """
        made = sightings(scene, self._realm)
        with_evidence = []
        for sighting, vessel in zip(made, _placed(scene), strict=True):
            picture = self._picture(vessel)
            evidence = None if picture is None else self._outbox.put_evidence(picture)
            with_evidence.append(replace(sighting, evidence=evidence))
        of_scene = pass_of(scene, self._realm, _source(scene), looking)
        whole: list[Value] = [*with_evidence, *judgements(scene, self._realm)]
        if of_scene is not None:
            whole.append(of_scene)
        if whole:
            self._outbox.put(whole)
        return len(with_evidence)

    def _picture(self, vessel: Found) -> bytes | None:
        """Its chip as the station takes it (JPEG); None where it has none."""
        name = vessel.measured.get("chip")
        if not isinstance(name, str):
            return None
        pixels = cv2.imread(str(self._beside / name), cv2.IMREAD_COLOR)
        if pixels is None:
            return None
        done, jpeg = cv2.imencode(".jpg", pixels)
        return bytes(jpeg) if done else None


@contextmanager
def station(
    url: str, home: Path, handing: tuple[Realm, Path], say: Callable[[str], None]
) -> Iterator[Handover]:
    """Scenes that are put in go to the station at this address, with those that waited from before.

    handing: the realm, and see `Handover`. At the end what the station has not acknowledged after
    DRAIN_S stays in the outbox: the next scan or rematch sends it. Raises OutboxError.
    """
    outbox = Outbox(home / "outbox" / f"{PRODUCER}.sqlite")
    courier = Courier(outbox, url, PRODUCER)
    courier.start()
    try:
        yield Handover(outbox, *handing)
    finally:
        left = courier.stop(DRAIN_S)
        refused = outbox.refused()
        outbox.close()
        if left:
            say(
                f"{left} values wait in the outbox for the station; the next scan or rematch"
                " sends them"
            )
        if refused:
            say(f"the station refused {refused} values; they are kept in {outbox.path}")
