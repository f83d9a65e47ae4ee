"""Vessels of a scene as sightings for the station: safe on the disk first, then sent.

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
from surveillance.model import Realm, Sighting, Value
from surveillance.outbox import Courier, Outbox
from surveillance.scan.passes.making import Looking, pass_of
from surveillance.scan.radar import UNKNOWN_SPEED_MPS
from surveillance.scan.vessel import Found, Scanned

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
    seconds = 0.0 if vessel.at is None else abs((vessel.at - at).total_seconds())
    speed = UNKNOWN_SPEED_MPS if vessel.speed_mps is None else vessel.speed_mps
    sigma_m = float(np.hypot(vessel.sigma_m or 0.0, speed * seconds))
    return Sighting(
        id=_id(vessel, scene, realm),
        at=at,
        realm=realm,
        source=_source(scene),
        position=vessel.position,
        ellipse=ellipse_of(np.eye(2) * max(sigma_m, 1.0) ** 2),
        label="vessel",
        score=vessel.score,
        box_px=vessel.box_px,
        length_m=vessel.length_m,
    )


def _source(scene: Scanned) -> str:
    return f"satellite {scene.sensor.split()[0]}"[:_MOST_NAME]


def _id(vessel: Found, scene: Scanned, realm: Realm) -> str:
    column, row = (int(value) for value in vessel.px)
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
        """How many sightings are safe on the disk now, and the pass with them. Raises OutboxError.

        looking: see `pass_of`.
        """
        made = sightings(scene, self._realm)
        with_evidence = []
        for sighting, vessel in zip(made, _placed(scene), strict=True):
            picture = self._picture(vessel)
            evidence = None if picture is None else self._outbox.put_evidence(picture)
            with_evidence.append(replace(sighting, evidence=evidence))
        of_scene = pass_of(scene, self._realm, _source(scene), looking)
        whole: list[Value] = [*with_evidence]
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
    DRAIN_S stays in the outbox: the next scan sends it. Raises OutboxError.
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
            say(f"{left} values wait in the outbox for the station; the next scan sends them")
        if refused:
            say(f"the station refused {refused} values; they are kept in {outbox.path}")
