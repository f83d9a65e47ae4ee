"""A reliability curve as a picture: what was told against what was so."""

from __future__ import annotations

from collections.abc import Sequence

SIDE, MARGIN = 320, 48
INK, LINE, GREY = "#1b2a33", "#0b6e8e", "#9aa7ad"
ONE_SIGMA = 1.0


def curve(points: Sequence[tuple[float, float, int]]) -> str:
    """SVG. points: mean probability, share that was so, how many; a bar is one standard error."""
    marks = [mark for told, so, count in points for mark in _mark(told, so, count)]
    line = " ".join(f"{_x(told):.1f},{_y(so):.1f}" for told, so, _ in points)
    size = SIDE + 2 * MARGIN
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"'
        f' viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12" fill="{INK}">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none"'
        f' stroke="{GREY}"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="{GREY}"'
        ' stroke-dasharray="4 4"/>',
        *_ticks(),
        f'<polyline points="{line}" fill="none" stroke="{LINE}" stroke-width="1.5"/>',
        *marks,
        f'<text x="{_x(0.5)}" y="{size - 8}" text-anchor="middle">told: probability of no AIS'
        "</text>",
        f'<text transform="translate(14 {_y(0.5)}) rotate(-90)" text-anchor="middle">so: share'
        " without AIS</text>",
        "</svg>",
        "",
    ])  # fmt: skip


def _x(share: float) -> float:
    return MARGIN + share * SIDE


def _y(share: float) -> float:
    return MARGIN + (1.0 - share) * SIDE


def _ticks() -> list[str]:
    made = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        made.append(f'<text x="{_x(share)}" y="{_y(0) + 16}" text-anchor="middle">{share:g}</text>')
        made.append(
            f'<text x="{MARGIN - 6}" y="{_y(share) + 4}" text-anchor="end">{share:g}</text>'
        )
    return made


def _mark(told: float, so: float, count: int) -> list[str]:
    """A dot, its error as if the probabilities were right, and how many it stands for."""
    error = ONE_SIGMA * (max(told * (1.0 - told), 0.0) / count) ** 0.5
    top, bottom = min(1.0, so + error), max(0.0, so - error)
    x = f"{_x(told):.1f}"
    return [
        f'<line x1="{x}" y1="{_y(bottom):.1f}" x2="{x}" y2="{_y(top):.1f}" stroke="{LINE}"/>',
        f'<circle cx="{x}" cy="{_y(so):.1f}" r="4" fill="{LINE}"/>',
        f'<text x="{_x(told) + 7:.1f}" y="{_y(so) + 14:.1f}" font-size="10">{count}</text>',
    ]
