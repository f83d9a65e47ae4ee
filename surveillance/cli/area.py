"""`mizugiwa area`: the stretches of coast that are kept by name."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from geodata import areas
from geodata.area import Area, area_to_geojson, read_area
from geodata.area_kml import SUFFIXES as KML_SUFFIXES
from geodata.area_kml import read_area_kml
from geodata.errors import AreaError
from geodata.position import LocalFrame
from geodata.whole_file import write_whole
from surveillance import settings
from surveillance.errors import MizugiwaError, WrongUsage

area_app = typer.Typer(no_args_is_help=True, help="Areas with their fences and no-fly zones.")

_NAME = re.compile(r"[\w][\w.-]{0,63}")


def find_area(text: str, home: Path) -> Area:
    """The area of a GeoJSON or KML file, a kept area, or one that comes with the product.

    home: the product's folder. Raises AreaError: which names there are.
    """
    if Path(text).suffix in (".geojson", ".json", *KML_SUFFIXES) or Path(text).is_file():
        return _read(Path(text))
    if text in areas.names():
        return read_area(areas.path(text))
    kept = _folder(home) / f"{text}.geojson"
    if _NAME.fullmatch(text) and kept.is_file():
        return read_area(kept)
    known = ", ".join(sorted({*areas.names(), *_kept(home)}))
    raise AreaError(
        f"no area is called {text!r} and there is no such file; known: {known};"
        " add one with: mizugiwa area import FILE"
    )


def _read(file: Path) -> Area:
    return read_area_kml(file) if file.suffix in KML_SUFFIXES else read_area(file)


@area_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="GeoJSON, KML or KMZ: an area and its limits")],
    name: Annotated[str | None, typer.Option(help="name to keep it under")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Check an area file and keep it by name."""
    area = _read(file)
    chosen = name or area.name
    if not _NAME.fullmatch(chosen):
        raise (AreaError if name is None else WrongUsage)(
            f"{chosen!r} is no name for an area: give --name with letters, digits, . _ or -"
        )
    if chosen in areas.names():
        raise AreaError(f"{chosen!r} comes with the product: keep this one under another --name")
    folder = _folder(settings.load().home)
    _write(folder, chosen, area)
    if as_json:
        print(json.dumps(_summary(chosen, area), ensure_ascii=False))
    else:
        print(chosen)
    print(f"kept as {chosen!r}: mizugiwa plan {chosen}", file=sys.stderr)


@area_app.command("list")
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Names, sizes and limits of all known areas."""
    found = [_summary(name, area) for name, area in _all(settings.load().home)]
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    table = Table("name", "km2", "ceiling m", "no-fly", "watched", "land", "home")
    for row in found:
        home = "yes" if row["home"] else "no"
        table.add_row(
            row["name"],
            f"{row['area_km2']:.2f}",
            f"{row['max_alt_m']:g}",
            str(row["nofly"]),
            str(row["watched"]),
            "yes" if row["has_land"] else "no",
            home,
        )
    Console().print(table)


@area_app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(help="name of an area, or a GeoJSON file")],
) -> None:
    """One area as GeoJSON."""
    area = find_area(name, settings.load().home)
    print(json.dumps(area_to_geojson(area), ensure_ascii=False))


def _all(home: Path) -> Iterator[tuple[str, Area]]:
    for name in areas.names():
        yield name, read_area(areas.path(name))
    for name in _kept(home):
        try:
            yield name, read_area(_folder(home) / f"{name}.geojson")
        except AreaError as exc:
            print(f"mizugiwa: left out: {exc}", file=sys.stderr)


def _kept(home: Path) -> list[str]:
    return sorted(file.stem for file in _folder(home).glob("*.geojson"))


def _folder(home: Path) -> Path:
    return home / "areas"


def _write(folder: Path, name: str, area: Area) -> None:
    text = json.dumps(area_to_geojson(area), ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{name}.geojson", f"{text}\n".encode())
    except OSError as exc:
        raise MizugiwaError(f"cannot keep the area in {folder}: {exc.strerror}") from exc


def _summary(name: str, area: Area) -> dict[str, Any]:
    frame: LocalFrame = area.frame
    return {
        "name": name,
        "area_km2": round(frame.geometry_to_metres(area.shape).area / 1e6, 3),
        "max_alt_m": area.max_alt_m,
        "nofly": len(area.nofly),
        "watched": len(area.watched),
        "has_land": area.land is not None,
        "home": [area.home.lon, area.home.lat] if area.home else None,
    }
