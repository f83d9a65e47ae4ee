"""Whether an AIS receiver works: without that, "no AIS report" says nothing about a vessel."""

from datetime import datetime, timedelta

from surveillance.model import Realm, SourceHealth, SourceState

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=60)


class AisHealth:
    """Says how a receiver does: at each change, and every 10 s of the run's clock."""

    def __init__(self, source: str, realm: Realm, started: datetime) -> None:
        self._source = source
        self._realm = realm
        self._heard = started
        self._has_heard = False
        self._said: tuple[SourceState, datetime] | None = None

    def hear(self, now: datetime) -> None:
        """A report came."""
        self._heard = now
        self._has_heard = True

    def word(self, now: datetime, is_lost: bool) -> SourceHealth | None:
        """What to tell the station now, if anything."""
        state = self._state(now, is_lost)
        if state is None:
            return None
        if self._said is not None and self._said[0] is state and now - self._said[1] < EVERY:
            return None
        self._said = (state, now)
        text = {
            SourceState.OK: "receiving",
            SourceState.SILENT: f"nothing heard for {(now - self._heard).total_seconds():.0f} s",
            SourceState.LOST: "no connection to the receiver",
        }[state]
        return SourceHealth(now, self._realm, self._source, "ais", state, text)

    def _state(self, now: datetime, is_lost: bool) -> SourceState | None:
        if is_lost:
            return SourceState.LOST
        if now - self._heard >= SILENT_AFTER:
            return SourceState.SILENT
        return SourceState.OK if self._has_heard else None
