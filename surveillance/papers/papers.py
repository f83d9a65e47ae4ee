"""The papers of an operation, read once, with the areas of its permits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import read_area
from geodata.area_kml import SUFFIXES, read_area_kml
from geodata.errors import GeodataError
from surveillance.errors import PapersError
from surveillance.papers.book import Aircraft, Basis, Book, Permit, Pilot
from surveillance.papers.toml import read_toml

FILE = "papers.toml"  # in the product's folder


@dataclass(frozen=True, slots=True)
class Papers:
    """shapes: areas of permits by number, in lon/lat; a nationwide permit has none."""

    book: Book = field(default_factory=Book)
    shapes: Mapping[str, BaseGeometry] = field(default_factory=dict)

    def aircraft(self, vehicle: str) -> Aircraft | None:
        """What is recorded of a vehicle of the fleet."""
        return self.book.aircraft.get(vehicle)

    def basis(self, sortie: str, begin: datetime, end: datetime) -> Basis | None:
        """The latest legal basis of a sortie that holds then."""
        found = [b for b in self.book.basis if sortie in b.sorties and b.holds(begin, end)]
        return max(found, key=lambda b: b.at, default=None)

    def pilot(self, name: str) -> Pilot | None:
        """A pilot by name."""
        return next((p for p in self.book.pilot if p.name == name), None)

    def permits(self, vehicle: str) -> tuple[Permit, ...]:
        """Those that name the vehicle, or any."""
        return tuple(p for p in self.book.permit if not p.vehicles or vehicle in p.vehicles)


def read_papers(home: Path, given: Path | None) -> Papers:
    """The papers of a file, or of the product's folder: there they may be missing, and are empty.

    Raises PapersError that names file and key.
    """
    path = given or home / FILE
    if given is None and not path.exists():
        return Papers()
    book = read_toml(path, Book)
    numbers = [permit.number for permit in book.permit]
    twice = [number for number in numbers if numbers.count(number) > 1]
    if twice:
        raise PapersError(f"{path}: permit {twice[0]!r} is there twice: keep one")
    shapes = {p.number: _shape(p, path) for p in book.permit if not p.nationwide}
    return Papers(book, shapes)


def _shape(permit: Permit, path: Path) -> BaseGeometry:
    if permit.area is not None:
        shape: BaseGeometry = Polygon(permit.area)
    else:
        assert permit.area_file is not None  # the model has looked
        file = path.parent / permit.area_file
        try:
            area = read_area_kml(file) if file.suffix in SUFFIXES else read_area(file)
        except GeodataError as exc:
            raise PapersError(f"{path}: area of permit {permit.number!r}: {exc}") from exc
        shape = area.shape
    is_surface = isinstance(shape, Polygon | MultiPolygon)
    if not (is_surface and shape.is_valid and shape.area > 0.0):
        raise PapersError(
            f"{path}: area of permit {permit.number!r} is no proper polygon: mend its corners"
        )
    return shape
