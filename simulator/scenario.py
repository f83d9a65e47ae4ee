"""The scenario file: everything about a simulated world that is not left to the seed."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from geodata import areas
from geodata.area import Area, read_area
from geodata.errors import AreaError
from simulator.drones import Drone, Home, OneKind, check_afloat, check_one_kind
from simulator.errors import ScenarioError
from simulator.faults.kinds import Fault
from simulator.part import Lat, Lon, NotNegative, Part, Positive, Span
from simulator.traffic_plan import Traffic

MAX_FILE_BYTES = 1024 * 1024


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("needs a time zone, such as 2026-05-01T02:00:00Z")
    return at.astimezone(UTC)


class Sun(Part):
    """Where the sun stands."""

    azimuth_deg: float = Field(ge=0.0, lt=360.0)
    elevation_deg: float = Field(gt=0.0, le=90.0)


class Sea(Part):
    """Wind over the sea, the direction it comes from, and the significant wave height it made."""

    wind_mps: NotNegative = Field(le=30.0)
    wind_from_deg: float = Field(ge=0.0, lt=360.0)
    wave_height_m: NotNegative = Field(le=10.0)


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


class Scenario(OneKind):
    """A simulated world before the seed is thrown.

    area: name of a built-in area, or the path of an area file seen from the scenario file.
    copter, plane or sub: the drone, with the camera; or vehicles: several. ais_outages: [from, to]
    in seconds after the epoch, when the receiver is silent. faults: what goes wrong, and when.
    """

    name: str = Field(min_length=1, max_length=80)
    area: str
    epoch: Annotated[datetime, AfterValidator(_aware)]
    sun: Sun
    sea: Sea
    home: Home
    vehicles: tuple[Drone, ...] = ()
    camera: Camera
    ais: AisReceiver
    ais_outages: tuple[Span, ...] = ()
    traffic: Traffic
    faults: tuple[Fault, ...] = ()
    _folder: Path = PrivateAttr(default_factory=Path)

    @model_validator(mode="after")
    def _whom_to_fly(self) -> "Scenario":
        if self.vehicles:
            _check_fleet(self)
        else:
            check_one_kind(self)
        for drone in self.drones:
            check_afloat(drone, drone.home or self.home)
        return self

    @model_validator(mode="after")
    def _faults_of_whom(self) -> "Scenario":
        known = [drone.name for drone in self.drones]
        for fault in self.faults:
            if fault.vehicle not in (None, *known):
                raise ValueError(
                    f"faults has {fault.kind} for {fault.vehicle}, which is none of its vehicles:"
                    f" {', '.join(known)}"
                )
        return self

    @property
    def drones(self) -> tuple[Drone, ...]:
        """All of its vehicles: at least one."""
        one = {"copter": self.copter, "plane": self.plane, "sub": self.sub}
        return self.vehicles or (Drone(**one, camera=True),)

    @property
    def filming(self) -> Drone | None:
        """The one with the camera."""
        return next((drone for drone in self.drones if drone.camera), None)

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


def _check_fleet(scenario: Scenario) -> None:
    """Several vehicles go together. Raises ValueError."""
    if scenario.kinds:
        raise ValueError(f"it has vehicles beside a {scenario.kinds[0]}: put that one among them")
    for what in ("name", "system", "mavlink_port"):
        held = [getattr(drone, what) for drone in scenario.vehicles]
        twice = [one for one in held if one is not None and held.count(one) > 1]
        if twice:
            raise ValueError(f"vehicles has {what} {twice[0]} twice: each needs its own")
    if sum(drone.camera for drone in scenario.vehicles) > 1:
        raise ValueError("vehicles has several with a camera: one at most can film")


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
