"""The AIS log of a scene as stations ashore wrote it: NMEA sentences with the time of reception.

Nothing here knows how a log is read. Vessels send as their class and speed ask; stations hear a
part of it. Some sets were given wrong particulars, or the number of another vessel, or tell places
that are off; some stamps are late; some vessels were switched off shortly before the overpass.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.random import Generator

from geodata.position import LocalFrame, LonLat
from simulator.ais_messages import (
    AT_ANCHOR,
    UNDER_WAY,
    Fix,
    Particulars,
    antenna_m,
    position_a,
    position_b,
    sentences,
    static_b,
    voyage,
)
from simulator.satellite.ashore.stations import Station, draw_station, faded
from simulator.satellite.ashore.way import CLASS_A, SPAN_S, Way, sends_at, way_of

STATIC_EVERY_S = 360.0
GNSS_BIAS_M, GNSS_NOISE_M = 5.0, 3.0
ODD_SEED = 41  # apart from the scene's own


@dataclass(frozen=True, slots=True)
class Trouble:
    """Shares of vessels, or of messages, with which something is wrong."""

    stations: int = 2
    wrong_length: float = 0.08
    shared_number: float = 0.02
    off_place: float = 0.02
    off_m: tuple[float, float] = (150.0, 600.0)
    late_stamps: float = 0.03
    late_s: tuple[float, float] = (5.0, 60.0)
    switched_off: float = 0.15  # of the vessels without AIS at the overpass
    off_since_s: tuple[float, float] = (300.0, 1500.0)


@dataclass(frozen=True, slots=True)
class _Sender:
    """A vessel of the truth with its AIS set."""

    ship: Particulars
    frame: LocalFrame  # round its place at the overpass
    length_m: float
    at: datetime
    is_class_a: bool
    way: Way
    bias_m: tuple[float, float]
    until_s: float


def heard(
    vessels: Sequence[dict[str, Any]], seed: int, trouble: Trouble | None = None
) -> list[str]:
    """The lines of a log, in the order in which they were received.

    vessels: features of a scene's truth of the kind `vessel`. Without any: no lines.
    """
    if not vessels:
        return []
    trouble = trouble or Trouble()
    rng = np.random.default_rng([ODD_SEED, seed])
    places = np.array([v["geometry"]["coordinates"] for v in vessels])
    frame = LocalFrame(LonLat(*places.mean(axis=0).tolist()))
    stations = [draw_station(rng, SPAN_S) for _ in range(trouble.stations)]
    senders = _numbers_shared(list(_senders(vessels, trouble, rng)), trouble, rng)
    received: list[tuple[float, list[str]]] = []
    for number, sender in enumerate(senders):
        received += _received(sender, (stations, frame), trouble, (rng, number))
    return [line for _, lines in sorted(received, key=lambda one: one[0]) for line in lines]


def _senders(
    vessels: Sequence[dict[str, Any]], trouble: Trouble, rng: Generator
) -> Iterator[_Sender]:
    for vessel in vessels:
        told = vessel["properties"]
        until_s = SPAN_S
        if not told["has_ais"]:
            if rng.random() >= trouble.switched_off:
                continue
            until_s = -float(rng.uniform(*trouble.off_since_s))
        length_m = float(told["length_m"])
        typed_m = length_m
        if rng.random() < trouble.wrong_length:
            typed_m = float(rng.choice([0.0, rng.uniform(5.0, 300.0)]))
        bias = rng.normal(0.0, GNSS_BIAS_M, 2)
        if rng.random() < trouble.off_place:
            turn = rng.uniform(0.0, 2.0 * np.pi)
            bias = bias + rng.uniform(*trouble.off_m) * np.array([np.sin(turn), np.cos(turn)])
        mmsi = int(told["mmsi"] or 440_000_000 + rng.integers(900_000))
        yield _Sender(
            ship=Particulars(
                mmsi, f"SIM {mmsi % 1000}", "JD1", 70, typed_m, typed_m / 6.0, 3.0, ""
            ),
            frame=LocalFrame(LonLat(*vessel["geometry"]["coordinates"])),
            length_m=length_m,
            at=datetime.fromisoformat(told["at"]),
            is_class_a=told["type"] in CLASS_A,
            way=way_of(told, rng),
            bias_m=(float(bias[0]), float(bias[1])),
            until_s=until_s,
        )


def _numbers_shared(senders: list[_Sender], trouble: Trouble, rng: Generator) -> list[_Sender]:
    """Some carry the number of another."""
    for n in np.flatnonzero(rng.random(len(senders)) < trouble.shared_number):
        other = senders[int(rng.integers(len(senders)))].ship.mmsi
        senders[n] = replace(senders[n], ship=replace(senders[n].ship, mmsi=other))
    return senders


def _received(
    sender: _Sender,
    ashore: tuple[Sequence[Station], LocalFrame],
    trouble: Trouble,
    drawn: tuple[Generator, int],
) -> Iterator[tuple[float, list[str]]]:
    """Unix seconds of reception, and lines."""
    stations, frame = ashore
    rng, number = drawn
    at_s = sends_at(sender.way, sender.is_class_a, rng, sender.until_s)
    static_s = np.arange(-SPAN_S + rng.uniform(0.0, STATIC_EVERY_S), sender.until_s, STATIC_EVERY_S)
    both = np.concatenate([at_s, static_s])
    is_static = np.arange(len(both)) >= len(at_s)
    here = np.array(frame.point(sender.frame.origin))
    points = here + np.array([sender.way.at(t)[:2] for t in both]).reshape(-1, 2)
    missed = np.ones(len(both))
    for station in stations:
        nearer = faded(both, rng)[:, None]
        seen_from = station.point_m + (points - station.point_m) * nearer
        mast = 3.0 + 0.12 * sender.length_m
        missed *= 1.0 - station.chance(seen_from, both, mast, sender.is_class_a)
    for n in np.flatnonzero(rng.random(len(both)) >= missed):
        sent = sender.at.timestamp() + float(both[n])
        late_s = rng.uniform(*trouble.late_s) if rng.random() < trouble.late_stamps else 0.0
        yield sent + late_s, _lines(sender, sent, late_s, bool(is_static[n]), (rng, number))


def _lines(
    sender: _Sender, sent: float, late_s: float, is_static: bool, drawn: tuple[Generator, int]
) -> list[str]:
    rng, number = drawn
    unix_s, group = math.floor(sent + late_s), number % 10
    channel = "AB"[unix_s % 2]
    if is_static:
        parts = (voyage(sender.ship),) if sender.is_class_a else static_b(sender.ship)
        return [line for part in parts for line in sentences(part, unix_s, channel, group)]
    fix, is_still = _fix(sender, math.floor(sent), rng)
    status = AT_ANCHOR if is_still else UNDER_WAY
    message = position_a(fix, status) if sender.is_class_a else position_b(fix)
    return sentences(message, unix_s, channel, group)


def _fix(sender: _Sender, unix_s: int, rng: Generator) -> tuple[Fix, bool]:
    """Of its antenna, as its receiver of satellites has it; and whether it lies still."""
    east, north, course, speed = sender.way.at(unix_s - sender.at.timestamp())
    bow, stern = antenna_m(sender.length_m)
    aft = (bow - stern) / 2.0
    noise = rng.normal(0.0, GNSS_NOISE_M, 2) + sender.bias_m
    heading = np.radians(course)
    place = sender.frame.lonlat(
        east - aft * float(np.sin(heading)) + float(noise[0]),
        north - aft * float(np.cos(heading)) + float(noise[1]),
    )
    told_deg = course if sender.is_class_a else None  # small boats have no compass
    told = Fix(sender.ship.mmsi, place, course, speed, told_deg, unix_s % 60)
    return told, speed == 0.0
