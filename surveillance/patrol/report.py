"""What a patrol tells the station and the person: events, telemetry, health of the link."""

from collections.abc import Callable, Sequence
from datetime import datetime

from geodata.clock import Clock
from surveillance.errors import OutboxError
from surveillance.model import (
    LinkState,
    PatrolEvent,
    Realm,
    SourceHealth,
    SourceState,
    Telemetry,
    Value,
)

Put = Callable[[Sequence[Value]], object]

_LINK_EVERY_S = 10.0  # a link that says nothing for long is not believed
_FLUSH_AT = 2  # telemetry values per hand-over: each one is a synced write
_KEPT = 5000  # values kept in memory while the outbox cannot be written


class Report:
    """Hands values over to the outbox; `say` shows events to the person as well."""

    def __init__(
        self,
        put: Put,
        say: Callable[[PatrolEvent], None],
        vehicle: str,
        realm: Realm,
        clock: Clock,
        heard: Callable[[Value], None] | None = None,
    ) -> None:
        """`put` keeps values durably, `say` shows an event on the screen; `heard` gets each event
        and state of the vehicle once."""
        self._heard = heard
        self.vehicle = vehicle
        self.realm = realm
        self._put = put
        self._say = say
        self._clock = clock
        self._waiting: list[Value] = []
        self._link_told: datetime | None = None
        self._is_failing = False

    def event(
        self, kind: str, text: str, is_said: bool = True, *, is_the_stations: bool = False
    ) -> None:
        """A step of the patrol, or something to be known about it.

        is_said: show it to the person, who may see the same in another form. is_the_stations: it
        came from the station, which has kept and shown it: it is not sent there once more.
        """
        event = PatrolEvent(self._clock.now(), self.realm, self.vehicle, kind, text)
        if not is_the_stations:
            self._waiting.append(event)
        self.flush()
        if is_said:
            self._say(event)
        if self._heard is not None:
            self._heard(event)

    def news(self, sentences: Sequence[str]) -> None:
        """What the link noticed by itself."""
        for text in sentences:
            self.event("notice", text)

    def link(self, state: SourceState, text: str) -> None:
        """The state of the vehicle's link."""
        now = self._link_told = self._clock.now()
        self._waiting.append(SourceHealth(now, self.realm, self.vehicle, "link", state, text))
        self.flush()

    def telemetry(self, state: Telemetry) -> None:
        """A state of the vehicle; handed over in small groups."""
        if state.link is LinkState.OK and self._is_link_due(state.at):
            self.link(SourceState.OK, f"{self.vehicle} is heard")
        self._waiting.append(state)
        if self._heard is not None:
            self._heard(state)
        if len(self._waiting) >= _FLUSH_AT:
            self.flush()

    def _is_link_due(self, at: datetime) -> bool:
        told = self._link_told
        return told is not None and (at - told).total_seconds() >= _LINK_EVERY_S

    def flush(self) -> None:
        """Hand over what waits. A full disk must not end a flight: it is said, and tried again."""
        if not self._waiting:
            return
        try:
            self._put(self._waiting)
        except OutboxError as exc:
            del self._waiting[:-_KEPT]
            if not self._is_failing:
                self._is_failing = True
                self.event("notice", f"the record is kept in memory only: {exc}")
            return
        self._is_failing = False
        self._waiting = []
