"""Curve files: lateral range curves from trials, as CSV.

Columns: length_m, altitude_m, sea_state, light (day, dusk, night), speed_mps (of the passes),
lateral_m, probability. A curve is all rows that agree in the first five; its lateral distances rise
from 0. Between curves of the same light the probabilities are interpolated by sea state, altitude
and length; nothing is guessed beyond what a file holds.
"""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mission_planner.detection.curve import LateralCurve
from mission_planner.detection.target import LIGHTS, Conditions, Target
from mission_planner.errors import FormatError, PlannerError

COLUMNS = (
    "length_m", "altitude_m", "sea_state", "light", "speed_mps", "lateral_m", "probability",
)  # fmt: skip
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    length_m: float
    altitude_m: float
    sea_state: float
    light: str
    curve: LateralCurve


@dataclass(frozen=True, slots=True, eq=False)
class CurveTable:
    """The curves of a file; `name` of the file says where figures come from."""

    name: str
    curves: tuple[_Measured, ...]

    def curve(self, target: Target, altitude_m: float, conditions: Conditions) -> LateralCurve:
        """The curve of these conditions. Raises PlannerError for any that the file lacks."""
        lit = [c for c in self.curves if c.light == conditions.light]
        if not lit:
            raise PlannerError(
                f"curve file {self.name} holds no curve for {conditions.light}: add rows, or give"
                " another --light"
            )
        asked = (
            ("sea_state", conditions.sea_state),
            ("altitude_m", altitude_m),
            ("length_m", target.length_m),
        )
        return self._between(lit, asked)

    def _between(
        self, curves: Sequence[_Measured], asked: Sequence[tuple[str, float]]
    ) -> LateralCurve:
        if not asked:
            return curves[0].curve
        (key, value), *rest = asked
        values = sorted({float(getattr(c, key)) for c in curves})
        if not values[0] <= value <= values[-1]:
            raise PlannerError(
                f"curve file {self.name} holds {key} {values[0]:g} to {values[-1]:g}, not"
                f" {value:g}: add rows measured there"
            )
        low = max(v for v in values if v <= value)
        high = min(v for v in values if v >= value)
        below, above = (
            self._between([c for c in curves if getattr(c, key) == v], rest) for v in (low, high)
        )
        return below if low == high else _mixed(below, above, (value - low) / (high - low))


def _mixed(low: LateralCurve, high: LateralCurve, share: float) -> LateralCurve:
    lateral = np.union1d(low.lateral_m, high.lateral_m)
    probability = (1.0 - share) * low.at(lateral) + share * high.at(lateral)
    speed = (1.0 - share) * low.speed_mps + share * high.speed_mps
    return LateralCurve(lateral, probability, speed, low.source)


def read_curves(path: Path) -> CurveTable:
    """The curves of a CSV file. Raises FormatError that names the line at fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if set(rows.fieldnames or ()) != set(COLUMNS):
                raise FormatError(f"curve file {path} must have the columns {', '.join(COLUMNS)}")
            read = [_row(row, f"{path}, line {rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise FormatError(f"cannot read curve file {path}: {reason}") from exc
    if not 0 < len(read) <= MOST_ROWS:
        raise FormatError(f"curve file {path} holds {len(read)} rows; it must be 1..{MOST_ROWS}")
    groups: dict[_Key, list[tuple[float, float]]] = {}
    for key, point in read:
        groups.setdefault(key, []).append(point)
    return CurveTable(path.name, tuple(_curve(k, p, path) for k, p in groups.items()))


_Key = tuple[float, float, float, str, float]


def _row(row: dict[str, str], where: str) -> tuple[_Key, tuple[float, float]]:
    if None in row:
        raise FormatError(f"{where}: more fields than columns")
    light = (row["light"] or "").strip()
    if light not in LIGHTS:
        raise FormatError(f"{where}: light is {light!r}; it must be one of {', '.join(LIGHTS)}")
    length, altitude, sea, speed, lateral, probability = (
        _number(row[name], name, where) for name in COLUMNS if name != "light"
    )
    if not 0.0 <= probability <= 1.0:
        raise FormatError(f"{where}: probability is {probability:g}; it must lie in 0..1")
    if min(length, altitude, speed) <= 0.0:
        raise FormatError(f"{where}: length_m, altitude_m and speed_mps must be above 0")
    return (length, altitude, sea, light, speed), (lateral, probability)


def _number(text: str | None, name: str, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise FormatError(f"{where}: {name} is {text!r}, not a number")
    return value


def _curve(key: _Key, points: list[tuple[float, float]], path: Path) -> _Measured:
    lateral, probability = np.array(points, np.float64).T
    length, altitude, sea, light, speed = key
    if len(lateral) < 2 or lateral[0] != 0.0 or (np.diff(lateral) <= 0.0).any():
        raise FormatError(
            f"{path}: the curve of length_m {length:g}, altitude_m {altitude:g}, sea_state {sea:g},"
            f" {light} needs at least two rows whose lateral_m rise from 0"
        )
    curve = LateralCurve(lateral, probability, speed, f"curve file {path.name}")
    return _Measured(length, altitude, sea, light, curve)
