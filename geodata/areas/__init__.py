"""Areas that come with the product."""

from importlib.resources import files
from pathlib import Path

from geodata.errors import AreaError


def names() -> list[str]:
    """Names of the areas that come with the product."""
    folder = Path(str(files(__name__)))
    return sorted(file.stem for file in folder.glob("*.geojson"))


def path(name: str) -> Path:
    """The file of a built-in area. Raises AreaError for an unknown name."""
    if name not in names():
        raise AreaError(f"no built-in area is called {name!r}; there are: {', '.join(names())}")
    return Path(str(files(__name__))) / f"{name}.geojson"
