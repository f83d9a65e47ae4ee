"""The files of a plan, and what is said of them."""

import sys
from pathlib import Path

from mission_planner import formats
from mission_planner.plan import Plan


def write_files(made: Plan, out: Path) -> tuple[Path, ...]:
    """The files of a plan, one per sortie, each told on stderr."""
    files = formats.write_file(made, out)
    names = list(map(str, dict.fromkeys(files)))
    if len(names) > 1:
        print(f"{len(names)} sorties, one file each; mizugiwa patrol flies one", file=sys.stderr)
    print(f"written: {', '.join(names)}", file=sys.stderr)
    if left := formats.outdated(out, files):
        print(f"of an earlier plan, not of this one: {', '.join(map(str, left))}", file=sys.stderr)
    return files
