"""How far a sortie has come, on disk: what a resume after a battery swap or a restart goes by.

Plan and area are written once, before the launch; the small page beside them is replaced whenever
a way point is reached, and holds their hashes. Each write is whole and on the disk, or not there.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geodata.area import Area, area_to_geojson, read_area
from geodata.errors import GeodataError
from geodata.whole_file import write_whole
from mission_planner.errors import PlannerError
from mission_planner.formats import read_mission
from mission_planner.formats.qgc_plan import write_plan
from mission_planner.mission import Mission
from mission_planner.request import Wind
from surveillance.control.places import file_stem
from surveillance.errors import LinkRefused, MizugiwaError
from surveillance.model import Realm
from surveillance.papers.check import Check
from surveillance.patrol.limits import Breach
from surveillance.patrol.order import PatrolOrder, WithoutLink


class _Entry(BaseModel):
    """The page as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vehicle: str
    area: str
    sortie: int = Field(ge=1)
    sorties: int = Field(ge=1)
    realm: Realm
    without_link: WithoutLink | None
    wind_mps: float = Field(0.0, ge=0.0, le=100.0)  # older pages do not say it
    wind_from_deg: float = Field(0.0, ge=0.0, le=360.0)
    passed: int = Field(ge=0)
    waypoints: int = Field(ge=0)
    plan_sha256: str
    area_sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """The last sortie of a vehicle. wind: in which it was checked. passed: way points reached, of
    those in `mission`."""

    name: str
    sortie: int
    sorties: int
    realm: Realm
    without_link: WithoutLink | None
    wind: Wind
    passed: int
    mission: Mission
    area: Area


class Keeper(Protocol):
    """Keeps what the law asks for; a resume needs none of it."""

    def begin(self, checks: Sequence[Check]) -> None:
        """Before the launch. Raises MizugiwaError when it cannot be kept."""

    def take_up(self) -> None:
        """Go on with what an earlier program kept of this flight."""

    def passed(self, count: int) -> None:
        """So many way points are reached."""

    def broke(self, breaches: Sequence[Breach]) -> None:
        """All limits that were broken while this program watched."""


class Logbook:
    """Written by the patrol of one sortie."""

    def __init__(
        self,
        home: Path,
        order: PatrolOrder,
        keeper: Keeper | None = None,
    ) -> None:
        """`home`: the product's folder. `keeper`: keeps the record of the sortie beside it.

        Nothing is written yet.
        """
        self._keeper = keeper
        self._files = _Files(home, order.vehicle.name)
        self._order = order
        self._entry: _Entry | None = None

    def begin(self, checks: Sequence[Check] = ()) -> None:
        """Before the launch, with the checks. Raises MizugiwaError when it cannot be kept."""
        order, files = self._order, self._files
        try:
            files.page.parent.mkdir(parents=True, exist_ok=True)
            files.page.unlink(missing_ok=True)  # an old page must not speak of the new plan
            write_plan(order.mission, files.plan)
            write_whole(files.area, json.dumps(area_to_geojson(order.area)).encode())
            self._entry = _Entry(
                vehicle=order.vehicle.name,
                area=order.area.name,
                sortie=order.sortie,
                sorties=order.sorties,
                realm=order.realm,
                without_link=order.without_link,
                wind_mps=order.wind.speed_mps,
                wind_from_deg=order.wind.from_deg,
                passed=0,
                waypoints=len(order.path.waypoints),
                plan_sha256=_sha256(files.plan),
                area_sha256=_sha256(files.area),
            )
            write_whole(files.page, self._entry.model_dump_json().encode())
        except OSError as exc:
            raise MizugiwaError(
                f"cannot write the logbook in {files.page.parent}: {exc.strerror}: without it the"
                " sortie could not be resumed; make room, or set MIZUGIWA_HOME"
            ) from exc
        if self._keeper is not None:
            self._keeper.begin(checks)

    def take_up(self, passed: int) -> None:
        """Go on with the page of a sortie in the air, as `last_page` read it.

        Raises MizugiwaError when it cannot be read.
        """
        try:
            entry = _Entry.model_validate_json(self._files.page.read_bytes())
        except (OSError, ValidationError) as exc:
            raise MizugiwaError(
                f"cannot read the logbook {self._files.page}: {_first(exc)}"
            ) from exc
        self._entry = entry.model_copy(update={"passed": passed})
        if self._keeper is not None:
            self._keeper.take_up()

    def passed(self, count: int) -> None:
        """So many way points are reached. Raises OSError; the flight does not depend on it."""
        assert self._entry is not None  # begun before the launch
        if count < self._entry.passed:  # told again after a take-over
            return
        if self._keeper is not None:
            self._keeper.passed(count)
        self._entry = self._entry.model_copy(update={"passed": count})
        write_whole(self._files.page, self._entry.model_dump_json().encode())

    def broke(self, breaches: Sequence[Breach]) -> None:
        """All limits that were broken while this program watched."""
        if self._keeper is not None:
            self._keeper.broke(breaches)


def last_page(home: Path, vehicle: str) -> Page:
    """The last sortie of a vehicle. Raises MizugiwaError when there is none to go by.

    Raises LinkRefused when plan or area are not those that were flown.
    """
    files = _Files(home, vehicle)
    try:
        entry = _Entry.model_validate_json(files.page.read_bytes())
        hashes = (_sha256(files.plan), _sha256(files.area))
    except FileNotFoundError as exc:
        raise MizugiwaError(
            f"no sortie of {vehicle} was flown from here: launch one with mizugiwa patrol"
        ) from exc
    except (OSError, ValidationError) as exc:
        raise MizugiwaError(f"cannot read the logbook {files.page}: {_first(exc)}") from exc
    if hashes != (entry.plan_sha256, entry.area_sha256):
        raise LinkRefused(
            f"{files.plan} or {files.area} was changed since the flight: plan the rest anew"
        )
    try:
        mission = read_mission(files.plan)
        area = replace(read_area(files.area), name=entry.area)
    except (PlannerError, GeodataError) as exc:
        raise MizugiwaError(f"cannot read the logbook of {vehicle}: {exc}") from exc
    name = f"{entry.vehicle}:{entry.sortie}"
    shared = entry.model_dump(include={"sortie", "sorties", "realm", "without_link", "passed"})
    wind = Wind(entry.wind_mps, entry.wind_from_deg)
    return Page(name=name, wind=wind, mission=mission, area=area, **shared)


class _Files:
    """The three files of a vehicle's last sortie."""

    def __init__(self, home: Path, vehicle: str) -> None:
        folder, stem = home / "logbook", file_stem(vehicle)
        self.page = folder / f"{stem}.json"
        self.plan = folder / f"{stem}.plan"
        self.area = folder / f"{stem}.geojson"


def _sha256(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()


def _first(exc: Any) -> str:
    """The first fault in one line."""
    return str(exc).splitlines()[0]
