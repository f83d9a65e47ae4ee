"""Whether a vessel that was heard only before the overpass, or only after it, sent then, too."""

from __future__ import annotations

from surveillance.scan.ais.coverage import WINDOW

SWITCHED_PER_S = 0.02 / 1800.0  # one vessel of fifty is switched off in half an hour: a guess
LASTS = 0.7  # so often a window in which a vessel is missed is followed by another


def chance_off(gap_s: float, rest_s: float, coverage: float) -> float:
    """The probability that it sent nothing at the moment.

    gap_s: from its last report to the moment. rest_s: after that it was not heard either.
    coverage: see `Coverage.at`. It may have been switched off in the gap or after it, or be missed
    all the while; who is missed once is likely to be missed again, so a short silence says little.

    >>> [round(chance_off(minutes * 60.0, 1800.0, 0.9), 2) for minutes in (1, 6, 25)]
    [0.09, 0.48, 0.9]
    >>> round(chance_off(60.0, 0.0, 0.9), 3)
    0.001
    """
    window_s = WINDOW.total_seconds()
    missed, more = int(gap_s // window_s), int(rest_s // window_s)
    before_s = sum(_missed(n, coverage) for n in range(missed)) * window_s
    before_s += (gap_s - missed * window_s) * _missed(missed, coverage)
    after_s = sum(_missed(missed + n, coverage) for n in range(more)) * window_s
    off = SWITCHED_PER_S * before_s
    sends = SWITCHED_PER_S * after_s + _missed(missed + more, coverage)
    return off / (off + sends)


def _missed(windows: int, coverage: float) -> float:
    """The probability that one that sends is not heard in so many windows, one after another."""
    return 1.0 if windows == 0 else float((1.0 - coverage) * LASTS ** (windows - 1))
