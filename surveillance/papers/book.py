"""What the papers file holds: every entry says who confirmed it and when.

A TOML file, `papers.toml` in the product's folder or `--papers FILE`. Days are days in Japan, the
last one included; times carry their zone. Unknown keys are refused by name.
"""

from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

JST = timezone(timedelta(hours=9), "JST")
NOTICE_AHEAD = timedelta(hours=48)  # Drone Act, over sea: to the Regional Coast Guard HQ

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
# kinds of special flight (特定飛行) that a permit can allow; the keys of the planner's conditions
Permitted = Literal["height", "airport", "did", "night", "sight", "persons", "event", "cargo"]
Kind = Permitted | Literal["facility"]
Corner = tuple[
    Annotated[float, Field(ge=-180.0, le=180.0)], Annotated[float, Field(ge=-90.0, le=90.0)]
]


class Entry(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Confirmed(Entry):
    """by: who confirmed it. at: when."""

    by: Words
    at: AwareDatetime


class Lasting(Confirmed):
    """Holds on these days in Japan, both included."""

    valid_from: date
    valid_until: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} is before {self.valid_from}")
        return self

    def holds(self, begin: datetime, end: datetime) -> bool:
        """Whether it holds all the time from `begin` to `end`."""
        first = datetime.combine(self.valid_from, time(), JST)
        return first <= begin and end < datetime.combine(self.valid_until, time(), JST) + timedelta(
            days=1
        )


class RemoteId(Confirmed):
    """Installed (its serial number), or exempt by a named authority."""

    serial: Words | None = None
    exemption: Words | None = None
    authority: Words | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.serial is None) == (self.exemption is None):
            raise ValueError("give either serial, or exemption with its authority")
        if (self.exemption is None) != (self.authority is None):
            raise ValueError("an exemption names its authority, and only an exemption does")
        return self


class Insurance(Lasting):
    """waived: why there is none, in the words of who decided it."""

    insurer: Words | None = None
    policy: Words | None = None
    waived: Words | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        has_policy = self.insurer is not None and self.policy is not None
        if has_policy == (self.waived is not None) or (
            (self.insurer is None) != (self.policy is None)
        ):
            raise ValueError("give either insurer and policy, or waived with the reason")
        return self


class Aircraft(Lasting):
    """registration: 登録記号, valid on these days. firmware: the version that was approved.

    total_h: hours flown since it was made, until total_at; later sorties are added from the
    records. type_certificate, airworthiness: 型式認証書番号, 機体認証の区分及び番号. icao: six
    hexadecimal digits, of an aircraft that sends ADS-B itself.
    """

    registration: Words
    kind: Words
    type_name: Words | None = None
    type_certificate: Words | None = None
    airworthiness: Words | None = None
    maker: Words | None = None
    serial: Words | None = None
    firmware: Words | None = None
    icao: Annotated[str, Field(pattern="^[0-9A-Fa-f]{6}$")] | None = None
    total_h: Annotated[float, Field(ge=0.0, le=1e6)] | None = None
    total_at: AwareDatetime | None = None
    remote_id: RemoteId | None = None
    insurance: Insurance | None = None

    @model_validator(mode="after")
    def _hours_have_a_time(self) -> Self:
        if (self.total_h is None) != (self.total_at is None):
            raise ValueError("total_h and total_at belong together")
        return self


class Pilot(Lasting):
    """licence: 技能証明書番号, valid on these days. vehicles: by fleet name; empty: any."""

    name: Words
    licence: Words | None = None
    vehicles: tuple[Words, ...] = ()


class Permit(Lasting):
    """level: as granted. covers: kinds of special flight. Exactly one of area (corners), area_file
    (GeoJSON or KML beside the papers) and nationwide. max_alt_m: above ground or water."""

    number: Words
    level: Literal["2", "3", "3.5", "4"] | None = None
    covers: Annotated[tuple[Permitted, ...], Field(min_length=1)]
    vehicles: tuple[Words, ...] = ()
    max_alt_m: Annotated[float, Field(gt=0.0, le=10_000.0)] | None = None
    area: Annotated[tuple[Corner, ...], Field(min_length=3)] | None = None
    area_file: Words | None = None
    nationwide: bool = False

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = (self.area is not None) + (self.area_file is not None) + self.nationwide
        if given != 1:
            raise ValueError("give exactly one of area, area_file and nationwide = true")
        return self


class Basis(Lasting):
    """Why sorties are flown, and what a person found of what no program can know.

    sorties: VEHICLE:SORTIE as --confirm names them. applies, ruled_out: kinds of special flight
    that a person looked at. lifted_by: the order under Article 132-92, when no permit is needed.
    control: 立入管理措置, how people are kept from below.
    """

    sorties: Annotated[tuple[Words, ...], Field(min_length=1)]
    text: Words
    purpose: Words
    pilot: Words
    applies: tuple[Kind, ...] = ()
    ruled_out: tuple[Kind, ...] = ()
    lifted_by: Words | None = None
    control: Words | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        both = sorted(set(self.applies) & set(self.ruled_out))
        if both:
            raise ValueError(f"{both[0]} both applies and is ruled out")
        return self


class EmergencyCheck(Confirmed):
    """When 緊急用務空域 was last looked up, and for how long that is believed."""

    source: Words
    is_clear: bool
    valid_h: Annotated[float, Field(gt=0.0, le=24.0)]


class Notice(Lasting):
    """Notice of a flight over a zone of the Drone Act (the Coast Guard, over sea)."""

    office: Words
    zone: Words
    sorties: Annotated[tuple[Words, ...], Field(min_length=1)]
    sent_at: AwareDatetime


class HarbourPermission(Lasting):
    """港則法 31: a dive in a port. is_locked_out, is_clear: propellers and suctions, confirmed by
    the ship's master; divers out of the water. valid_h: for how long after `at` these two are
    believed."""

    number: Words
    port: Words
    sorties: Annotated[tuple[Words, ...], Field(min_length=1)]
    is_locked_out: bool
    master: Words
    is_clear: bool
    # a guess: no longer than people who locked a ship out stay at it, half a shift
    valid_h: Annotated[float, Field(gt=0.0, le=24.0)] = 4.0


class Book(Entry):
    """The whole file."""

    aircraft: dict[Words, Aircraft] = {}
    pilot: tuple[Pilot, ...] = ()
    permit: tuple[Permit, ...] = ()
    basis: tuple[Basis, ...] = ()
    emergency_airspace: EmergencyCheck | None = None
    coast_guard_notice: tuple[Notice, ...] = ()
    harbour_permission: tuple[HarbourPermission, ...] = ()
