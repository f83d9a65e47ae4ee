"""From a field to survey lines in flying order."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString

from geodata.position import Floats
from mission_planner.sweep.field import Field
from mission_planner.sweep.flown import Flown, fly, joined, without
from mission_planner.sweep.layout import Layout, laid_out, layouts
from mission_planner.sweep.pieces import Pieces
from mission_planner.sweep.seen import look_at, missed, patches, share_seen
from mission_planner.sweep.tour import WINDOW

WIDTHS = 16  # of a band that may be missed, for which ends are kept
FEW_ROWS = 60  # of which two layouts are flown when their lengths are close
CLOSE = 1.01  # what is longer by more before it is flown hardly ever ends shorter
FILL_ROUNDS = 4
BISECTIONS = 8
CRUMBS_SHARE = 1e-5  # of the strip: crumbs that are not worth a line
DEAR = 1.3  # metres flown for each metre of a piece: such pieces are left out first
SHORT = 0.3  # spacings: what a short piece sees counts as if it were this long
SHARE_SLACK = 2e-6  # areas by corners on arcs, and degrees, against the share asked for


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """lines: in flying order. length_m: from the first end to the last one. share: seen."""

    lines: tuple[LineString, ...]
    length_m: float
    share: float


def sweep(field: Field, share: float) -> Swept | None:
    """The shortest way found that sees a share of the strip, or all that can be seen of it.

    None when there is nothing to fly.
    """
    unseen = field.cover.area - share * field.strip.area
    found = layouts(field, max(unseen, 0.0))
    tried = found[: _count(field, found)]
    made = [_flown(field, layout, share) for layout in tried]
    swept = [m for m in made if m is not None]
    wanted = share - (CRUMBS_SHARE if share == 1.0 else 0.0)
    enough = [m for m in swept if m.share >= wanted]
    if not enough:
        return max(swept, key=lambda m: m.share, default=None)
    return min(enough, key=lambda m: m.length_m)


def _count(field: Field, found: list[Layout]) -> int:
    """How many layouts are worth flying."""
    rows = sum(len(r.width_m) for r in found[0].rows)
    if rows >= FEW_ROWS or field.is_hard:
        return 1
    return sum(layout.length_m <= CLOSE * found[0].length_m for layout in found[:2])


def _flown(field: Field, layout: Layout, share: float) -> Swept | None:
    """A layout as it is flown."""
    widths = np.linspace(0.0, 0.9 * field.swath.spacing_m, WIDTHS + 1)
    pieces = Pieces.of(laid_out(layout, field), field.region, widths).flyable(field)
    if not len(pieces.segments):
        return None
    flown, kept = joined(fly(pieces.segments, field), field)
    pieces = pieces.only(kept)
    if share < 1.0:
        seen = share_seen(field, missed(field, flown.lines()))
        if seen > share:
            return _shortened(field, *_leaner(field, pieces, flown, share), share)
    return _filled(field, flown, share)


def _leaner(field: Field, pieces: Pieces, flown: Flown, share: float) -> tuple[Pieces, Flown]:
    """Without the pieces that cost most for what they see, as many as the share allows."""
    if len(flown.segments) > WINDOW:
        return pieces, flown
    cost = flown.costs_m(field)
    lengths = np.hypot(*(flown.segments[:, 1] - flown.segments[:, 0]).T)
    dearness = cost / np.maximum(lengths, SHORT * field.swath.spacing_m)
    dearest = np.argsort(-dearness, kind="stable")
    dearest = dearest[: np.count_nonzero(dearness > DEAR)]

    def left(count: int) -> Floats:
        segments = flown.segments.copy()
        segments[dearest[:count]] = np.nan
        return segments

    def is_too_little(count: int) -> bool:
        lines = flown.lines(left(count))
        return not lines or share_seen(field, missed(field, lines)) < share

    fewer = bisect_left(range(1, len(dearest) + 1), True, key=is_too_little)
    if not fewer:
        return pieces, flown
    is_kept = ~np.isnan(left(fewer)[:, 0, 0])
    kept = pieces.only(np.flatnonzero(is_kept))
    made = fly(kept.segments, field, without(flown.tour, is_kept))
    if share_seen(field, missed(field, made.lines())) < share:
        return pieces, flown
    return kept, made


def _shortened(field: Field, pieces: Pieces, flown: Flown, share: float) -> Swept:
    """The pieces cut back at their ends as far as the share allows, and ordered anew."""
    low, high = 0.0, float(pieces.widths_m[-1])
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        lines = flown.lines(pieces.trimmed(middle))
        if lines and share_seen(field, missed(field, lines)) >= share + SHARE_SLACK:
            low = middle
        else:
            high = middle
    return _anew(field, pieces, flown, low, share)


def _anew(field: Field, pieces: Pieces, flown: Flown, width_m: float, share: float) -> Swept:
    segments = pieces.trimmed(width_m)
    is_kept = ~np.isnan(segments[:, 0, 0])
    start = without(flown.tour, is_kept)
    made, _ = joined(fly(segments[is_kept], field, start), field)
    if share_seen(field, missed(field, made.lines())) < share:  # other legs look elsewhere
        made = fly(segments[is_kept], field, start, is_kept=True)
    return _filled(field, made, share)


def _filled(field: Field, flown: Flown, share: float) -> Swept:
    """With lines for the patches that are missed, largest first, until the share is seen."""
    rest = missed(field, flown.lines())
    for _ in range(FILL_ROUNDS):
        seen = share_seen(field, rest)
        if seen >= share:
            break
        more = []
        for patch in patches(field, rest):
            more.append(look_at(field, patch))
            seen += patch.area / field.strip.area
            if seen >= share:
                break
        added = np.concatenate(more) if more else np.empty((0, 2, 2))
        if not len(added):
            break
        flown = _with(flown, added, field)
        rest = missed(field, flown.lines())
    lines = tuple(flown.lines())
    along = np.hypot(*(flown.segments[:, 1] - flown.segments[:, 0]).T).sum()
    return Swept(lines, float(along) + flown.gaps_m, share_seen(field, rest))


def _with(flown: Flown, added: Floats, field: Field) -> Flown:
    count = len(flown.segments)
    tail = np.arange(2 * count, 2 * (count + len(added)), dtype=np.int64)
    segments = np.concatenate([flown.segments, added])
    return joined(fly(segments, field, np.concatenate([flown.tour, tail])), field)[0]
