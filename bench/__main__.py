"""`python -m bench [NAME...] [--json FILE]`: run the benches and print one table."""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import bench
from bench.rows import Row

NOT_BENCHES = {
    "__main__", "accuracy", "child", "exact_ring", "overpass", "planted", "rows", "scene", "seas",
    "shots", "station",
}  # fmt: skip
WIDTH = 160  # when the output is no terminal


def names() -> list[str]:
    """The benches there are."""
    found = {module.name for module in pkgutil.iter_modules(bench.__path__)}
    return sorted(found - NOT_BENCHES)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def table_of(results: dict[str, list[Row]]) -> Table:
    """All rows, one section per bench."""
    table = Table("bench", "what", "unit", "peer or limit", "note")
    for column, title in ((2, "ours"), (5, "peer"), (6, "times better")):
        table.columns.insert(column, type(table.columns[0])(header=title, justify="right"))
    for name, rows in results.items():
        table.add_section()
        for row in rows:
            peer = (
                _number(row.theirs) if row.theirs is not None or not row.peer else "not installed"
            )
            cells = (row.what, _number(row.ours), row.unit, row.peer, peer, _number(row.ratio))
            table.add_row(name, *cells, row.note)
    return table


def _number(value: float | None) -> str:
    """Three figures that count.

    >>> [_number(v) for v in (None, 0.0, 0.01234, 3.14159, 12345.6)]
    ['', '0', '0.0123', '3.14', '12,346']
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.3g}"


def main(argv: list[str] | None = None) -> int:
    """Run; 2 for a bench that does not exist."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(names())}; default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args(argv)
    strangers = sorted(set(given.name) - set(names()))
    if strangers:
        parser.error(f"there is no bench {', '.join(strangers)}; there are {', '.join(names())}")
    before, began = machine(), time.monotonic()
    results: dict[str, list[Row]] = {}
    for name in given.name or names():
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        results[name] = importlib.import_module(f"bench.{name}").measure()
    after = machine()["load_average"]
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(table_of(results))
    console.print(
        f"{before['cores']} cores of {before['processor']}, Python {before['python']}; load average"
        f" {before['load_average'][0]} before, {after[0]} after; {time.monotonic() - began:.0f} s."
        " Least of several runs where no percentile is named; compiled code was warmed up first."
    )
    if given.json is not None:
        rows = {n: [{**asdict(r), "ratio": r.ratio} for r in rs] for n, rs in results.items()}
        document = {"machine": before, "load_average_after": after, "benches": rows}
        given.json.write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
