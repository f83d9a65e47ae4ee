"""How probable it is that something stands at a place, from the passes that looked there.

Something was found there once. Four ways to explain the other passes are weighed:

stands   found in most passes (a beta prior), perhaps only since it was built or until it was taken
         away;
vessels  different ones, each there by chance: so many things lie round about on a pass;
stays    one vessel that lies there for days, seldom for months;
berth    vessels that come back to one place, a mooring: found in any share of the passes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ENOUGH_PASSES = 5  # of those that looked
ENOUGH_FINDS = 3
ENOUGH_DAYS = 20.0  # from the first find to the last: vessels at anchor leave before
UNSURE_P = 0.45  # at most, as long as one of the three lacks

_PRIOR = {"stands": 0.2, "vessels": 0.55, "stays": 0.2, "berth": 0.05}
_SHOWS = (4.0, 1.0)  # beta prior of the share of passes in which what stands is found
_ANY_SHARE = (1.0, 1.0)
_CHANGED = 0.03  # of what stands was built, or taken away, between the first pass and the last
_STAYS_DAYS = ((0.95, 5.0), (0.05, 60.0))  # shares of vessels at anchor and how long they stay
_STAY_SHOWS = 0.9


def p_stands(days: Floats, finds: Flags, chance: float) -> float:
    """The probability that it stands there now.

    days (M,): of the passes that looked there, ascending. finds (M,): whether they found it, at
    least one did. chance: of finding some vessel there on a pass.
    """
    first, last = (int(n) for n in np.flatnonzero(finds)[[0, -1]])
    again = int(finds.sum()) - 1
    likely = {
        "stands": _still(finds, first, last, again),
        "vessels": chance**again * (1.0 - chance) ** int((~finds).sum()),
        "stays": _stays(days[last] - days[first], finds[first : last + 1]),
        "berth": _share(again, int((~finds).sum()), _ANY_SHARE),
    }
    gone = _gone(finds, first, last, again)
    total = sum(_PRIOR[name] * value for name, value in likely.items()) + _PRIOR["stands"] * gone
    p = _PRIOR["stands"] * likely["stands"] / total
    is_enough = (
        len(days) >= ENOUGH_PASSES
        and again + 1 >= ENOUGH_FINDS
        and days[last] - days[first] >= ENOUGH_DAYS
    )
    return float(p if is_enough else min(p, UNSURE_P))


def _still(finds: Flags, first: int, last: int, again: int) -> float:
    return (1.0 - _CHANGED) * _since(finds, first, len(finds), again)


def _gone(finds: Flags, first: int, last: int, again: int) -> float:
    """It stood there and does no more; nothing speaks for that as long as it is found."""
    if last == len(finds) - 1:
        return 0.0
    return _CHANGED * _since(finds, first, last + 1, again)


def _since(finds: Flags, first: int, end: int, again: int) -> float:
    """It stood there until the pass `end`: all the time, or only from the first find on."""
    missed = [int((~finds[begin:end]).sum()) for begin in (0, first)]
    always, built = (_share(again, n, _SHOWS) for n in missed)
    return (1.0 - _CHANGED) * always + _CHANGED * built


def _share(found: int, missed: int, prior: tuple[float, float]) -> float:
    """Of one order of finds and misses, when any share of a beta prior is possible."""
    return float(np.exp(betaln(prior[0] + found, prior[1] + missed) - betaln(*prior)))


def _stays(span_days: float, between: Flags) -> float:
    stays = sum(share * np.exp(-span_days / mean) for share, mean in _STAYS_DAYS)
    missed = int((~between).sum())
    again = int(between.sum()) - 1
    return float(stays * _STAY_SHOWS**again * (1.0 - _STAY_SHOWS) ** missed)
