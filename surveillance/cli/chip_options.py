"""What a scan is asked of the single things that it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ChipsFolder = Annotated[
    Path | None, typer.Option(help="folder for a small picture (PNG) of each thing found")
]
WithNetwork = Annotated[
    bool,
    typer.Option(
        "--network/--no-network",
        help="radar: a small network measures each thing, too, and tells how likely a vessel it is",
    ),
]
