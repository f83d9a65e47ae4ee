"""Vessels on a picture and vessels that send AIS, one to one, and how probable no AIS is.

Three ways to explain a vessel on the picture are weighed: it sends none (a share of all vessels,
given beforehand); it sends and is not heard (what the receivers miss there); it is one of the
senders (normal errors of both places, and how well its length fits, against a sender anywhere on
the picture). Pairs are chosen all at once, then each vessel keeps what is left over of the rest:
a few senders tell a wrong length, or a place that is far off, and some were switched off since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from surveillance.scan.ais.silence import chance_off
from surveillance.scan.ais.tracks import Sender

Floats = NDArray[np.float64]

USUAL_SHARE = 0.4  # of vessels without AIS, before anything is known
FARTHEST_M = 1_500.0
FARTHEST_SIGMAS = 4.5
LENGTH_SIGMA = 0.35  # of the logarithm of a measured length
REQUIRED_M = 45.0  # about 300 gross tonnage, from which SOLAS V/19 asks for AIS
_LENGTHS_SPREAD = 0.8  # of a normal error over that of the lengths of all vessels
_WRONG_LENGTH = 0.05  # of the senders tell one that is not theirs
_STRAY, _STRAY_M = 0.03, 500.0  # of the senders tell a place that is off, and by how much
_MOST_OTHER = 0.999  # a vessel may lie anywhere
_DOUBT = 20.0  # so many times likelier is what seems to be no vessel to be none


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A thing on the picture. point: east, north in the frame of the senders. coverage: see
    `Coverage.at`. is_doubtful: it seems to be no vessel, unless a sender says so. p_other: that it
    is no vessel, where that is known."""

    point: Floats
    sigma_m: float
    length_m: float | None = None
    coverage: float | None = 1.0
    is_doubtful: bool = False
    p_other: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Where a picture shows M senders: points_m (M, 2), and the error of that, sigma_m (M,).

    shift_m (M, 2): the part of it by which they are shown off the place where they were then.
    """

    points_m: Floats
    sigma_m: Floats
    shift_m: Floats


@dataclass(frozen=True, slots=True)
class Verdict:
    """sender: the number of the one that it is, None for none. p_dark: None while that cannot be
    said."""

    sender: int | None
    p_dark: float | None
    reasons: dict[str, Any]


def match(
    candidates: Sequence[Candidate],
    senders: Sequence[Sender],
    shown: Shown,
    area_m2: float,
    share_without: float = USUAL_SHARE,
) -> tuple[Verdict, ...]:
    """A verdict for each candidate.

    senders: those on the picture or near it; for a radar `shown` is not where they are. area_m2: of
    the picture, over which an unseen sender may be anywhere.
    """
    away_m, sigma_m = _distances(candidates, shown)
    fits, stray = _fits(candidates, senders, (away_m, sigma_m), area_m2)
    coverage = np.array([1.0 if c.coverage is None else c.coverage for c in candidates])
    alone = share_without + (1.0 - share_without) * (1.0 - coverage)
    heard = (1.0 - share_without) * coverage[:, None]
    paired, possible = heard * fits, heard * (fits + stray)
    off = _chances_off(candidates, senders)
    doubt = np.where([c.is_doubtful for c in candidates], _DOUBT, 1.0)
    doubt = doubt / (1.0 - np.minimum([c.p_other for c in candidates], _MOST_OTHER))
    chosen = _assigned(paired, alone * doubt)
    taken = set(chosen.values())
    verdicts = []
    for i, candidate in enumerate(candidates):
        j = chosen.get(i)
        free = [k for k in range(len(senders)) if k == j or k not in taken]
        share_off = float((possible[i, free] * off[i, free]).sum())
        p = (share_without + share_off) / (alone[i] + possible[i, free].sum())
        is_unknown = j is None and (candidate.coverage is None or candidate.is_doubtful)
        reasons = _reasons(candidate, senders, (away_m[i], sigma_m[i]), j)
        reasons["share_without"] = share_without
        if j is not None and senders[j].rest_s is not None:
            reasons["switched_off_p"] = float(off[i, j])
        if j is None:
            p *= 1.0 - candidate.p_other
        verdicts.append(Verdict(j, None if is_unknown else float(p), reasons))
    return tuple(verdicts)


def _distances(candidates: Sequence[Candidate], shown: Shown) -> tuple[Floats, Floats]:
    """Metres and their standard deviation on each axis, both (N, M)."""
    places = np.array([c.point for c in candidates]).reshape(-1, 1, 2)
    away = np.linalg.norm(places - shown.points_m.reshape(1, -1, 2), axis=2)
    own = np.array([c.sigma_m for c in candidates]).reshape(-1, 1)
    return away, np.hypot(own, shown.sigma_m.reshape(1, -1))


def _fits(
    candidates: Sequence[Candidate],
    senders: Sequence[Sender],
    distances: tuple[Floats, Floats],
    area_m2: float,
) -> tuple[Floats, Floats]:
    """How many times as likely each pair is as one anywhere on the picture, (N, M): of senders
    that say what is so, and of those with a wrong length or place. The latter explain a vessel,
    but do not name it."""
    away_m, sigma_m = distances
    per_m2 = max(len(senders), 1) / area_m2
    lengths = _length_fits(candidates, senders)
    is_near = (away_m <= FARTHEST_M) & (away_m <= FARTHEST_SIGMAS * sigma_m)
    places = np.where(is_near, _density(away_m, sigma_m) / per_m2, 0.0)
    wide = _density(away_m, np.hypot(sigma_m, _STRAY_M)) / per_m2
    strays = np.where(away_m <= FARTHEST_M, _STRAY * wide * lengths, 0.0)
    wrong = (1.0 - _STRAY) * _WRONG_LENGTH * places
    return (1.0 - _STRAY) * (1.0 - _WRONG_LENGTH) * places * lengths, strays + wrong


def _density(away_m: Floats, sigma_m: Floats) -> Floats:
    """Per square metre."""
    return np.asarray(np.exp(-0.5 * (away_m / sigma_m) ** 2) / (2.0 * np.pi * sigma_m**2))


def _chances_off(candidates: Sequence[Candidate], senders: Sequence[Sender]) -> Floats:
    """(N, M) that a sender that is this vessel was switched off at the overpass."""
    off = np.zeros((len(candidates), len(senders)))
    for j, sender in enumerate(senders):
        if sender.rest_s is None:
            continue
        for i, candidate in enumerate(candidates):
            if candidate.coverage is not None:
                off[i, j] = chance_off(sender.gap_s, sender.rest_s, candidate.coverage)
    return off


def _length_fits(candidates: Sequence[Candidate], senders: Sequence[Sender]) -> Floats:
    """(N, M) against any length: 1 where one of the two is not known."""
    seen = np.array([c.length_m or np.nan for c in candidates]).reshape(-1, 1)
    told = np.array([s.length_m or np.nan for s in senders]).reshape(1, -1)
    off = np.log(seen / told) / LENGTH_SIGMA
    fits = np.exp(-0.5 * off**2) / LENGTH_SIGMA * _LENGTHS_SPREAD
    return np.where(np.isfinite(off), fits, 1.0)


def _assigned(paired: Floats, alone: Floats) -> dict[int, int]:
    """The pairs that explain all the vessels best; none that being alone explains better."""
    if not paired.size:
        return {}
    gain = np.log(np.maximum(paired, 1e-300) / alone[:, None])
    rows, columns = linear_sum_assignment(-np.maximum(gain, 0.0))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {i: j for i, j in pairs if gain[i, j] > 0.0}


def _reasons(
    candidate: Candidate,
    senders: Sequence[Sender],
    distances: tuple[Floats, Floats],
    sender: int | None,
) -> dict[str, Any]:
    away_m, sigma_m = distances
    said: dict[str, Any] = {"ais_coverage": candidate.coverage}
    if candidate.length_m is not None:
        said["ais_required"] = candidate.length_m >= REQUIRED_M
    if len(senders):
        j = int(np.argmin(away_m)) if sender is None else sender
        said |= {
            "nearest_mmsi": senders[j].mmsi,
            "nearest_m": float(away_m[j]),
            "nearest_sigmas": float(away_m[j] / sigma_m[j]),
            "nearest_report_s": senders[j].gap_s,
        }
    return said
