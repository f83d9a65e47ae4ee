"""Satellite passes at a station: what can be one, and which of their versions the page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from geodata.position import LocalFrame
from surveillance.errors import WireError
from surveillance.model import Rings, SatellitePass, SeaPatch

PASS_SPAN = timedelta(hours=24)  # what the page shows; the store keeps all
MAX_PASSES = 50  # newest first; the store has the others
MAX_POINTS = 3000  # of all rings of one pass: about 110 kB of the page's picture
MAX_NAME = 200
MAX_VESSELS = 100_000
MAX_LEAST_M = 1000.0
_GAPS = ("published_at", "picture_at", "looked", "limits")


class Passes:
    """The newest version of each of the last passes, in whatever order they came."""

    def __init__(self) -> None:
        # of each scene the newest version that says a thing; "" is the newest of all
        self._said: dict[str, dict[str, SatellitePass]] = {}

    def show(self, one: SatellitePass) -> SatellitePass | None:
        """The pass as known now: the newest version, and what only older ones say of the scene.

        None when nothing that is shown changes.
        """
        said = self._said.setdefault(one.scene, {})
        before = _joined(said) if said else None
        for name in ("", *(name for name in _GAPS if getattr(one, name) is not None)):
            if name not in said or _version(said[name]) < _version(one):
                said[name] = one
        for scene in sorted(self._said, key=self._age)[:-MAX_PASSES]:
            del self._said[scene]
        after = _joined(said)
        return after if one.scene in self._said and after != before else None

    def forget(self, oldest: datetime) -> None:
        """Take those off that were taken before."""
        self._said = {scene: said for scene, said in self._said.items() if said[""].at >= oldest}

    def shown(self) -> list[SatellitePass]:
        """Newest first."""
        newest = sorted(self._said, key=self._age, reverse=True)
        return [_joined(self._said[scene]) for scene in newest]

    def _age(self, scene: str) -> tuple[datetime, str]:
        return self._said[scene][""].at, scene


def _joined(said: Mapping[str, SatellitePass]) -> SatellitePass:
    gaps = {name: getattr(one, name) for name, one in said.items() if name}
    return replace(said[""], **gaps)


def _version(one: SatellitePass) -> tuple[datetime, str]:
    return one.known_at, one.id


def nearest_m(one: SatellitePass, frame: LocalFrame) -> float:
    """From the origin of a frame to the nearest corner of what was looked at; 0 when that is not
    said."""
    corners = [(place.lon, place.lat) for ring in _looked_rings(one) for place in ring]
    if not corners:
        return 0.0
    return float(np.hypot(*frame.to_metres(*np.array(corners).T)).min())


def check_pass(one: SatellitePass) -> None:
    """Raises WireError that names what cannot be, or is more than a page can draw."""
    if not 0 < len(one.scene) <= MAX_NAME:
        raise WireError(f"the scene's name has {len(one.scene)} characters; limit {MAX_NAME}")
    if not 0 <= one.without_ais + one.unknown <= one.vessels <= MAX_VESSELS:
        raise WireError(
            f"{one.vessels} vessels, {one.without_ais} without AIS and {one.unknown} unknown do not"
            f" go together, or are more than {MAX_VESSELS}"
        )
    if one.without_ais < 0 or one.unknown < 0:
        raise WireError("a count of vessels is below 0")
    patches = () if one.limits is None else one.limits.patches
    rings = [*_looked_rings(one), *(ring for patch in patches for ring in patch.rings)]
    if any(len(ring) < 3 for ring in rings):
        raise WireError("a ring has fewer than 3 places")
    if (points := sum(map(len, rings))) > MAX_POINTS:
        raise WireError(f"the rings have {points} places; limit {MAX_POINTS}")
    for length_m in _lengths_m(one):
        if not 0.0 <= length_m <= MAX_LEAST_M:
            raise WireError(f"a least length is {length_m:g} m; it must be 0 to {MAX_LEAST_M:g} m")
    if any(not _is_span(patch) for patch in patches):
        raise WireError("a patch of sea has lengths or a share that cannot be")


def _is_span(patch: SeaPatch) -> bool:
    is_upward = patch.least_to_m is None or patch.least_from_m < patch.least_to_m
    return is_upward and 0.0 <= patch.share <= 1.0


def _lengths_m(one: SatellitePass) -> Iterator[float]:
    if one.limits is None:
        return
    yield from (one.limits.over_most_m, one.limits.over_half_m)
    for patch in one.limits.patches:
        yield patch.least_from_m
        if patch.least_to_m is not None:
            yield patch.least_to_m


def _looked_rings(one: SatellitePass) -> Rings:
    return () if one.looked is None else one.looked.rings
