"""The preview of a plan as a PNG for reports and paper, drawn by matplotlib."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from mission_planner.layers.link import State
from mission_planner.planned import Plan
from mission_planner.preview.facts import facts_of, wind_text
from mission_planner.preview.picture import Picture, Track
from mission_planner.preview.png_sheet import (
    INK,
    LAND,
    SEA,
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

SWATH, GAP, NOFLY, FENCE = "#3f97d0", "#d40000", "#a0006a", "#333333"
SEEN_ALPHA = 0.17
SORTIES = ("#0072b2", "#00805c", "#b87700", "#5b3fa8", "#2b93c9", "#6b4f2a")


def png_of(plan: Plan, picture: Picture, japanese: str | None) -> bytes:
    """The picture. japanese: the font for it; None: labels are English and no letter is a box."""
    say = both if japanese else english
    return sheet_of(
        facts_of(plan, picture, say),
        japanese,
        lambda axes: _map(axes, picture, say, wind_text(plan, say)),
    )


def _map(axes: "Axes", picture: Picture, say: Say, wind: str) -> None:
    shows(axes, picture)
    _seen(axes, picture, say)
    for line in shapely.get_parts(picture.survey):
        axes.plot(*np.asarray(line.coords).T, color=SWATH, linewidth=0.5, alpha=0.7)
    fill(axes, picture.land, label=say("land"), facecolor=LAND, edgecolor=SHORE, linewidth=0.7)
    for line in shapely.get_parts(picture.fence):
        xy = np.asarray(line.coords).T
        axes.plot(*xy, color=FENCE, linestyle="--", linewidth=1.0, label=say("fence"))
    for _, shape in picture.nofly:
        fill(
            axes, shape, label=say("nofly"), facecolor="none", edgecolor=NOFLY, hatch="////",
            linewidth=1.0,
        )  # fmt: skip
    for gap in picture.gaps:
        fill(axes, gap.shape, label=say("gap"), facecolor=GAP, alpha=0.5, edgecolor=GAP)
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
    rim(axes, picture, picture.wind, wind)
    legend(axes)


def _seen(axes: "Axes", picture: Picture, say: Say) -> None:
    """What is found, in steps over each other; the swath where nobody has said what is sought."""
    if not picture.seen:
        fill(axes, picture.swath, label=say("swath"), facecolor=SWATH, alpha=0.25, linewidth=0)
    for step, (pct, shape) in enumerate(picture.seen, start=1):
        fill(axes, shape, facecolor=SWATH, alpha=SEEN_ALPHA, linewidth=0)
        alpha = 1.0 - (1.0 - SEEN_ALPHA) ** step  # as it looks on the map
        axes.fill([], [], facecolor=SWATH, alpha=alpha, label=f"{pct} {say('found')}")


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
