"""How many of the vehicle's messages get lost, from the gaps in their counters."""

from collections import deque

_WINDOW = 200  # latest messages
_LARGEST_GAP = 64  # a larger one is a restart or a late copy, not a loss
_ENOUGH = 20


class LossMeter:
    """Share of lost messages among the latest ones."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._gaps: deque[int] = deque(maxlen=_WINDOW)

    def hear(self, number: int) -> None:
        """Take the counter (0 to 255) of a message that arrived."""
        if self._last is not None:
            gap = (number - self._last - 1) % 256
            if gap > _LARGEST_GAP:
                return
            self._gaps.append(gap)
        self._last = number

    @property
    def loss_pct(self) -> float | None:
        """Percent lost; None until enough messages came."""
        gaps = list(self._gaps)
        if len(gaps) < _ENOUGH:
            return None
        return 100.0 * sum(gaps) / (sum(gaps) + len(gaps))
