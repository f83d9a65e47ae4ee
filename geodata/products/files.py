"""The files of a product, in a folder or in a zip, without unpacking anything to disk."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import ProductError
from geodata.raster.span import Span

MAX_XML_BYTES = 48 * 2**20  # the noise of a long radar scene has 5 MB
MAX_FILES = 5_000
_PLAIN = re.compile(r"[\w.,+=@ -]+(/[\w.,+=@ -]+)*/?\Z", re.ASCII)
_ENCRYPTED = 0x1
_AGAIN = "download the product again"


@dataclass(frozen=True, slots=True)
class ProductFiles:
    """sizes: bytes of every file by its name below the product, with / between folders.

    `name` is the product's, without .SAFE or .zip. `inside` leads from a zip's top to the product.
    """

    name: str
    root: Path
    is_zip: bool
    inside: str
    sizes: dict[str, int]

    def read(self, name: str) -> bytes:
        """A text of the product, no more than MAX_XML_BYTES of it. Raises ProductError."""
        where = self.where(name)
        try:
            if self.is_zip:
                with zipfile.ZipFile(self.root) as archive, archive.open(self.inside + name) as f:
                    text = f.read(MAX_XML_BYTES + 1)
            else:
                with (self.root / name).open("rb") as file:
                    text = file.read(MAX_XML_BYTES + 1)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as exc:
            raise ProductError(f"cannot read {where}: {exc}: {_AGAIN}") from exc
        if len(text) > MAX_XML_BYTES:
            raise ProductError(
                f"{where} is larger than {MAX_XML_BYTES // 2**20} MiB, which no annotation is"
            )
        return text

    def where(self, name: str) -> str:
        """How a file is called in messages."""
        return f"{self.root}: {name}"

    def as_they_come(self, names: Sequence[str]) -> Iterator[str]:
        """The names in the order in which the files can be read; all are here: as they are."""
        return iter(names)

    def picture_path(self, name: str) -> str | Span:
        """The path by which GDAL reads a picture, or the place of one that is on its way."""
        if self.is_zip:
            return f"/vsizip/{{{self.root.resolve()}}}/{self.inside}{name}"
        return str(self.root / name)


def product_files(path: Path, mark: str) -> ProductFiles:
    """The files of a product: its folder, the manifest in it, or a zip with the folder inside.

    mark: a folder that such a product has at its top, with a slash at its end.

    Raises ProductError for what cannot be read, for names that lead out of the product and for
    more files than a product has.
    """
    if path.name == "manifest.safe":
        path = path.parent
    try:
        if path.is_dir():
            return _of_folder(path)
        if path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
            return _of_zip(path, mark)
    except OSError as exc:
        raise ProductError(f"cannot read {path}: {exc.strerror or exc}") from exc
    if not path.exists():
        raise ProductError(f"there is no {path}: give a .SAFE folder or a zip of one")
    raise ProductError(f"{path} is no product: give a .SAFE folder or a zip of one")


def _of_folder(path: Path) -> ProductFiles:
    sizes: dict[str, int] = {}
    root = path.resolve()
    for file in path.rglob("*"):
        if len(sizes) >= MAX_FILES:
            raise ProductError(f"{path} holds more than {MAX_FILES} files: give one product")
        if file.is_symlink() and not file.resolve().is_relative_to(root):
            continue  # a link out of the product is no part of it
        if file.is_file():
            sizes[file.relative_to(path).as_posix()] = file.stat().st_size
    return ProductFiles(bare_name(path.resolve().name), path, False, "", sizes)


def _of_zip(path: Path, mark: str) -> ProductFiles:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as exc:
        raise ProductError(f"{path} is no readable zip: {exc}: {_AGAIN}") from exc
    if len(members) > MAX_FILES:
        raise ProductError(f"{path} holds {len(members)} files; a product has a few dozen")
    if "{" in str(path) or "}" in str(path):
        raise ProductError(f"{path} has braces in its path, which cannot be read: rename it")
    for member in members:
        _require_plain(path, member)
    inside = _inside([m.filename for m in members], mark)
    sizes = {
        m.filename[len(inside) :]: m.file_size
        for m in members
        if not m.is_dir() and m.filename.startswith(inside)
    }
    return ProductFiles(bare_name(inside.strip("/") or path.name), path, True, inside, sizes)


def _require_plain(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    if not is_plain(name):
        raise ProductError(
            f"{path} holds a file named {name[:80]!r}, which may lead out of the product: "
            "do not trust this zip"
        )
    if member.flag_bits & _ENCRYPTED:
        raise ProductError(f"{path} is encrypted: save it without a password")


def _inside(names: list[str], mark: str) -> str:
    """The folder that holds the mark, or nothing when it is at the top."""
    for name in names:
        head, found, _ = name.partition(mark)
        if found and (not head or head.endswith("/")):
            return head
    return ""


def is_plain(name: str) -> bool:
    """Whether a name in a zip leads nowhere but below its folder."""
    return bool(_PLAIN.match(name)) and not {".", ".."} & set(name.split("/"))


def bare_name(name: str) -> str:
    """Of a product, without .SAFE or .zip."""
    return re.sub(r"\.(SAFE|zip)\Z", "", re.sub(r"\.zip\Z", "", name, flags=re.I), flags=re.I)
