"""`mizugiwa doctor`: what is installed, reachable, missing, and how to mend it."""

import json
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import typer
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from mission_planner.fleet import read_fleet
from surveillance.errors import PapersError
from surveillance.outbox import Outbox
from surveillance.papers.papers import FILE, read_papers
from surveillance.settings import Settings, load
from surveillance.web.vendor import VENDOR, is_intact, wanted_files

MIN_FREE_GB = 2.0
REACH_S = 0.5
OLDEST_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
_NO_EDGE = 10_000  # columns: as wide as a table wants to be
_COLOURS = {"ok": "green", "off": "yellow", "wrong": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. state: ok, off (not there now) or wrong; mend: what to do."""

    what: str
    state: str
    found: str
    mend: str = ""


def doctor_command(
    fleet: Annotated[Path | None, typer.Option(help="fleet file (TOML)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Look at everything a patrol needs; exit 1 when something is wrong."""
    settings = load()
    findings = [
        *_machine(settings), _papers(settings, fleet), *_station(settings), *_vehicles(fleet)
    ]  # fmt: skip
    if as_json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=1))
    else:
        _print(findings)
    if any(f.state == "wrong" for f in findings):
        raise typer.Exit(1)


def _machine(settings: Settings) -> Iterator[Finding]:
    python = sys.version.split()[0]
    yield Finding("program", "ok", f"mizugiwa {version('mizugiwa')}, Python {python}")
    yield _home(settings.home)
    now = datetime.fromtimestamp(time.time(), UTC)
    if now < OLDEST_CLOCK:
        yield Finding("clock", "wrong", f"{now:%Y-%m-%d %H:%M} UTC", "set the computer's clock")
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC (not compared with GPS)")
    missing = [w for w in wanted_files() if not is_intact(VENDOR, w)]
    if missing:
        yield Finding("map assets", "wrong", f"{len(missing)} missing", "run: make assets")
    else:
        yield Finding("map assets", "ok", "all there")


def _home(home: Path) -> Finding:
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as exc:
        return Finding("folder", "wrong", f"{home}: {exc.strerror}", "set MIZUGIWA_HOME")
    free_gb = shutil.disk_usage(home).free / 1e9
    if free_gb < MIN_FREE_GB:
        text = f"{home}: {free_gb:.1f} GB free; {MIN_FREE_GB:.0f} GB needed"
        return Finding("folder", "wrong", text, "free some space or set MIZUGIWA_HOME")
    return Finding("folder", "ok", f"{home}: {free_gb:.0f} GB free")


def _papers(settings: Settings, fleet: Path | None) -> Finding:
    """Whether a live flight has papers; what they say is looked at before each launch."""
    file = settings.home / FILE
    if not file.exists():
        return Finding(
            "papers", "off", f"{file} is not there", "a live flight is refused: write it"
        )
    try:
        papers = read_papers(settings.home, None)
    except PapersError as exc:
        return Finding("papers", "wrong", str(exc), "mend the key it names")
    unknown = [name for name in read_fleet(fleet) if papers.aircraft(name) is None]
    if unknown:
        text = f"nothing is recorded of {', '.join(unknown)}"
        return Finding("papers", "off", text, f"add [aircraft.{unknown[0]}] to {file}")
    book = papers.book
    return Finding("papers", "ok", f"{len(book.aircraft)} aircraft, {len(book.permit)} permits")


def _station(settings: Settings) -> Iterator[Finding]:
    try:
        answer = httpx.get(f"{settings.station}/healthz", timeout=REACH_S)
        state = "ok" if answer.status_code == httpx.codes.OK else "wrong"
        yield Finding("station", state, f"{settings.station} answers {answer.status_code}")
    except httpx.HTTPError:
        text = f"nothing answers at {settings.station}"
        yield Finding("station", "off", text, "start it: mizugiwa serve")
    for file in sorted((settings.home / "outbox").glob("*.sqlite")):
        box = Outbox(file)
        waiting, refused = box.pending(), box.refused()
        box.close()
        what = f"outbox {file.stem}"
        if refused:
            mend = f"ask for help: they are kept in {file}"
            yield Finding(what, "wrong", f"the station refused {refused} values", mend)
        else:
            mend = "sent as soon as the station answers" if waiting else ""
            yield Finding(what, "ok", f"{waiting} entries wait", mend)


def _vehicles(fleet: Path | None) -> Iterator[Finding]:
    for name, vehicle in read_fleet(fleet).items():
        yield _reach(f"vehicle {name}", vehicle.link.replace("tcp:", "tcp://", 1))
        if vehicle.video:
            yield _reach(f"camera {name}", vehicle.video)


def _reach(what: str, address: str) -> Finding:
    """Whether a TCP address answers; other links show only when used."""
    parts = urlsplit(address)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        here = Path(address.split(",")[0])
        if address.startswith("/"):
            if here.exists():
                return Finding(what, "ok", f"{here} is there")
            return Finding(what, "off", f"{here} is not there", "plug in the radio")
        return Finding(what, "off", f"{address}: cannot be tried without opening it")
    try:
        with socket.create_connection((parts.hostname, parts.port), REACH_S):
            return Finding(what, "ok", f"{parts.hostname}:{parts.port} answers")
    except OSError:
        text = f"nothing answers at {parts.hostname}:{parts.port}"
        return Finding(what, "off", text, "switch it on, check cable and address")


def _print(findings: list[Finding]) -> None:
    """Long paths whole, on a line of their own where the terminal is too narrow for a table."""
    console = Console()
    table = _table(findings)
    widest = Measurement.get(console, console.options.update(width=_NO_EDGE), table).maximum
    if widest <= console.width:
        console.print(table)
        return
    for f in findings:
        console.print(f"[{_COLOURS[f.state]}]{f.state}[/] {f.what}")
        for text in filter(None, (f.found, f.mend)):
            console.print(f"    {escape(text)}", soft_wrap=True, highlight=False)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("", "what", "found", "how to mend it"):
        table.add_column(title)
    for f in findings:
        row = (escape(text) for text in (f.what, f.found, f.mend))
        table.add_row(f"[{_COLOURS[f.state]}]{f.state}[/]", *row)
    return table
