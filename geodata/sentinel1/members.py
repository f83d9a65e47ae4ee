"""Which file of a product is what: annotation, tables and picture of each polarisation."""

import re
from dataclasses import dataclass

from geodata.errors import ProductError
from geodata.products.files import ProductFiles
from geodata.products.manifest import require_sizes

_KIND = re.compile(r"S1[A-Z]_(?P<mode>IW|EW|WV|S\d|EN|N\d)_(?P<kind>RAW|SLC|GRD|OCN|ETA)", re.I)
_ANNOTATION = re.compile(r"annotation/(?P<stem>[\w-]+)\.xml\Z", re.ASCII)
_PICTURE = re.compile(r"measurement/(?P<stem>[\w-]+)\.tiff?\Z", re.ASCII | re.I)
_COG = re.compile(r"-cog\Z", re.I)
MAX_POLARISATIONS = 4


@dataclass(frozen=True, slots=True)
class Members:
    """Names of the files of one polarisation below the product."""

    annotation: str
    calibration: str
    noise: str
    picture: str

    @property
    def names(self) -> tuple[str, str, str, str]:
        """All four."""
        return (self.annotation, self.calibration, self.noise, self.picture)


def find_members(files: ProductFiles) -> list[Members]:
    """The files of every polarisation, in the order of their names.

    Raises ProductError for another kind of product, for a missing or a shortened file.
    """
    _require_kind(files)
    by_stem = {_stem(name): name for name in files.sizes}
    annotations, pictures = _stems(files, _ANNOTATION), _stems(files, _PICTURE)
    stems = sorted(annotations | pictures)  # a picture without its annotation is a loss, not less
    if not annotations:
        raise ProductError(
            f"{files.root} holds no annotation/*.xml: give the whole .SAFE folder or its zip"
        )
    if len(stems) > MAX_POLARISATIONS:
        raise ProductError(
            f"{files.root} has {len(stems)} annotations; a GRD has one per polarisation: "
            "fetch the GRD of the same pass"
        )
    members = [_of_stem(files, by_stem, stem) for stem in stems]
    require_sizes(files, (name for member in members for name in member.names))
    return members


def _stems(files: ProductFiles, pattern: re.Pattern[str]) -> set[str]:
    found = (pattern.match(name) for name in files.sizes)
    return {_COG.sub("", match["stem"]) for match in found if match is not None}


def _of_stem(files: ProductFiles, by_stem: dict[str, str], stem: str) -> Members:
    wanted = {
        "annotation": f"annotation/{stem}.xml",
        "calibration": f"annotation/calibration/calibration-{stem}.xml",
        "noise": f"annotation/calibration/noise-{stem}.xml",
        "picture": f"measurement/{stem}.tiff",
    }
    for name in wanted.values():
        if name not in by_stem:
            raise ProductError(f"{files.where(name)} is missing: download the product again")
    return Members(**{what: by_stem[name] for what, name in wanted.items()})


def _stem(name: str) -> str:
    """The name without the mark that files of cloud-optimised products bear."""
    head, dot, end = name.rpartition(".")
    return _COG.sub("", head) + dot + ("tiff" if end.lower() in ("tif", "tiff") else end)


def _require_kind(files: ProductFiles) -> None:
    found = _KIND.match(files.name)
    if found and (found["kind"].upper() != "GRD" or found["mode"].upper() not in ("IW", "EW")):
        raise ProductError(
            f"{files.root} is a {found['mode'].upper()} {found['kind'].upper()} product; only IW "
            "and EW GRD are read: fetch the GRD of the same pass"
        )
