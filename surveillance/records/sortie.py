"""The record of one sortie, as it is kept: times in UTC, metres, degrees; unknown is null.

What people confirmed of papers is kept with it as it stood at the launch.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from surveillance.model import Realm
from surveillance.papers.book import Aircraft, Basis, Permit, Pilot


class End(StrEnum):
    """How the record ends; open: it was interrupted, nobody wrote an end.

    surfaced: a dive ended afloat, or was called off before it began.
    """

    OPEN = "open"
    LANDED = "landed"
    CIRCLING = "circling"
    SURFACED = "surfaced"
    LEFT = "left"
    FAILED = "failed"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """WGS84 degrees."""

    lon: float
    lat: float


class Moment(_Part):
    """When and where, as it was heard from the vehicle."""

    at: AwareDatetime
    place: Place | None


class Planned(_Part):
    """What was to be flown. way: places from home to home, joined by straight lines. fence: the
    corners of the outer limit. highest_m: above home."""

    area: str
    home: Place
    way: tuple[Place, ...]
    fence: tuple[Place, ...]
    highest_m: float
    speed_mps: float
    duration_s: float
    waypoints: int
    plan_sha256: str


class Special(_Part):
    """One kind of special flight (特定飛行) as the planner found it before the launch."""

    kind: str
    state: Literal["applies", "no", "check"]
    found_en: str
    found_ja: str


class LimitBroken(_Part):
    """The worst of one stretch outside a limit: fence, nofly or ceiling."""

    kind: str
    name: str
    amount_m: float
    at: AwareDatetime | None
    place: Place | None


class Event(_Part):
    """What happened, in the patrol's own words."""

    at: AwareDatetime
    kind: str
    text: str


class Item(_Part):
    """One pre-flight check; is_good null: not asked for."""

    name: str
    is_good: bool | None
    text: str


class People(_Part):
    """The papers that held at the launch; null: nobody recorded them."""

    aircraft: Aircraft | None = None
    basis: Basis | None = None
    pilot: Pilot | None = None
    permits: tuple[Permit, ...] = ()


class Dived(_Part):
    """What a dive came to. farthest_m: from above home, as known to farthest_error_m.

    commanded: modes that were commanded, in order.
    """

    deepest_m: float
    under_water_s: float
    farthest_m: float | None
    farthest_error_m: float | None
    commanded: tuple[str, ...]


class SortieRecord(_Part):
    """One sortie. take_off, landing: null when not heard. highest_m: flown, above home.

    last_heard: the last place that the vehicle itself told. dive: of a submersible, once it ended;
    its take_off and landing are when it was armed and disarmed.
    """

    version: Literal[1] = 1
    id: str
    realm: Realm
    vehicle: str
    kind: str
    sortie: int
    sorties: int
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    end: End = End.OPEN
    end_text: str = ""
    take_off: Moment | None = None
    landing: Moment | None = None
    last_heard: Moment | None = None
    planned: Planned
    specials: tuple[Special, ...] = ()
    people: People = People()
    waypoints_reached: int = 0
    highest_m: float | None = None
    battery_begin_pct: float | None = None
    battery_end_pct: float | None = None
    limits_broken: tuple[LimitBroken, ...] = ()
    checks: tuple[Item, ...] = ()
    events: tuple[Event, ...] = ()
    dive: Dived | None = None

    @property
    def is_flight(self) -> bool:
        """Of an unmanned aircraft, which the law wants a flight log of; a submersible is none."""
        return self.kind != "sub"

    @property
    def name(self) -> str:
        """VEHICLE:SORTIE."""
        return f"{self.vehicle}:{self.sortie}"

    @property
    def may_go_on(self) -> bool:
        """May the flight still go on that this is the record of? Nothing says that it landed."""
        may_be_aloft = self.end in (End.FAILED, End.CIRCLING) and self.landing is None
        return self.end in (End.OPEN, End.LEFT) or may_be_aloft

    @property
    def flown_s(self) -> float | None:
        """From take-off to landing; None unless both were heard."""
        if self.take_off is None or self.landing is None:
            return None
        return (self.landing.at - self.take_off.at).total_seconds()

    @property
    def link_losses(self) -> tuple[datetime, ...]:
        """When the link was lost."""
        return tuple(e.at for e in self.events if e.kind == "link_lost")
