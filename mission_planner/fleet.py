"""Fleet files: one TOML table per vehicle."""

import tomllib
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mission_planner.errors import FleetError, OptionError
from mission_planner.vehicle import VehicleSpec

MAX_FILE_BYTES = 1024 * 1024


def read_fleet(path: Path | None) -> dict[str, VehicleSpec]:
    """The vehicles of a fleet file by name; None: the built-in fleet of one copter, heron-1.

    A file has either `[vehicle.NAME]` tables or `[NAME]` tables. Raises FleetError that names
    the table and key at fault.
    """
    text, source = _text(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise FleetError(f"{source} is not TOML: {exc}") from exc
    tables = document.pop("vehicle", {}) if "vehicle" in document else document
    if tables is not document and document:
        raise FleetError(f"{source}: unknown key {next(iter(document))!r} beside the vehicles")
    if not isinstance(tables, dict) or not tables:
        raise FleetError(f"{source} holds no vehicle: add a table [vehicle.NAME]")
    return {name: _vehicle(name, table, source) for name, table in tables.items()}


def find_vehicle(fleet: dict[str, VehicleSpec], name: str | None) -> VehicleSpec:
    """The vehicle called `name`; None: the only one there is. Raises FleetError otherwise."""
    known = ", ".join(sorted(fleet))
    if name is None:
        if len(fleet) > 1:
            raise FleetError(f"the fleet has {len(fleet)} vehicles: choose with --vehicle: {known}")
        return next(iter(fleet.values()))
    if name not in fleet:
        raise FleetError(f"no vehicle is called {name!r}; the fleet has: {known}")
    return fleet[name]


def find_vehicles(
    fleet: dict[str, VehicleSpec], names: list[str] | None, *, takes_all: bool = False
) -> tuple[VehicleSpec, ...]:
    """The vehicles of some names; without names the only one, or all there are.

    Raises FleetError for a name that is unknown, OptionError for one said twice.
    """
    if not names:
        return tuple(fleet.values()) if takes_all else (find_vehicle(fleet, None),)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise OptionError(f"vehicle {twice[0]!r} is named twice: it flies one sortie at a time")
    return tuple(find_vehicle(fleet, name) for name in names)


def kinds() -> list[str]:
    """The kinds of vehicles that can be planned for: the files in vehicles/."""
    folder = Path(str(files("mission_planner"))) / "vehicles"
    return sorted(file.stem for file in folder.glob("[!_]*.py"))


def _text(path: Path | None) -> tuple[str, str]:
    if path is None:
        resource = files("mission_planner") / "fleet.toml"
        return resource.read_text(encoding="utf-8"), "the built-in fleet"
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise FleetError(f"{path} is larger than 1 MiB: a fleet file is a few tables")
        return path.read_text(encoding="utf-8"), str(path)
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise FleetError(f"cannot read fleet file {path}: {reason}") from exc


def _vehicle(name: str, table: Any, source: str) -> VehicleSpec:
    where = f"{source}: vehicle {name!r}"
    if not isinstance(table, dict):
        raise FleetError(f"{where} is not a table")
    kind = table.get("kind")
    if kind not in kinds():
        raise FleetError(f"{where} is of kind {kind!r}; known kinds: {', '.join(kinds())}")
    module = import_module(f"mission_planner.vehicles.{kind}")
    try:
        options = module.Options.model_validate(table)
    except ValidationError as exc:
        raise FleetError(f"{where}: {_first(exc)}") from exc
    vehicle: VehicleSpec = module.build(name, options)
    if vehicle.min_alt_m > vehicle.max_alt_m:
        raise FleetError(
            f"{where}: min_alt_m {vehicle.min_alt_m:g} is above max_alt_m {vehicle.max_alt_m:g}"
        )
    return vehicle


def _first(exc: ValidationError) -> str:
    # a key that is misspelt is both unknown and missing: what stands there helps more
    faults = exc.errors(include_url=False)
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown key {key!r}: remove it or correct its name"
    if fault["type"] == "missing":
        return f"key {key!r} is missing"
    return f"{key}: {fault['msg']}, not {fault['input']!r}"
