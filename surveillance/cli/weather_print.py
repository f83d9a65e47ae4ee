"""What `mizugiwa weather` tells, as JSON and in tables."""

import json
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from mission_planner.detection.outlook import (
    Outlook,
    WindowOutlook,
    best_window,
    window_outlook,
)
from mission_planner.weather import Hour, Window
from surveillance.cli.detection_print import conditions_json


@dataclass(frozen=True, slots=True)
class Told:
    """Hours and windows of a forecast for a vehicle; outlooks: one per hour, or none asked for.

    flow: what it moves against, wind or current.
    """

    vehicle: str
    flow: str
    hours: tuple[Hour, ...]
    windows: tuple[Window, ...]
    outlooks: tuple[Outlook, ...]
    has_plan: bool

    @property
    def promises(self) -> list[WindowOutlook]:
        """A window's outlook each; empty when none was asked for."""
        return [window_outlook(w, self.outlooks) for w in self.windows] if self.outlooks else []


def print_json(told: Told) -> None:
    """One document on stdout."""
    document: dict[str, Any] = {
        "vehicle": told.vehicle,
        "windows": [_window(w) for w in told.windows],
        "hours": [_hour(h, told.flow) for h in told.hours],
    }
    if told.outlooks:
        best = best_window(told.promises)
        for window, promise in zip(document["windows"], told.promises, strict=True):
            window["detection"] = _promise(promise)
        for hour, outlook in zip(document["hours"], told.outlooks, strict=True):
            hour["detection"] = _outlook(outlook)
        document["best"] = None if best is None else _window(best.window) | {
            "detection": _promise(best)
        }  # fmt: skip
    print(json.dumps(document, ensure_ascii=False, allow_nan=False))


def _window(window: Window) -> dict[str, Any]:
    return {
        "begin": window.begin.isoformat(),
        "end": window.end.isoformat(),
        "strongest_mps": round(window.strongest_mps, 1),
    }


def _promise(promise: WindowOutlook) -> dict[str, Any]:
    return {
        "sweep_width_m": _rounded(promise.sweep_width_m, 1),
        "probability": _rounded(promise.probability, 4),
        "best_at": promise.best.at.isoformat(),
        "best_sweep_width_m": _rounded(promise.best.sweep_width_m, 1),
        "best_probability": _rounded(promise.best.probability, 4),
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    conditions = outlook.conditions
    return {
        "sweep_width_m": _rounded(outlook.sweep_width_m, 1),
        "probability": _rounded(outlook.probability, 4),
        "glint_share": round(outlook.glint_share, 4),
        "conditions": None if conditions is None else conditions_json(conditions),
        "sea_by": outlook.sea_by,
        "why": outlook.why or None,
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _hour(hour: Hour, flow: str) -> dict[str, Any]:
    return {
        "at": hour.at.isoformat(),
        "go": not hour.against,
        f"{flow}_mps": round(hour.wind_mps, 1 if flow == "wind" else 2),
        f"{flow}_from_deg": round(hour.wind_from_deg),
        "against": list(hour.against),
        "unknown": list(hour.unknown),
    }


def print_tables(told: Told) -> None:
    """A row per hour, a line per window, the best window, what the forecast does not say."""
    heads = ("sea", "light", "sweep width m", "found %")
    more = heads[: (4 if told.has_plan else 3) if told.outlooks else 0]
    columns = ("time (local)", f"{told.flow} m/s", "from", *more, "go", "against")
    table = Table(*columns, title=told.vehicle)
    table.columns[0].no_wrap = True
    decimals = 1 if told.flow == "wind" else 2
    for n, hour in enumerate(told.hours):
        table.add_row(
            f"{hour.at.astimezone():%m-%d %H:%M}",
            f"{hour.wind_mps:.{decimals}f}",
            f"{hour.wind_from_deg:.0f}",
            *(_cells(told.outlooks[n])[: len(more)] if more else ()),
            "no" if hour.against else "go",
            "; ".join(hour.against),
        )
    console = Console()
    console.print(table)
    for n, window in enumerate(told.windows):
        begin, end = window.begin.astimezone(), window.end.astimezone()
        most = f"{window.strongest_mps:.{decimals}f} m/s"
        seen = _seen(told.promises[n]) if told.outlooks else ""
        text = f"go {begin:%m-%d %H:%M} to {end:%m-%d %H:%M}, {told.flow} up to {most}{seen}"
        console.print(text, soft_wrap=True)
    if not told.windows:
        console.print("no window: nothing in this forecast lets it go long enough")
    _print_outlook(console, told)
    silent = sorted({what for hour in told.hours for what in hour.unknown})
    if silent:
        console.print(f"the forecast says nothing of: {', '.join(silent)}")


def _cells(outlook: Outlook) -> tuple[str, ...]:
    told = outlook.conditions
    sea, light = ("?", "?") if told is None else (f"{told.sea_state:.1f}", told.light)
    found = "" if outlook.probability is None else f"{100.0 * outlook.probability:.0f}"
    return (sea, light, _metres(outlook.sweep_width_m), found)


def _metres(width_m: float | None) -> str:
    return "?" if width_m is None else f"{width_m:.0f}"


def _seen(promise: WindowOutlook) -> str:
    share = promise.probability
    found = "" if share is None else f", found {100.0 * share:.0f} %"
    return f"; mean sweep width {_metres(promise.sweep_width_m)} m{found}"


def _print_outlook(console: Console, told: Told) -> None:
    if not told.outlooks:
        return
    best = best_window(told.promises)
    if best is not None:
        begin, end, at = (
            t.astimezone() for t in (best.window.begin, best.window.end, best.best.at)
        )
        share = best.best.probability
        found = "" if share is None else f", found {100.0 * share:.0f} %"
        width = f"sweep width {_metres(best.best.sweep_width_m)} m{found}"
        text = f"best: {begin:%m-%d %H:%M} to {end:%m-%d %H:%M}, at {at:%m-%d %H:%M} {width}"
        console.print(text, soft_wrap=True)
    elif told.windows:
        console.print("best: none; in no window does this camera find any of these boats")
    sources = sorted({outlook.sea_by for outlook in told.outlooks})
    console.print(f"sea state by {' and by '.join(sources)}", soft_wrap=True)
    for why in sorted({outlook.why for outlook in told.outlooks if outlook.why}):
        console.print(f"not known: {why}", soft_wrap=True)
