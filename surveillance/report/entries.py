"""What people wrote of inspections, maintenance and defects: never invented, read from a file.

A TOML file, `inspections.toml` in the product's folder or `--inspections FILE`.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import AwareDatetime, model_validator

from surveillance.papers.book import Entry, Words
from surveillance.papers.toml import read_toml

FILE = "inspections.toml"

# the headings of form 2 (日常点検記録); the wording of the form in force goes before ours
Part = Literal[
    "airframe", "propellers", "frame", "radio", "propulsion", "power", "autopilot", "controller",
    "battery", "remote_id",
]  # fmt: skip


class OfVehicle(Entry):
    """What was written of one vehicle at one time."""

    vehicle: Words
    at: AwareDatetime


Written = TypeVar("Written", bound=OfVehicle)


class Inspection(OfVehicle):
    """A daily inspection of a vehicle, before or after flights. results: what was found."""

    place: Words
    by: Words
    when: Literal["before", "after"]
    results: dict[Part, Words]
    remarks: Words | None = None


class Maintenance(OfVehicle):
    """Inspection, repair, change or overhaul. since_certificate_h: since the last 機体認証."""

    place: Words
    by: Words
    what: Words
    why: Words
    since_certificate_h: float | None = None
    remarks: Words | None = None


class Defect(OfVehicle):
    """Something wrong, and what was done about it."""

    what: Words
    fixed_at: AwareDatetime | None = None
    fix: Words | None = None
    confirmed_by: Words | None = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        given = [value is not None for value in (self.fixed_at, self.fix, self.confirmed_by)]
        if any(given) and not all(given):
            raise ValueError("fixed_at, fix and confirmed_by belong together")
        return self


class Entries(Entry):
    """The whole file."""

    inspection: tuple[Inspection, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    defect: tuple[Defect, ...] = ()

    def of(self, vehicle: str, is_wanted: Callable[[datetime], bool]) -> "Entries":
        """Those of one vehicle whose time is wanted."""

        def some(entries: tuple[Written, ...]) -> tuple[Written, ...]:
            return tuple(e for e in entries if e.vehicle == vehicle and is_wanted(e.at))

        return Entries(
            inspection=some(self.inspection),
            maintenance=some(self.maintenance),
            defect=some(self.defect),
        )


def read_entries(home: Path, given: Path | None) -> Entries:
    """The file that was given, or the product folder's, which may be missing.

    Raises PapersError that names file and key.
    """
    path = given or home / FILE
    if given is None and not path.exists():
        return Entries()
    return read_toml(path, Entries)
