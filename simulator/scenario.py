"""The scenario file: everything about a simulated world that is not left to the seed."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from geodata import areas
from geodata.area import Area, read_area
from geodata.errors import AreaError
from simulator.errors import ScenarioError
from simulator.vessel import Behaviour, Kind

MAX_FILE_BYTES = 1024 * 1024


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("needs a time zone, such as 2026-05-01T02:00:00Z")
    return at.astimezone(UTC)


def _ordered(span: tuple[float, float]) -> tuple[float, float]:
    if not span[0] <= span[1]:
        raise ValueError(f"{list(span)} must run from the smaller to the larger number")
    return span


Span = Annotated[tuple[float, float], AfterValidator(_ordered)]
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
Lon = Annotated[float, Field(ge=-180.0, le=180.0)]
Lat = Annotated[float, Field(ge=-90.0, le=90.0)]


class Part(BaseModel):
    """A part of the file; an unknown key is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sun(Part):
    """Where the sun stands."""

    azimuth_deg: float = Field(ge=0.0, lt=360.0)
    elevation_deg: float = Field(gt=0.0, le=90.0)


class Sea(Part):
    """Wind over the sea, the direction it comes from, and the significant wave height it made."""

    wind_mps: NotNegative = Field(le=30.0)
    wind_from_deg: float = Field(ge=0.0, lt=360.0)
    wave_height_m: NotNegative = Field(le=10.0)


class Vehicle(Part):
    """How the drone flies and what its battery gives: battery_v when full, charge_pct at launch."""

    name: str = Field(min_length=1, max_length=40)
    mass_kg: Positive
    cruise_mps: Positive
    climb_mps: Positive
    descend_mps: Positive
    battery_wh: Positive
    battery_v: Positive
    charge_pct: float = Field(default=100.0, gt=0.0, le=100.0)
    cruise_w: Positive


class Copter(Vehicle):
    """A multirotor, with the autopilot that flies it."""

    hover_w: Positive
    autopilot: Literal["ardupilot", "px4"] = "ardupilot"


class Plane(Vehicle):
    """A fixed wing, thrown by a catapult. bank_deg: how steeply it turns at most."""

    bank_deg: float = Field(default=35.0, ge=10.0, le=60.0)


class Sub(Vehicle):
    """An underwater vehicle, launched afloat: home has deck_m 0.

    positioning: what tells it its place under water. The current goes towards current_to_deg.
    bed_depth_m: of a level sea bed; without it there is none.
    """

    hover_w: Positive
    positioning: Literal["none", "usbl", "dvl"] = "none"
    current_mps: NotNegative = Field(default=0.0, le=5.0)
    current_to_deg: float = Field(default=0.0, ge=0.0, lt=360.0)
    bed_depth_m: Positive | None = None


class Home(Part):
    """Where the drone stands before launch; deck_m is its height above mean sea level."""

    lon: Lon
    lat: Lat
    deck_m: NotNegative = Field(default=0.0, le=1000.0)


class CameraNoise(Part):
    """One sigma and correlation time of the errors in what the camera's telemetry says."""

    attitude_deg: NotNegative
    attitude_tau_s: Positive
    position_m: NotNegative
    height_m: NotNegative
    position_tau_s: Positive
    stamp_s: NotNegative


class Camera(Part):
    """The camera of the drone; fps counts pictures per simulated second."""

    width_px: int = Field(ge=64, le=8192, multiple_of=2)
    height_px: int = Field(ge=64, le=8192, multiple_of=2)
    hfov_deg: float = Field(gt=1.0, lt=150.0)
    vfov_deg: float = Field(gt=1.0, lt=150.0)
    pitch_deg: float = Field(ge=-90.0, le=0.0)
    fps: float = Field(gt=0.0, le=30.0)
    noise: CameraNoise


class AisReceiver(Part):
    """The AIS receiver on the coast; it hears nothing from beyond range_m."""

    lon: Lon
    lat: Lat
    range_m: Positive


class Patrol(Part):
    """The flight that the traffic is laid out for: who is placed is placed to be seen by it.

    One round of the island, either way, `standoff_m` from the shore, begun beside home at any time
    in `begin_s` (seconds after the epoch).
    """

    standoff_m: Positive
    altitude_m: Positive
    speed_mps: Positive
    begin_s: Span


