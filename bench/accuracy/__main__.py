"""`python -m bench.accuracy [PART...]`: measure, and write each part into docs/accuracy.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench.accuracy import chips, radar, simulated
from bench.rows import ROOT, data_dir
from detectors.score.page import write_section
from geodata.whole_file import write_whole

PAGE = ROOT / "docs" / "accuracy.md"


def radar_text(page: Path) -> str:
    """Raises FileNotFoundError where the real recordings are not here."""
    return radar.text(_radar_data())


def chips_text(page: Path) -> str:
    """Raises FileNotFoundError where the real recordings are not here."""
    return chips.text(_radar_data())


def _radar_data() -> Path:
    data = data_dir()
    if data is None or not (data / "sar").is_dir():
        raise FileNotFoundError("real radar pictures are not here; set MIZUGIWA_DATA")
    return data


def simulated_text(page: Path) -> str:
    """Its picture is written beside the page."""
    text, picture = simulated.measured()
    write_whole(page.with_name(simulated.PICTURE), picture.encode())
    return text


PARTS: dict[str, Callable[[Path], str]] = {
    "radar": radar_text,
    "chips": chips_text,
    "simulated": simulated_text,
}


def main(argv: list[str] | None = None) -> int:
    """0, or 1 where the data are missing or the page cannot be written."""
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--page", type=Path, default=PAGE, help="default: %(default)s")
    given = parser.parse_args(argv)
    strangers = sorted(set(given.part) - set(PARTS))
    if strangers:
        parser.error(f"there is no part {', '.join(strangers)}; there are {', '.join(PARTS)}")
    for name in given.part or PARTS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            write_section(given.page, name, PARTS[name](given.page))
        except (OSError, ValueError) as exc:
            print(f"bench.accuracy: {name}: {exc}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
