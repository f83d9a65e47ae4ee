"""The limits of a scene as a picture: classes in colour, what was found, words in two languages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat
from mission_planner.preview.png_sheet import DPI, INK, LATIN, japanese_font
from surveillance.scan.ring import unwrapped
from surveillance.scan.unseen.layer import EDGES_M, NOT_LOOKED, classes
from surveillance.scan.unseen.limits import SEEN_SHARE, TOLD_SHARE, Limits
from surveillance.scan.vessel import Scanned

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

# light where short vessels are seen, dark where only long ones are, told apart without colours, too
COLOURS = ("#f3f8d8", "#c3e3bb", "#7cc3c0", "#3f8db8", "#27479b", "#8c8c8c")
WIDE_IN, TALL_IN = 11.7, 8.3
_FOUND, _SILENT = "#d0021b", "#000000"


def picture(scene: Scanned, limits: Limits) -> bytes:
    """A PNG of one scene, north up. Words are English alone where no Japanese font is installed."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    japanese = japanese_font()
    fonts = [japanese, LATIN] if japanese else [LATIN]
    with matplotlib.rc_context({"font.family": fonts, "text.parse_math": False}):
        figure = Figure(figsize=(WIDE_IN, TALL_IN), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.06, 0.06, 0.66, 0.81))
        figure.text(0.03, 0.955, _title(scene, japanese is not None), fontsize=11, color=INK)
        figure.text(0.03, 0.905, _sentences(limits, japanese is not None), fontsize=9, color=INK)
        _draw(axes, scene, limits)
        _legend(axes, limits, japanese is not None)
        content = io.BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def _title(scene: Scanned, is_japanese: bool) -> str:
    at = "" if scene.at is None else f"  {scene.at:%Y-%m-%d %H:%M:%S}Z"
    first = "見える最小の船の長さ / " if is_japanese else ""
    return f"{first}Least length of a vessel that is seen\n{scene.name}{at}"


def _sentences(limits: Limits, is_japanese: bool) -> str:
    most, half = limits.over(TOLD_SHARE), limits.over(0.5)
    if not is_japanese:
        return limits.sentence()
    if most is None or half is None:
        return f"観測した水面なし\n{limits.sentence()}"
    return (
        f"観測した水面の{TOLD_SHARE:.0%}で長さ{np.ceil(most):.0f} m以上の船の{SEEN_SHARE:.0%}、"
        f"水面の半分で{np.ceil(half):.0f} m以上の船の{SEEN_SHARE:.0%}が見える\n{limits.sentence()}"
    )


def _draw(axes: Axes, scene: Scanned, limits: Limits) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap

    lon, lat = _near(limits, limits.corners.reshape(-1, 2)).reshape(limits.corners.shape).T
    norm = BoundaryNorm(np.arange(len(COLOURS) + 1) - 0.5, len(COLOURS))
    axes.pcolormesh(lon.T, lat.T, classes(limits), cmap=ListedColormap(COLOURS), norm=norm)
    found = [v.position for v in scene.vessels if v.position is not None]
    for places, mark, colour in (
        (found, "o", _FOUND),
        ([silent.position for silent in limits.silent], "x", _SILENT),
    ):
        if places:
            x, y = _near(limits, np.array([[p.lon, p.lat] for p in places])).T
            axes.scatter(x, y, s=14, marker=mark, c=colour, linewidths=0.8)
    # the picture is of the cells, wherever a vessel is said to be
    axes.set_xlim(lon.min(), lon.max())
    axes.set_ylim(lat.min(), lat.max())
    axes.set_aspect(1.0 / max(np.cos(np.radians(lat.mean())), 0.05))
    # beyond 180 degrees the axis goes on, its words do not
    axes.xaxis.set_major_formatter(lambda value, _: f"{(value + 180.0) % 360.0 - 180.0:g}°")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}°")
    axes.tick_params(labelsize=8)


def _near(limits: Limits, lonlat: Floats) -> Floats:
    """Longitudes as near to those of the first corner as they can be."""
    first = LonLat(*limits.corners[0, 0].tolist())
    return unwrapped([first, *(LonLat(*place) for place in lonlat.tolist())])[1:]


def _legend(axes: Axes, limits: Limits, is_japanese: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    cells = classes(limits)
    marks: list[Patch | Line2D] = []
    for number, colour in enumerate(COLOURS):
        share = float((cells == number).mean())
        text = f"{_words(number, is_japanese)}  {share:.0%}"
        marks.append(Patch(facecolor=colour, edgecolor=INK, linewidth=0.4, label=text))
    dots = ((_FOUND, "o", "検出された船", "vessel found"), (_SILENT, "x", "AISのみ", "AIS only"))
    for colour, mark, japanese, english in dots:
        label = f"{japanese} / {english}" if is_japanese else english
        marks.append(Line2D([], [], marker=mark, color=colour, linestyle="none", label=label))
    axes.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=8)


def _words(number: int, is_japanese: bool) -> str:
    if number == NOT_LOOKED:
        return "未観測 / not looked at" if is_japanese else "not looked at"
    low, high = EDGES_M[number : number + 2]
    if number == 0:
        return f"{high:g} m 未満 / under {high:g} m" if is_japanese else f"under {high:g} m"
    if np.isinf(high):
        return f"{low:g} m 以上 / {low:g} m and more" if is_japanese else f"{low:g} m and more"
    return f"{low:g}–{high:g} m"
