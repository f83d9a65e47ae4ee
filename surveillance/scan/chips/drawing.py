"""A found thing as a small picture: north up, its box, a scale, a panel for each band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from surveillance.scan.chips.stretch import stretched

PANEL_PX = 384
_YELLOW, _WHITE, _NO_DATA = (0, 220, 255), (255, 255, 255), (70, 30, 30)  # blue, green, red
_FONT, _LETTER = cv2.FONT_HERSHEY_SIMPLEX, 0.5
_BARS_M = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_EDGE = 10
_LONGEST_BAR = 0.4  # of a panel

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What of a picture is shown, and how it lies on the earth.

    middle_px: column and row in the middle. shown_px: pixels across. box_px: x0, y0, x1, y1 of the
    thing. axes_m (2, 2): metres to the east and north of a step to the next column [0] and to the
    next row [1]; None: not known, the picture's own top is up.
    """

    middle_px: tuple[float, float]
    shown_px: int
    box_px: tuple[float, float, float, float]
    axes_m: Floats | None = None

    @property
    def metres(self) -> float | None:
        """Metres across what is shown; None where there is no scale."""
        if self.axes_m is None:
            return None
        return self.shown_px * float(np.linalg.norm(self.axes_m, axis=1).mean())

    def to_picture(self) -> Floats:
        """(2, 3): pixel places of the picture from those of a panel."""
        across = float(self.shown_px if self.metres is None else self.metres)
        per_panel_px = across / PANEL_PX
        axes = np.array([[1.0, 0.0], [0.0, -1.0]]) if self.axes_m is None else self.axes_m
        turn = np.linalg.inv(axes.T) @ np.diag([per_panel_px, -per_panel_px])
        shift = np.array(self.middle_px) - turn @ np.full(2, PANEL_PX / 2.0)
        return np.column_stack([turn, shift])

    @property
    def reach_px(self) -> int:
        """Whole pixels from the middle to the farthest corner of what is shown."""
        corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * float(PANEL_PX)
        turned = self.to_picture()
        places = corners @ turned[:, :2].T + turned[:, 2]
        return int(np.ceil(np.abs(places - self.middle_px).max())) + 1


def draw_chip(windows: Mapping[str, NDArray[np.generic]], corner: Floats, view: View) -> bytes:
    """PNG with a panel for each window, beside each other under its name.

    windows: (rows, columns) of one band, or (rows, columns, 3) of red, green and blue, all with
    their first pixel at `corner` (column, row). 0 is no data. North is up, or the picture's top
    where it has no place on the earth.
    """
    panels = [_panel(name, window, corner, view) for name, window in windows.items()]
    is_done, data = cv2.imencode(".png", np.hstack(panels))
    assert is_done  # memory to memory: nothing that can be wrong with it
    return bytes(data)


def _panel(name: str, window: NDArray[np.generic], corner: Floats, view: View) -> Pixels:
    turned = view.to_picture()
    # cv2 counts from the middle of the first pixel, on both sides
    matrix = turned.copy()
    matrix[:, 2] += turned[:, :2] @ [0.5, 0.5] - 0.5 - corner
    bands = window[..., None] if window.ndim == 2 else window[..., ::-1]
    grey = [
        cv2.warpAffine(
            stretched(bands[..., n]), matrix, (PANEL_PX, PANEL_PX),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP, borderValue=0,
        )
        for n in range(bands.shape[-1])
    ]  # fmt: skip
    panel = np.ascontiguousarray(np.dstack(grey * (3 // len(grey))), np.uint8)
    panel[(panel == 0).all(axis=2)] = _NO_DATA
    _draw_box(panel, view, turned)
    _draw_words(panel, name, view)
    return panel


def _draw_box(panel: Pixels, view: View, turned: Floats) -> None:
    x0, y0, x1, y1 = view.box_px
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) - turned[:, 2]
    places = np.linalg.solve(turned[:, :2], corners.T).T
    # a little off the thing, which would else be under the line
    places += 4.0 * np.sign(places - places.mean(axis=0))
    cv2.polylines(panel, [np.rint(places).astype(np.int32)], True, _YELLOW, 1, cv2.LINE_AA)


def _draw_words(panel: Pixels, name: str, view: View) -> None:
    where = "N up" if view.axes_m is not None else "top up"
    _write(panel, name, (_EDGE, 22))
    _write(panel, where, (PANEL_PX - 60, 22))
    metres = view.metres
    if metres is None:
        return
    fitting = [bar for bar in _BARS_M if bar <= _LONGEST_BAR * metres]
    bar_m = fitting[-1] if fitting else _BARS_M[0]
    end = _EDGE + round(bar_m / metres * PANEL_PX)
    low = PANEL_PX - _EDGE
    cv2.line(panel, (_EDGE, low), (end, low), _WHITE, 3)
    _write(panel, f"{bar_m} m", (_EDGE, low - 8))


def _write(panel: Pixels, text: str, place: tuple[int, int]) -> None:
    """White on a dark edge: readable on any ground."""
    cv2.putText(panel, text, place, _FONT, _LETTER, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(panel, text, place, _FONT, _LETTER, _WHITE, 1, cv2.LINE_AA)
