"""What a product's manifest says of the sizes of its files, against what is there."""

from collections.abc import Iterable

from geodata.errors import ProductError
from geodata.products.fields import Fields
from geodata.products.files import ProductFiles

MANIFEST = "manifest.safe"


def require_sizes(files: ProductFiles, names: Iterable[str]) -> None:
    """Raises ProductError for a file that is longer or shorter than the manifest says.

    A product without a manifest, or whose manifest does not list a file, is taken as it is.
    """
    if MANIFEST not in files.sizes:
        return
    told = sizes_told(files.read(MANIFEST), files.where(MANIFEST))
    for name in names:
        if told.get(name, files.sizes[name]) != files.sizes[name]:
            raise ProductError(
                f"{files.where(name)} has {files.sizes[name]} bytes, but the manifest says "
                f"{told[name]}: download the product again"
            )


def sizes_told(text: bytes, where: str) -> dict[str, int]:
    """Bytes of each file whose size a manifest tells, by its name below the product.

    where: how the manifest is called in messages. Raises ProductError.
    """
    told: dict[str, int] = {}
    for stream in Fields.of(text, where, "XFDU").element.iter("byteStream"):
        place, size = stream.find("fileLocation"), stream.get("size", "")
        if place is not None and size.isdecimal():
            told[place.get("href", "").removeprefix("./")] = int(size)
    return told
