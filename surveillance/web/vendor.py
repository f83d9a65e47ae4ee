"""The npm files that the map page needs, kept beside the code and served from our own origin.

`files.json` names each file, the npm package it comes from and its sha256; `make assets` fetches
them into `vendor/`. Nothing here talks to the network.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveillance.errors import AssetsMissing

HERE = Path(__file__).resolve().parent
NPM_PROJECT = HERE / "assets"
VENDOR = HERE / "vendor"
STATIC = HERE / "static"
REMEDY = "run `make assets` (or `python -m surveillance.web.install_assets`)"


@dataclass(frozen=True, slots=True)
class VendoredFile:
    """One file of an npm package: where it is served, where it comes from, what it must hash to."""

    name: str
    source: str
    sha256: str


def wanted_files() -> tuple[VendoredFile, ...]:
    """The files named in files.json."""
    document: Mapping[str, Mapping[str, str]] = json.loads(
        (NPM_PROJECT / "files.json").read_text(encoding="utf-8")
    )
    return tuple(
        VendoredFile(name, entry["from"], entry["sha256"]) for name, entry in document.items()
    )


def is_intact(folder: Path, wanted: VendoredFile) -> bool:
    """Whether the folder holds the file, byte for byte."""
    path = folder / wanted.name
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256


def vendor_folder(folder: Path = VENDOR) -> Path:
    """The folder of npm files, checked. Raises AssetsMissing with the remedy."""
    for wanted in wanted_files():
        if not is_intact(folder, wanted):
            what = "is not the pinned one" if (folder / wanted.name).exists() else "is missing"
            raise AssetsMissing(f"the map needs {wanted.name}, which {what}: {REMEDY}")
    return folder
