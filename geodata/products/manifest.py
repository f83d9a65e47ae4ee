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
    manifest = Fields.of(files.read(MANIFEST), files.where(MANIFEST), "XFDU")
    told: dict[str, str] = {}
    for stream in manifest.element.iter("byteStream"):
        place = stream.find("fileLocation")
        if place is not None:
            told[place.get("href", "").removeprefix("./")] = stream.get("size", "")
    for name in names:
        size = told.get(name, "")
        if size.isdecimal() and int(size) != files.sizes[name]:
            raise ProductError(
                f"{files.where(name)} has {files.sizes[name]} bytes, but the manifest says "
                f"{size}: download the product again"
            )
