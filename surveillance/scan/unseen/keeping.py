"""Limits of sight as plain values and back: a scene is judged again without its picture.

A scene has some ten thousand cells: they are packed as differences of whole numbers, zlib, base64.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat
from surveillance.scan.plain import Plain, place_of, time_text
from surveillance.scan.unseen.limits import CELL_PX, Limits, Silent, SilentSaid

Whole = NDArray[np.int64]

_MOST_CELLS = 1_000_000
_NOT_LOOKED = -1
_NOT_KNOWN = -9999
_ORDER = 2  # differences of differences: a lattice on the earth is nearly a plane


def limits_text(limits: Limits) -> Plain:
    """Cells row by row: least_cm (-1: not looked at), looked_px, noise (0 or 1); echo_ddb:
    tenths of a decibel (-9999: not known); corners_e6: of
    their corners, all longitudes and then all latitudes in millionths of a degree."""
    least_cm = np.where(np.isfinite(limits.least_m), limits.least_m * 100.0, _NOT_LOOKED)
    corners = np.rint(np.moveaxis(limits.corners, -1, 0) * 1e6)
    return {
        "cell_px": CELL_PX,
        "cells": list(limits.least_m.shape),
        "packed": "base64(zlib(int64, little-endian; differences along both axes, twice))",
        "least_cm": _packed(np.rint(least_cm)),
        "looked_px": _packed(limits.looked_px),
        "noise": _packed(limits.is_noise),
        "echo_ddb": _packed(_echo(limits.echo_db)),
        "corners_e6": [_packed(part) for part in corners],
        "silent": [
            {
                "known_at": time_text(said.known_at),
                "vessels": [_silent_text(v) for v in said.silent],
            }
            for said in limits.told
        ],
    }


def limits_of(plain: Mapping[str, Any]) -> Limits:
    """What `limits_text` gave. Raises ValueError, KeyError or TypeError for anything else."""
    if plain["cell_px"] != CELL_PX:
        raise ValueError(f"limits of cells of {plain['cell_px']} pixels")
    rows, columns = (int(side) for side in plain["cells"])
    if not (rows > 0 and columns > 0 and rows * columns <= _MOST_CELLS):
        raise ValueError(f"limits of {rows} x {columns} cells")
    shape = rows, columns
    least_cm, looked_px, noise, echo_ddb = (
        _unpacked(plain[name], shape) for name in ("least_cm", "looked_px", "noise", "echo_ddb")
    )
    lon, lat = (_unpacked(text, (rows + 1, columns + 1)) / 1e6 for text in plain["corners_e6"])
    if np.abs(lon).max() > 180.0 or np.abs(lat).max() > 90.0:
        raise ValueError("limits that lie nowhere on the earth")
    return Limits(
        least_m=np.where(least_cm < 0, np.nan, least_cm / 100.0),
        looked_px=looked_px,
        is_noise=noise == 1,
        corners=np.stack([lon, lat], axis=-1),
        echo_db=np.where(echo_ddb == _NOT_KNOWN, np.nan, echo_ddb / 10.0),
        told=tuple(
            SilentSaid(_time(said["known_at"]), tuple(_silent(v) for v in said["vessels"]))
            for said in plain["silent"]
        ),
    )


def _echo(echo_db: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.rint(np.where(np.isfinite(echo_db), echo_db * 10.0, _NOT_KNOWN)))


def _silent_text(silent: Silent) -> Plain:
    return {
        "mmsi": silent.mmsi,
        "name": silent.name,
        "lonlat": place_of(silent.position),
        "length_m": silent.length_m,
        "least_m": silent.least_m,
    }


def _silent(plain: Mapping[str, Any]) -> Silent:
    lon, lat = plain["lonlat"]
    name, length_m, least_m = plain["name"], plain["length_m"], plain["least_m"]
    return Silent(
        mmsi=int(plain["mmsi"]),
        name=None if name is None else str(name),
        position=LonLat(float(lon), float(lat)),
        length_m=None if length_m is None else float(length_m),
        least_m=None if least_m is None else float(least_m),
    )


def _time(text: object) -> datetime:
    # brings the libraries of catalogues: a scan that only writes limits need not wait for them
    from geodata.catalogs.transfer.outside import time_utc

    return time_utc(text, "known_at")


def _packed(values: NDArray[Any]) -> str:
    whole = values.astype("<i8")
    for axis in (0, 1) * _ORDER:
        whole = np.diff(whole, axis=axis, prepend=0)
    return base64.b64encode(zlib.compress(whole.astype("<i8").tobytes(), 4)).decode("ascii")


def _unpacked(text: str, shape: tuple[int, int]) -> Whole:
    size = 8 * shape[0] * shape[1]
    try:
        raw = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size + 1)
    except zlib.error as exc:
        raise ValueError("limits that cannot be unpacked") from exc
    if len(raw) != size:
        raise ValueError("limits of another number of cells")
    whole = np.frombuffer(raw, "<i8").reshape(shape).astype(np.int64)
    for axis in (0, 1) * _ORDER:
        whole = np.cumsum(whole, axis=axis)
    return whole
