"""The person at the controls, as the patrol sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from surveillance.model import PatrolEvent, Telemetry
from surveillance.patrol.preflight import Check


class Wish(StrEnum):
    """What a person may want in flight."""

    LAND = "land"
    RETURN = "return"
    DITCH = "ditch"  # put it down on open water
    CLEAR = "clear"  # down out of the way of aircraft
    STAY = "stay"  # the aircraft is seen: go on
    LEAVE = "leave"  # keep flying without this program


@dataclass(frozen=True, slots=True)
class FlightView:
    """What the screen shows in flight.

    silent_s: since the vehicle was last heard. home_pct: battery that the way home would take.
    radius_m: how far off the shown place may be while link or satellites are lost, else None.
    is_looking: it has left its mission for a closer look.
    """

    state: Telemetry
    time_left_s: float
    home_pct: float
    silent_s: float
    radius_m: float | None
    is_looking: bool = False

    def plain(self) -> dict[str, Any]:
        """The same for JSON: degrees, metres, seconds, percent."""
        s = self.state
        return {
            "at": s.at.isoformat(),
            "mode": s.mode,
            "is_looking": self.is_looking,
            "link": s.link.value,
            "silent_s": round(self.silent_s, 1),
            "lon": round(s.position.lon, 6),
            "lat": round(s.position.lat, 6),
            "off_by_m": None if self.radius_m is None else round(self.radius_m),
            "alt_home_m": round(s.alt_home_m, 1),
            "alt_amsl_m": round(s.alt_amsl_m, 1),
            "ground_speed_mps": round(s.ground_speed_mps, 1),
            "waypoint": s.waypoint,
            "waypoints": s.waypoints,
            "time_left_s": round(self.time_left_s),
            "battery_pct": s.battery_pct,
            "home_pct": round(self.home_pct, 1),
        }


class Operator(Protocol):
    """A terminal with a person, or nobody behind a pipe."""

    def say(self, event: PatrolEvent) -> None:
        """Show an event."""

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show the checks as they stand."""

    def show_flight(self, view: FlightView) -> None:
        """Show the flight as it stands."""

    def confirm(self, question: str, answer: str, pulse: Callable[[], None]) -> bool:
        """Ask before the launch; True when the person typed `answer`. Calls `pulse` meanwhile."""

    def launching(self) -> None:
        """The motors start next: from now on nothing may end this program at once."""

    def has_called_off(self) -> bool:
        """Did the person ask to stop since `launching`? Looked at while it stands on the ground."""

    def wish(self) -> Wish | None:
        """What the person wants by now; never waits."""
