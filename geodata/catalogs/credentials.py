"""Names, passwords and tokens for catalogues: from the environment or a file of the owner alone."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.errors import AccessRefused

_FIELDS = ("user", "password", "totp", "refresh_token")
_MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are for one catalogue; what is secret is in no repr.

    totp: the six digits of the moment, for an account with a second factor. refresh_token:
    instead of a password, for as long as it is valid.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    totp: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)


def read_credentials(
    service: str, environment: Mapping[str, str], file: Path | None = None
) -> Credentials:
    """Those of a service: MIZUGIWA_<SERVICE>_USER, _PASSWORD, _TOTP, _REFRESH_TOKEN, else the file.

    The file is TOML with a table per service; only its owner may read it. What is in neither is
    None. Raises AccessRefused for a file that others can read or that is no such file.
    """
    found = dict(_read_file(file).get(service, {})) if file and file.exists() else {}
    for name in _FIELDS:
        if given := environment.get(f"MIZUGIWA_{service}_{name}".upper()):
            found[name] = given
    unknown = sorted(set(found) - set(_FIELDS))
    if unknown or not all(isinstance(v, str) and v.isprintable() for v in found.values()):
        raise AccessRefused(
            f"{file}: the table {service} has {', '.join(unknown) or 'something that is no text'};"
            f" it takes {', '.join(_FIELDS)} as texts"
        )
    return Credentials(**found)


def _read_file(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode) or mode & 0o077:
                raise AccessRefused(f"{path} can be read by others: chmod 600 {path}")
            tables = tomllib.loads(file.read(_MAX_BYTES).decode())
    except (OSError, ValueError) as exc:
        # not what the parser says: it might show a line with a password
        raise AccessRefused(f"{path} cannot be read as TOML ({type(exc).__name__})") from None
    if not all(isinstance(table, dict) for table in tables.values()):
        raise AccessRefused(f"{path}: only tables, one per catalogue: [cdse], [dhus]")
    return tables
