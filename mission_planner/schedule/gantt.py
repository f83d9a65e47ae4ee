"""The day as a chart: a bar per sortie, a row per vehicle, the looks at each area below."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

from geodata.coast import Land
from mission_planner.formats.text import write_bytes, write_text
from mission_planner.preview import check_preview
from mission_planner.preview.html import html_of
from mission_planner.preview.picture import picture_of
from mission_planner.preview.png import SORTIES, png_of
from mission_planner.preview.png_sheet import DPI, INK, WIDE_IN, japanese_font
from mission_planner.preview.words import both
from mission_planner.schedule.clock import clock
from mission_planner.schedule.day import Day

WIDE, LEFT, ROW, BAR = 1000.0, 130.0, 24.0, 16.0  # of the drawing on a page
TICKS = 8
FAINT = "#9fb0ba"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: seconds of the day's clock, its row, its text, and the number of its colour."""

    row: int
    begin_s: float
    end_s: float
    text: str
    colour: int


@dataclass(frozen=True, slots=True)
class Chart:
    """rows: the names from the top. end_s: where the time axis ends; it begins at 0."""

    rows: tuple[str, ...]
    bars: tuple[Bar, ...]
    end_s: float


def chart_of(day: Day) -> Chart:
    """The vehicles with their sorties, then the targets with their looks."""
    vehicles = list(dict.fromkeys(vehicle.name for vehicle in day.asked.vehicles))
    rows = (*vehicles, *(watch.name for watch in day.watches))
    bars: list[Bar] = []
    for flight in day.flights:
        colour = flight.sortie - 1
        row = vehicles.index(flight.vehicle)
        mark = "+" if flight.is_extra else ""
        bars.append(Bar(row, flight.start_s, flight.end_s, f"{flight.sortie}{mark}", colour))
        for sight in flight.sights:
            target = len(vehicles) + sight.visit - 1
            bars.append(Bar(target, sight.begin_s, sight.end_s, "", colour))
    length = day.asked.window.length_s if day.asked.window else day.end_s
    return Chart(rows, tuple(bars), length)


def svg_of(day: Day) -> str:
    """The chart as a drawing for a page; names are escaped."""
    chart = chart_of(day)
    tall = ROW * (len(chart.rows) + 1)
    scale = (WIDE - LEFT) / chart.end_s
    parts = [f'<svg viewBox="0 0 {WIDE:g} {tall:g}" role="img" aria-label="schedule">']
    for k in range(TICKS + 1):
        moment = chart.end_s * k / TICKS
        x = LEFT + moment * scale
        anchor = "end" if k == TICKS else "start"
        parts.append(
            f'<line x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{tall:g}" stroke="{FAINT}"/>'
            f'<text x="{x:.1f}" y="{tall - 6:g}" text-anchor="{anchor}">{clock(day, moment)}</text>'
        )
    for number, name in enumerate(chart.rows):
        parts.append(f'<text x="4" y="{ROW * number + 17:g}">{escape(name)}</text>')
    for bar in chart.bars:
        x, y = LEFT + bar.begin_s * scale, ROW * bar.row + (ROW - BAR) / 2.0
        wide = max((bar.end_s - bar.begin_s) * scale, 1.0)
        colour = SORTIES[bar.colour % len(SORTIES)]
        parts.append(
            f'<rect x="{x:.1f}" y="{y:g}" width="{wide:.1f}" height="{BAR:g}" fill="{colour}"/>'
        )
        if bar.text:
            parts.append(f'<text x="{x + 3:.1f}" y="{y + 13:g}">{escape(bar.text)}</text>')
    return "".join([*parts, "</svg>"])


def write_chart(day: Day, land: Land | None, path: Path) -> None:
    """The chart and the map in one file: a page (.html) or a picture (.png).

    Raises FormatError for another format, or where the file cannot be written.
    """
    check_preview(path)
    picture = picture_of(day.plan, land)
    if path.suffix == ".html":
        page = html_of(day.plan, picture, both)
        head, body, tail = page.rpartition("</body>")
        write_text(path, f"{head}<h2>{_title(day)}</h2>{svg_of(day)}{body}{tail}")
    else:
        write_bytes(path, _stacked(_png(day), png_of(day.plan, picture, japanese_font())))


def _title(day: Day) -> str:
    return escape(f"{clock(day, 0.0)} to {clock(day, day.end_s)}, {len(day.flights)} sorties")


def _png(day: Day) -> bytes:
    """The chart alone, as wide as the map."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    chart, japanese = chart_of(day), japanese_font()
    fonts = [japanese, "DejaVu Sans"] if japanese else ["DejaVu Sans"]
    with matplotlib.rc_context({"font.family": fonts, "text.parse_math": False}):
        tall = 0.8 + 0.22 * len(chart.rows)
        figure = Figure(figsize=(WIDE_IN, tall), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.12, 0.4 / tall, 0.85, 1.0 - 0.5 / tall))
        for bar in chart.bars:
            colour = SORTIES[bar.colour % len(SORTIES)]
            axes.barh(bar.row, bar.end_s - bar.begin_s, 0.7, bar.begin_s, color=colour)
            axes.text(bar.begin_s, bar.row, f" {bar.text}", fontsize=7, va="center", color="white")
        axes.set_xlim(0.0, chart.end_s)
        axes.set_ylim(len(chart.rows) - 0.4, -0.6)
        names = [_drawable(name, japanese) for name in chart.rows]
        axes.set_yticks(range(len(names)), names, fontsize=8, color=INK)
        moments = [chart.end_s * k / TICKS for k in range(TICKS + 1)]
        axes.set_xticks(moments, [clock(day, moment) for moment in moments], fontsize=8)
        axes.grid(axis="x", color=FAINT, linewidth=0.5)
        axes.set_axisbelow(True)
        content = io.BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def _drawable(text: str, japanese: str | None) -> str:
    """Text without letters that no font at hand has: they would be drawn as boxes."""
    return text if japanese else text.encode("latin-1", "replace").decode("latin-1")


def _stacked(above: bytes, below: bytes) -> bytes:
    """Two pictures of the same width, one above the other."""
    import numpy as np
    from matplotlib import image

    parts = [image.imread(io.BytesIO(part), format="png")[..., :3] for part in (above, below)]
    content = io.BytesIO()
    image.imsave(content, np.vstack(parts), format="png")
    return content.getvalue()
