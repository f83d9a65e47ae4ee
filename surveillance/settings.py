"""Settings: file < environment < flags, read once by the command line.

The file is `settings.toml` in the product's folder; environment variables start with MIZUGIWA_.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from geodata.clock import Clock
from surveillance.errors import SettingsError, WrongUsage
from surveillance.model import Realm


def default_home() -> Path:
    """The platform's folder for the product's data."""
    return Path(platformdirs.user_data_dir("mizugiwa", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be set once for a station or a laptop."""

    model_config = SettingsConfigDict(env_prefix="MIZUGIWA_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=default_home, description="folder for state")
    station: str = Field(
        default="http://127.0.0.1:8030", description="address of the station that producers serve"
    )
    realm: Realm = Field(default=Realm.LIVE, description="live, replay, exercise or simulated")
    clock: str = Field(default="", description="clock of a simulated run: wall0,start,speedup")
    signing_key: Path | None = Field(
        default=None, description="file with the MAVLink signing key; a passphrase or 32 bytes"
    )
    attitude_sigma_deg: float = Field(
        default=0.5, gt=0, le=20, description="error of heading, pitch and roll of the camera"
    )
    position_sigma_m: float = Field(
        default=2.0, gt=0, le=1000, description="horizontal position error of the drone"
    )
    height_sigma_m: float = Field(
        default=1.5, gt=0, le=1000, description="height error of the drone above the sea"
    )
    timing_sigma_s: float = Field(
        default=0.05, gt=0, le=10, description="error between picture and pose times"
    )

    @field_validator("station")
    @classmethod
    def _is_address(cls, text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError(f"{text!r} is no address such as http://127.0.0.1:8030")
        return text

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, the environment over the file."""
        home = env_settings().get("home") or default_home()
        file = TomlConfigSettingsSource(settings_cls, Path(home) / "settings.toml")
        return (init_settings, env_settings, file)

    def make_clock(self) -> Clock:
        """The clock of this run: real time unless a simulated run set one."""
        if not self.clock:
            return Clock.real()
        try:
            return Clock.parse(self.clock)
        except ValueError as exc:
            raise SettingsError(str(exc)) from exc


def load(**flags: Any) -> Settings:
    """Settings with the flags that are not None.

    Raises SettingsError naming the faulty key, WrongUsage when it was given as a flag.
    """
    home = Path(os.environ.get("MIZUGIWA_HOME") or default_home())
    file = home / "settings.toml"
    try:
        _check_places(home, file)
        return Settings(**{key: value for key, value in flags.items() if value is not None})
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        flag = str(first["loc"][0]) if first["loc"] else ""
        if flags.get(flag) is not None:
            text = first["msg"].removeprefix("Value error, ")
            raise WrongUsage(f"--{flag.replace('_', '-')}: {text}") from exc
        raise SettingsError(_first_fault(exc, file)) from exc
    except ValueError as exc:  # the file is no TOML
        raise SettingsError(f"{file} cannot be read: {exc}: mend it or take it away") from exc
    except OSError as exc:
        raise SettingsError(
            f"cannot use the folder {str(home)[:120]}: {exc.strerror}: set MIZUGIWA_HOME to another"
        ) from exc


def _check_places(home: Path, file: Path) -> None:
    """A folder that can never be, and settings that would pass unread, are said at once."""
    there = next(place for place in (home, *home.absolute().parents) if place.exists())
    if not there.is_dir():
        raise SettingsError(
            f"cannot use the folder {home}: {there} is a file: set MIZUGIWA_HOME to a folder"
        )
    if file.exists() and not file.is_file():
        raise SettingsError(f"{file} is not a file: take it away or make it a TOML file")


def _first_fault(exc: ValidationError, file: Path) -> str:
    first = exc.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{file}: unknown key {key!r}: remove it or correct its name"
    text = first["msg"].removeprefix("Value error, ")
    return f"setting {key!r}: {text}: mend it in {file} or MIZUGIWA_{key.upper()}"
