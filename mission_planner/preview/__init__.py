"""A plan, or a drift, as one picture that needs nothing else: a page (.html) or a PNG."""

from pathlib import Path

from geodata.coast import Land
from mission_planner.drift import DriftCase
from mission_planner.errors import OptionError
from mission_planner.formats.text import write_bytes, write_text
from mission_planner.planned import Plan
from mission_planner.preview.drift_html import drift_html
from mission_planner.preview.drift_picture import drift_picture
from mission_planner.preview.drift_png import drift_png
from mission_planner.preview.html import html_of
from mission_planner.preview.picture import picture_of
from mission_planner.preview.png import png_of
from mission_planner.preview.png_sheet import japanese_font
from mission_planner.preview.words import both

WRITTEN = (".html", ".png")


def write_preview(plan: Plan, land: Land | None, path: Path) -> None:
    """The preview in the format of the file's name. land: beside the area's own.

    Raises FormatError for another format, or where the file cannot be written.
    """
    check_preview(path)
    picture = picture_of(plan, land)
    if path.suffix == ".html":
        write_text(path, html_of(plan, picture, both))
    else:
        write_bytes(path, png_of(plan, picture, japanese_font()))


def write_drift_preview(case: DriftCase, path: Path) -> None:
    """The map of a drift, in the format of the file's name. Raises FormatError as write_preview."""
    check_preview(path)
    picture = drift_picture(case)
    if path.suffix == ".html":
        write_text(path, drift_html(case, picture, both))
    else:
        write_bytes(path, drift_png(case, picture, japanese_font()))


def check_preview(path: Path) -> None:
    """Raises OptionError when previews are not written in the format of this file name."""
    if path.suffix not in WRITTEN:
        raise OptionError(f"{path}: a preview is written as {' or '.join(WRITTEN)}")
