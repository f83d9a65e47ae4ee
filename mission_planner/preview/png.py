"""The preview as a PNG for reports and paper, drawn by matplotlib; light, A4 across."""

import io
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from mission_planner.layers.link import State
from mission_planner.planned import Plan
from mission_planner.preview.facts import Row, facts_of, wind_text
from mission_planner.preview.picture import Picture, Track
from mission_planner.preview.words import Say, both, english

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
SWATH, GAP, NOFLY, FENCE = "#3f97d0", "#d40000", "#a0006a", "#333333"
SORTIES = ("#0072b2", "#00805c", "#b87700", "#5b3fa8", "#2b93c9", "#6b4f2a")


def png_of(plan: Plan, picture: Picture, japanese: str | None) -> bytes:
    """The picture. japanese: the font for it; None: labels are English and no letter is a box."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    say = both if japanese else english
    fonts = [japanese, LATIN] if japanese else [LATIN]
    drawable = _Letters(fonts)
    with matplotlib.rc_context({"font.family": fonts, "text.parse_math": False}):
        facts = facts_of(plan, picture, say)
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
        rim = (0.05, (below_in + 0.35) / tall, 0.93, (MAP_IN - 0.85) / tall)
        _map(figure.add_axes(rim), picture, say, wind_text(plan, say))
        text_y, table_y = (below_in - 0.05) / tall, 0.1 / tall
        figure.text(0.03, text_y, text, fontsize=7.5, color=INK, va="top", linespacing=1.5)
        height = ROW_IN * rows / tall
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


def _map(axes: "Axes", picture: Picture, say: Say, wind: str) -> None:
    west, south, east, north = picture.bounds
    axes.set_facecolor(SEA)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", adjustable="box")
    _fill(axes, picture.swath, label=say("swath"), facecolor=SWATH, alpha=0.25, linewidth=0)
    for line in shapely.get_parts(picture.survey):
        axes.plot(*np.asarray(line.coords).T, color=SWATH, linewidth=0.5, alpha=0.7)
    _fill(axes, picture.land, label=say("land"), facecolor=LAND, edgecolor=SHORE, linewidth=0.7)
    for line in shapely.get_parts(picture.fence):
        xy = np.asarray(line.coords).T
        axes.plot(*xy, color=FENCE, linestyle="--", linewidth=1.0, label=say("fence"))
    for _, shape in picture.nofly:
        _fill(
            axes, shape, label=say("nofly"), facecolor="none", edgecolor=NOFLY, hatch="////",
            linewidth=1.0,
        )  # fmt: skip
    for gap in picture.gaps:
        _fill(axes, gap.shape, label=say("gap"), facecolor=GAP, alpha=0.5, edgecolor=GAP)
    for state, line in picture.silent:
        width, style = (3.5, (0, (0.4, 0.9))) if state is State.DEAD else (3.0, (0, (0.4, 2.5)))
        axes.plot(
            *line.T, color=INK, linewidth=width, linestyle=style, label=say(state), zorder=4.5
        )
    for gap in picture.large_gaps:
        x, y = picture.frame.point(gap.place)
        axes.text(
            x, y, say(gap.reason), fontsize=7, color=GAP, zorder=7,
            ha="center", va="center",
            bbox={"boxstyle": "round,pad=0.1", "facecolor": SEA, "alpha": 0.7, "lw": 0},
        )  # fmt: skip
    for track in picture.tracks:
        _track(axes, track, picture, say)
    _ship(axes, picture, say)
    _places(axes, picture, say)
    _rim(axes, picture, wind)
    _legend(axes)


def _legend(axes: "Axes") -> None:
    """Each sign once, beside the map."""
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    axes.legend(
        once.values(), once.keys(), loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=7,
        frameon=False,
    )  # fmt: skip


def _track(axes: "Axes", track: Track, picture: Picture, say: Say) -> None:
    colour = SORTIES[(track.number - 1) % len(SORTIES)]
    name = f"{say('sortie')} {track.number}"
    axes.plot(*track.line.T, color=colour, linewidth=1.2, label=name, zorder=4)
    for (x, y), course_deg in track.arrows:
        axes.plot(
            x, y, marker=(3, 0, -course_deg), markersize=6, color=colour, zorder=5,
            markeredgecolor="white", markeredgewidth=0.4, linestyle="none",
        )  # fmt: skip
    for (x, y), number in track.numbers:
        axes.annotate(
            number, (x, y), xytext=(2.5, 2.5), textcoords="offset points", fontsize=5.5,
            color=colour, zorder=6,
            bbox={"boxstyle": "round,pad=0.08", "facecolor": SEA, "alpha": 0.7, "lw": 0},
        )  # fmt: skip
    if len(picture.tracks) > 1:
        x, y = track.line[int(np.hypot(*(track.line - picture.home).T).argmax())]
        axes.text(
            x, y, str(track.number), fontsize=7, color="white", weight="bold", zorder=7,
            ha="center", va="center", bbox={"boxstyle": "circle", "facecolor": colour, "lw": 0},
        )  # fmt: skip


def _places(axes: "Axes", picture: Picture, say: Say) -> None:
    points: list[tuple[str, str, Sequence[tuple[float, float]]]] = [
        ("rally", "^", picture.rally),
        ("home", "s", [picture.home]),
    ]
    for key, marker, places in points:
        for x, y in places:
            axes.plot(
                x, y, marker, color=INK, markersize=6, label=say(key), zorder=8,
                markeredgecolor="white",
            )  # fmt: skip


def _ship(axes: "Axes", picture: Picture, say: Say) -> None:
    """The way of the ship: when it is where, and how well that is predicted."""
    from matplotlib.patches import Circle

    if not picture.ship:
        return
    line = np.array([moment.place for moment in picture.ship])
    axes.plot(*line.T, color=INK, linestyle=":", linewidth=1.4, label=say("deck"), zorder=3.5)
    for moment in picture.ship:
        rim = {"fill": False, "edgecolor": INK, "linestyle": ":", "linewidth": 1.0}
        axes.add_patch(Circle(moment.place, moment.error_m, zorder=3.5, **rim))
        axes.annotate(
            f"{moment.at_s / 60.0:.0f} min", moment.place, ha="center", va="center",
            xytext=(18.0 * moment.aside[0], 11.0 * moment.aside[1]),
            textcoords="offset points", fontsize=7, color=INK, zorder=9,
        )  # fmt: skip


def _rim(axes: "Axes", picture: Picture, wind: str) -> None:
    """Degrees, scale bar, north and wind."""
    meridians, parallels = picture.grid()
    axes.set_xticks([start[0] for _, start, _ in meridians], [f"{d:g}°" for d, _, _ in meridians])
    axes.set_yticks([start[1] for _, start, _ in parallels], [f"{d:g}°" for d, _, _ in parallels])
    axes.tick_params(labelsize=7, colors=INK)
    for _, start, end in (*meridians, *parallels):
        axes.plot(
            [start[0], end[0]], [start[1], end[1]], color="#9fb0ba", linewidth=0.4, zorder=0.5
        )
    _, south, east, _ = picture.bounds
    length, gap = picture.scale_m, 0.02 * picture.width_m
    told = f"{length / 1000:g} km" if length >= 1000.0 else f"{length:g} m"
    ends = np.array([[east - gap - length, south + gap], [east - gap, south + gap]])
    axes.plot(*ends.T, color=INK, linewidth=2.0, zorder=9)
    axes.annotate(
        told, ends.mean(axis=0), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=7,
        zorder=9,
    )  # fmt: skip
    _arrow(axes, (1.06, 0.93), 0.0, "N")
    if picture.wind.speed_mps:
        _arrow(axes, (1.13, 0.93), picture.wind.from_deg + 180.0, "")
    axes.text(1.02, 0.80, wind, transform=axes.transAxes, fontsize=7, va="top", color=INK)


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


def _fill(axes: "Axes", shape: BaseGeometry, **style: Any) -> None:
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
