"""The picture of a drift as a PNG."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from mission_planner.drift import DriftCase
from mission_planner.preview.drift_picture import DriftPicture, drift_facts, flow_text
from mission_planner.preview.png_sheet import (
    INK,
    LAND,
    SHORE,
    fill,
    legend,
    rim,
    sheet_of,
    shows,
)
from mission_planner.preview.words import Say, both, english

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADE, SHADE_ALPHA = "#0072b2", 0.11
WAY, NEXT = "#00805c", "#b84a00"
STYLES = {50: "solid", 80: (0, (6, 2)), 95: (0, (1, 1.5))}


def drift_png(case: DriftCase, picture: DriftPicture, japanese: str | None) -> bytes:
    """The picture. japanese: the font for it; None: labels are English and no letter is a box."""
    say = both if japanese else english
    facts = drift_facts(case, picture, say)
    return sheet_of(facts, japanese, lambda axes: _map(axes, picture, say))


def _map(axes: "Axes", picture: DriftPicture, say: Say) -> None:
    shows(axes, picture)
    for shape in picture.shades:
        fill(axes, shape, label=say("density"), facecolor=SHADE, alpha=SHADE_ALPHA, linewidth=0)
    fill(axes, picture.land, label=say("land"), facecolor=LAND, edgecolor=SHORE, linewidth=0.7)
    for _, way in picture.searches:
        axes.plot(*way.T, color=WAY, linewidth=1.0, label=say("searched"), zorder=3)
    for pct, region, (x, y) in picture.regions:
        name = f"{pct} {say('within')}"
        fill(
            axes, region, label=name, facecolor="none", edgecolor=INK, linewidth=1.1,
            linestyle=STYLES[pct], zorder=4,
        )  # fmt: skip
        axes.annotate(
            f"{pct} %", (x, y), xytext=(0, 2), textcoords="offset points", fontsize=7, ha="center",
            color=INK, zorder=6,
        )  # fmt: skip
    for line in (part for part in shapely.get_parts(picture.circle) if not part.is_empty):
        xy = np.asarray(line.coords).T
        axes.plot(*xy, color=INK, linewidth=0.9, linestyle="-.", label=say("circle"), zorder=3)
    fill(
        axes, picture.next_area, label=say("next"), facecolor="none", edgecolor=NEXT, linewidth=2.0,
        linestyle=(0, (9, 3)), zorder=5,
    )  # fmt: skip
    _places(axes, picture, say)
    rim(axes, picture, picture.wind, flow_text(picture.wind, say, "from"))
    legend(axes)


def _places(axes: "Axes", picture: DriftPicture, say: Say) -> None:
    axes.plot(*picture.track.T, color=INK, linewidth=1.6, zorder=6)
    axes.plot(
        *np.array(picture.marks).reshape(-1, 2).T, "o", color=INK, markersize=4, label=say("track"),
        markeredgecolor="white", linestyle="-", linewidth=0, zorder=7,
    )  # fmt: skip
    for marker, size in (("o", 8), ("+", 13)):
        axes.plot(
            *picture.start, marker, color=INK, markersize=size, markerfacecolor="none", zorder=8,
            label=say("start") if marker == "+" else "_", markeredgewidth=1.5,
        )  # fmt: skip
