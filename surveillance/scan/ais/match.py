"""Vessels on a picture and vessels that send AIS, one to one, and how probable no AIS is.

Three ways to explain a vessel on the picture are weighed: it sends none (a share of all vessels,
given beforehand); it sends and is not heard (what the receivers miss there); it is one of the
senders (normal errors of both places, and how well its length fits, against a sender anywhere on
the picture). Pairs are chosen all at once, then each vessel keeps what is left over of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from surveillance.scan.ais.tracks import Sender

Floats = NDArray[np.float64]

USUAL_SHARE = 0.4  # of vessels without AIS, before anything is known
FARTHEST_M = 1_500.0
FARTHEST_SIGMAS = 4.5
LENGTH_SIGMA = 0.35  # of the logarithm of a measured length
REQUIRED_M = 45.0  # about 300 gross tonnage, from which SOLAS V/19 asks for AIS


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A vessel on the picture. point: east, north in the frame of the senders. coverage: see
    `Coverage.at`. is_odd: why it may be no vessel, by name; empty: nothing says so."""

    point: Floats
    sigma_m: float
    length_m: float | None = None
    coverage: float | None = 1.0
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """mmsi: of the sender that it is, None for none. p_dark: None while that cannot be said."""

    mmsi: int | None
    p_dark: float | None
    reasons: dict[str, Any]


def match(
    candidates: Sequence[Candidate],
    senders: Sequence[Sender],
    shown: Floats,
    area_m2: float,
    share_without: float = USUAL_SHARE,
) -> tuple[Verdict, ...]:
    """A verdict for each candidate.

    shown (M, 2): where the picture shows the senders, which for a radar is not where they are.
    area_m2: of the picture, over which an unseen sender may be anywhere.
    """
    away_m, sigma_m = _distances(candidates, senders, shown)
    fits = _fits(candidates, senders, away_m, sigma_m, area_m2)
    coverage = np.array([1.0 if c.coverage is None else c.coverage for c in candidates])
    alone = share_without + (1.0 - share_without) * (1.0 - coverage)
    paired = (1.0 - share_without) * coverage[:, None] * fits
    chosen = _assigned(paired, alone)
    taken = set(chosen.values())
    verdicts = []
    for i, candidate in enumerate(candidates):
        j = chosen.get(i)
        free = [k for k in range(len(senders)) if k == j or k not in taken]
        p = share_without / (alone[i] + paired[i, free].sum())
        sender = None if j is None else senders[j]
        reasons = _reasons(candidate, senders, (away_m[i], sigma_m[i]), sender)
        mmsi = None if sender is None else sender.mmsi
        unknown = candidate.coverage is None and sender is None
        verdicts.append(Verdict(mmsi, None if unknown else float(p), reasons))
    return tuple(verdicts)


def _distances(
    candidates: Sequence[Candidate], senders: Sequence[Sender], shown: Floats
) -> tuple[Floats, Floats]:
    """Metres and their standard deviation on each axis, both (N, M)."""
    places = np.array([c.point for c in candidates]).reshape(-1, 1, 2)
    away = np.linalg.norm(places - np.asarray(shown, np.float64).reshape(1, -1, 2), axis=2)
    own = np.array([c.sigma_m for c in candidates]).reshape(-1, 1)
    other = np.array([s.sigma_m for s in senders]).reshape(1, -1)
    return away, np.hypot(own, other)


def _fits(
    candidates: Sequence[Candidate],
    senders: Sequence[Sender],
    away_m: Floats,
    sigma_m: Floats,
    area_m2: float,
) -> Floats:
    """(N, M) how many times as likely each pair is as one anywhere on the picture."""
    near = (away_m <= FARTHEST_M) & (away_m <= FARTHEST_SIGMAS * sigma_m)
    density = np.exp(-0.5 * (away_m / sigma_m) ** 2) / (2.0 * np.pi * sigma_m**2)
    per_m2 = max(len(senders), 1) / area_m2
    lengths = np.array([[_length_fit(c, s) for s in senders] for c in candidates])
    return np.asarray(np.where(near, density / per_m2, 0.0) * lengths.reshape(away_m.shape))


def _length_fit(candidate: Candidate, sender: Sender) -> float:
    """Against any length: 1 where one of the two is not known."""
    if not candidate.length_m or not sender.length_m:
        return 1.0
    off = np.log(candidate.length_m / sender.length_m) / LENGTH_SIGMA
    # lengths of vessels spread over some e-fold: what a normal error gains over that
    return float(np.exp(-0.5 * off**2) / LENGTH_SIGMA * 0.8)


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
    sender: Sender | None,
) -> dict[str, Any]:
    away_m, sigma_m = distances
    said: dict[str, Any] = {"ais_coverage": candidate.coverage}
    if candidate.length_m is not None:
        said["ais_required"] = candidate.length_m >= REQUIRED_M
    if len(senders):
        j = int(np.argmin(away_m)) if sender is None else senders.index(sender)
        said |= {
            "nearest_mmsi": senders[j].mmsi,
            "nearest_m": float(away_m[j]),
            "nearest_sigmas": float(away_m[j] / sigma_m[j]),
            "nearest_report_s": senders[j].gap_s,
        }
    if candidate.odd:
        said["may_be"] = list(candidate.odd)
    return said
