"""The sheet that every PNG is drawn on: a map with its rim, words and tables; light, A4 across."""

import io
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from mission_planner.preview.facts import Facts, Row
from mission_planner.preview.svg import distance_text
from mission_planner.preview.view import View
from mission_planner.request import Wind

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# fonts with Japanese letters, as matplotlib names them; the first that is installed is taken
JAPANESE = (
    "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAGothic", "Hiragino Sans", "Yu Gothic",
    "Meiryo", "MS Gothic", "TakaoGothic", "VL Gothic", "Noto Serif CJK JP",
)  # fmt: skip
LATIN = "DejaVu Sans"  # comes with matplotlib
WIDE_IN, MAP_IN, DPI = 11.7, 6.6, 150  # A4 across, and longer for many sorties
FACTS_IN, ROW_IN, LINE_IN = 0.5, 0.18, 0.16
LINE_LETTERS = 190
SEA, LAND, SHORE, INK = "#eaf2f7", "#dcd5bf", "#857c60", "#1c2830"


def sheet_of(facts: Facts, japanese: str | None, draw: Callable[["Axes"], None]) -> bytes:
    """A PNG. japanese: the font for it, or None. draw: draws the map."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    fonts = [japanese, LATIN] if japanese else [LATIN]
    drawable = _Letters(fonts)
    with matplotlib.rc_context({"font.family": fonts, "text.parse_math": False}):
        rows = max(len(facts.sorties), len(facts.gaps))
        figures = [f"{label} {value}" for label, value in facts.figures]
        text = "\n".join(
            line
            for words in (figures, *(note.split() for note in facts.notes))
            for line in _wrapped([drawable.of(word) for word in words])
        )
        below_in = FACTS_IN + LINE_IN * text.count("\n") + ROW_IN * rows
        tall = MAP_IN + below_in
        figure = Figure(figsize=(WIDE_IN, tall), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(0.03, 1.0 - 0.3 / tall, drawable.of(facts.title), fontsize=13, color=INK)
        draw(figure.add_axes((0.05, (below_in + 0.35) / tall, 0.93, (MAP_IN - 0.85) / tall)))
        text_y, table_y = (below_in - 0.05) / tall, 0.1 / tall
        figure.text(0.03, text_y, text, fontsize=7.5, color=INK, va="top", linespacing=1.5)
        height = ROW_IN * rows / tall
        if facts.sorties:
            _table(figure, drawable.table(facts.sorties), (0.03, table_y, 0.55, height))
        if facts.gaps:
            _table(figure, drawable.table(facts.gaps), (0.62, table_y, 0.35, height))
        content = io.BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def japanese_font() -> str | None:
    """The name of an installed font with Japanese letters; None when there is none."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in JAPANESE if name in known), None)


def shows(axes: "Axes", view: View) -> None:
    """The sea, as far as it is shown."""
    west, south, east, north = view.bounds
    axes.set_facecolor(SEA)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", adjustable="box")


def legend(axes: "Axes") -> None:
    """Each sign once, beside the map."""
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    axes.legend(
        once.values(), once.keys(), loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=7,
        frameon=False,
    )  # fmt: skip


def rim(axes: "Axes", view: View, wind: Wind, told: str) -> None:
    """Degrees, scale bar, north and wind."""
    meridians, parallels = view.grid()
    axes.set_xticks([start[0] for _, start, _ in meridians], [f"{d:g}°" for d, _, _ in meridians])
    axes.set_yticks([start[1] for _, start, _ in parallels], [f"{d:g}°" for d, _, _ in parallels])
    axes.tick_params(labelsize=7, colors=INK)
    for _, start, end in (*meridians, *parallels):
        axes.plot(
            [start[0], end[0]], [start[1], end[1]], color="#9fb0ba", linewidth=0.4, zorder=0.5
        )
    _, south, east, _ = view.bounds
    length, gap = view.scale_m, 0.02 * view.width_m
    ends = np.array([[east - gap - length, south + gap], [east - gap, south + gap]])
    axes.plot(*ends.T, color=INK, linewidth=2.0, zorder=9)
    axes.annotate(
        distance_text(length), ends.mean(axis=0), xytext=(0, 3), textcoords="offset points",
        ha="center", fontsize=7, zorder=9,
    )  # fmt: skip
    _arrow(axes, (1.06, 0.93), 0.0, "N")
    if wind.speed_mps:
        _arrow(axes, (1.13, 0.93), wind.from_deg + 180.0, "")
    axes.text(1.02, 0.80, told, transform=axes.transAxes, fontsize=7, va="top", color=INK)


def _arrow(axes: "Axes", middle: tuple[float, float], course_deg: float, text: str) -> None:
    """An arrow beside the map, 28 points long, pointing along a course."""
    course = math.radians(course_deg)
    half = 14.0 * np.array([math.sin(course), math.cos(course)])
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.5}
    # an annotation with its ends in points from the same spot: round at every shape of map
    spot = axes.annotate(
        "", middle, xycoords="axes fraction", xytext=tuple(-2.0 * half),
        textcoords="offset points", arrowprops=style, annotation_clip=False,
    )  # fmt: skip
    spot.set_clip_on(False)
    if text:
        axes.annotate(
            text, middle, xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
            ha="center", fontsize=8, color=INK, annotation_clip=False,
        )  # fmt: skip


def fill(axes: "Axes", shape: BaseGeometry, **style: Any) -> None:
    """Polygons with their holes; style: as matplotlib's patches have it."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = [
        np.asarray(ring.coords)[:, :2]
        for part in shapely.get_parts(shapely.get_parts(shape))
        if isinstance(part, Polygon) and not part.is_empty
        for ring in _wound(part)
    ]
    if rings:
        axes.add_patch(PathPatch(Path.make_compound_path(*map(Path, rings)), **style))


def _wound(polygon: Polygon) -> list[LineString]:
    """Rings so wound that holes stay open."""
    sided = shapely.geometry.polygon.orient(polygon)
    return [sided.exterior, *sided.interiors]


def _table(
    figure: "Figure", cells: list[list[str]], box: tuple[float, float, float, float]
) -> None:
    axes = figure.add_axes(box)
    axes.set_axis_off()
    table = axes.table(cells[1:], colLabels=cells[0], loc="upper left", edges="horizontal")
    table.auto_set_font_size(False)
    table.set_fontsize(7)
    table.auto_set_column_width(list(range(len(cells[0]))))


def _wrapped(words: list[str]) -> Iterator[str]:
    """Lines as wide as the page; Japanese letters are twice as wide as others."""
    apart = "   " if any(" " in word for word in words) else " "
    line: list[str] = []
    used = 0
    for word in words:
        width = sum(2 if east_asian_width(c) in "WF" else 1 for c in word) + len(apart)
        if line and used + width > LINE_LETTERS:
            yield apart.join(line)
            line, used = [], 0
        line.append(word)
        used += width
    yield apart.join(line)


class _Letters:
    """The letters that fonts have: a question mark instead of a box for all others."""

    def __init__(self, fonts: list[str]) -> None:
        from matplotlib import font_manager

        found = [font_manager.get_font(font_manager.findfont(name)) for name in fonts]
        self._known = {code for font in found for code in font.get_charmap()}

    def of(self, text: str) -> str:
        """The text on one line as it can be drawn."""
        return "".join(c if ord(c) in self._known else "?" for c in " ".join(text.split()))

    def table(self, rows: tuple[Row, ...]) -> list[list[str]]:
        """The cells of a table as they can be drawn."""
        return [[self.of(cell) for cell in row] for row in rows]