class Group(Part):
    """Vessels of one sort. The seed chooses within the spans.

    offshore_m: distance from the shore halfway through the patrol. seen_s: how long the patrol
    must have each of them in view.
    """

    behaviour: Behaviour
    kinds: tuple[Kind, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1, le=100)
    ais: bool
    offshore_m: Span
    speed_mps: Span = (0.0, 0.0)
    seen_s: NotNegative = 9.0


class Traffic(Part):
    """Who is at sea."""

    patrol: Patrol
    groups: tuple[Group, ...] = Field(min_length=1)


_KINDS = ("copter", "plane", "sub")


class Scenario(Part):
    """A simulated world before the seed is thrown.

    area: name of a built-in area, or the path of an area file seen from the scenario file.
    copter, plane or sub: one of them. ais_outages: [from, to] in seconds after the epoch, when the
    receiver is silent.
    """

    name: str = Field(min_length=1, max_length=80)
    area: str
    epoch: Annotated[datetime, AfterValidator(_aware)]
    sun: Sun
    sea: Sea
    home: Home
    copter: Copter | None = None
    plane: Plane | None = None
    sub: Sub | None = None
    camera: Camera
    ais: AisReceiver
    ais_outages: tuple[Span, ...] = ()
    traffic: Traffic
    _folder: Path = PrivateAttr(default_factory=Path)

    @model_validator(mode="after")
    def _one_vehicle(self) -> "Scenario":
        found = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(found) != 1:
            known = f"{', '.join(_KINDS[:-1])} or {_KINDS[-1]}"
            what = " and ".join(found) or f"no {known}"
            raise ValueError(f"it has {what}: give one of {', '.join(_KINDS)}")
        if self.sub is not None and self.home.deck_m:
            raise ValueError("a sub is launched afloat: leave out home.deck_m")
        return self

    @property
    def vehicle(self) -> Copter | Plane | Sub:
        """The drone."""
        vehicle = self.copter or self.plane or self.sub
        assert vehicle is not None  # the validator saw to it
        return vehicle

    @property
    def vehicle_kind(self) -> str:
        """copter, plane or sub."""
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    def area_path(self) -> Path:
        """The area file. Raises ScenarioError when there is none."""
        if self.area in areas.names():
            return areas.path(self.area)
        path = self._folder / self.area
        if not path.is_file():
            known = ", ".join(areas.names())
            raise ScenarioError(
                f"scenario {self.name}: area {self.area!r} is neither a file nor one of the"
                f" built-in areas: {known}"
            )
        return path

    def read_area(self) -> Area:
        """The area. Raises ScenarioError when it cannot be used."""
        try:
            area = read_area(self.area_path())
        except AreaError as exc:
            raise ScenarioError(f"scenario {self.name}: {exc}") from exc
        return area


def names() -> list[str]:
    """Names of the scenarios that come with the product."""
    return sorted(file.stem for file in _built_in().glob("*.yaml"))


def read_scenario(name_or_path: str) -> Scenario:
    """A built-in scenario by name, or one from a YAML file.

    Raises ScenarioError with one line that names the faulty key.
    """
    path = Path(name_or_path)
    try:
        if name_or_path in names():
            path = _built_in() / f"{name_or_path}.yaml"
        elif not path.is_file():
            raise ScenarioError(f"no scenario file {name_or_path}; built-in: {', '.join(names())}")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ScenarioError(f"{path} is larger than 1 MiB: a scenario is a page of text")
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        scenario = Scenario.model_validate(document)
    except ValidationError as exc:
        raise ScenarioError(f"{path}: {_first_fault(exc)}") from exc
    except yaml.YAMLError as exc:
        raise ScenarioError(f"{path} is not YAML: {' '.join(str(exc).split())}") from exc
    except (OSError, UnicodeDecodeError, RecursionError) as exc:
        raise ScenarioError(f"cannot read scenario {path}: {exc}") from exc
    scenario._folder = path.parent
    return scenario


def _built_in() -> Path:
    return Path(str(files("simulator"))) / "scenarios"


def _first_fault(exc: ValidationError) -> str:
    faults = exc.errors(include_url=False)
    # a key that is misspelt is both unknown and missing: what stands there helps more
    first = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    place = ".".join(str(step) for step in first["loc"]) or "the file"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"unknown key {place}: remove it or correct its name{more}"
    if first["type"] == "model_type":
        return f"{place} must be a table of keys, such as in the built-in scenarios{more}"
    if first["type"] == "missing":
        return f"key {place} is missing{more}"
    text = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:  # the keys do not go together
        return text
    return f"{place} is {first['input']!r}: {text}{more}"
