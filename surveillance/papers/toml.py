"""Small TOML files that people write, checked against a model; one clear line when they are bad."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from surveillance.errors import PapersError

MAX_FILE_BYTES = 1024 * 1024

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path, model: type[Model]) -> Model:
    """The content of a file. Raises PapersError that names file, key and fault."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PapersError(f"{path} is larger than 1 MiB: it should be a few tables")
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as exc:
        raise PapersError(f"cannot read {path}: {exc.strerror}: check its name") from exc
    except UnicodeDecodeError as exc:
        raise PapersError(f"{path} is not UTF-8 text: save it as UTF-8") from exc
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise PapersError(f"{path} is not TOML: {exc}") from exc
    except ValidationError as exc:
        raise PapersError(f"{path}: {first_fault(exc)}") from exc


def first_fault(exc: ValidationError) -> str:
    """What is wrong first, with its key; a misspelt key before the one missing in its place."""
    faults = exc.errors(include_url=False, include_context=False)
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown key {key!r}: remove it or correct its name"
    if fault["type"] == "missing":
        return f"key {key!r} is missing"
    if fault["type"] == "timezone_aware":
        return f"{key}: the time has no zone: write it as 2026-05-01T06:00:00+09:00"
    return f"{key}: {fault['msg'].removeprefix('Value error, ')}"
