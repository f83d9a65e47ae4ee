"""`mizugiwa demo`: the simulated world and the whole product in one, scored against the truth."""

import json
import os
import secrets
import signal
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from surveillance.demo.run import Demo, Running, fly, free_port, report, settle, start
from surveillance.errors import MizugiwaError

MAP_PORT = 8030
WATCHING_SPEED = 4.0
HEADLESS_SPEED = 7.3  # two cores keep two pictures per simulated second with some room

talk = Console(stderr=True)


def demo_command(
    scenario: Annotated[
        str, typer.Option(help="simulated world: a built-in one, or a scenario file")
    ] = "okinoshima",
    seed: Annotated[int | None, typer.Option(min=0, help="same seed, same world")] = None,
    headless: Annotated[bool, typer.Option(help="end after the scorecard, keep no map")] = False,
    report_file: Annotated[
        Path | None, typer.Option("--report", help="write the scorecard as JSON")
    ] = None,
    speedup: Annotated[
        float | None, typer.Option(min=0.5, max=10, help="simulated seconds per second")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="port of the map")] = None,
) -> None:
    """Fly a simulated patrol, watch it on the live map, score it against the truth."""
    if report_file is not None:
        _check_report(report_file)
    heed_signals()
    began = time.monotonic()
    seed = secrets.randbelow(100_000) if seed is None else seed
    speed = speedup or (HEADLESS_SPEED if headless else WATCHING_SPEED)
    wanted = port if port is not None else (0 if headless else MAP_PORT)
    with tempfile.TemporaryDirectory(prefix="mizugiwa-demo-") as folder:
        run = Demo(scenario, seed, speed, wanted or free_port(), Path(folder))
        try:
            _run(run, headless, report_file, began)
        except KeyboardInterrupt:
            talk.print("ended")


def _check_report(file: Path) -> None:
    """Raises MizugiwaError now, not after the flight, when the report could not be written."""
    if file.is_dir() or not os.access(file.parent, os.W_OK):
        raise MizugiwaError(f"cannot write the report {file}: name a file in a folder that exists")


def heed_signals() -> None:
    """End in order on SIGTERM as on Ctrl-C, which a shell takes from what it starts with `&`."""
    signal.signal(signal.SIGTERM, _end)


def _end(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(run: Demo, headless: bool, report_file: Path | None, began: float) -> None:
    running = start(run, talk.print)
    with running.family:
        flown = _fly_with_progress(running)
        talk.print("landed; reading the truth")
        settle(running)
        card = report(running, flown, time.monotonic() - began)
        text = json.dumps(card, indent=2, ensure_ascii=False)
        if report_file is not None:
            report_file.write_text(text + "\n", encoding="utf-8")
        print(text, flush=True)
        talk.print(scorecard_table(card))
        if not headless:
            talk.print(f"the map stays at {running.url} until Ctrl-C")
            signal.pause()


def _fly_with_progress(running: Running) -> dict[str, Any]:
    with talk.status("waiting for the drone") as status:
        running.listener.on_news = status.update
        flown = fly(running, talk.print)
        running.listener.on_news = None
    return flown


def scorecard_table(card: dict[str, Any]) -> Table:
    """The scorecard as a person reads it."""
    table = Table(title=f"seed {card['seed']}: what was found against what there was")
    table.add_column("what")
    table.add_column("figure", justify="right")
    vessels, error, ellipse = card["vessels"], card["position_error_m"], card["ellipse"]
    dark, alerts, flight = card["dark"], card["alerts"], card["flight"]
    rows = {
        "waypoints reached": f"{flight['waypoints_reached']} of {flight['waypoints']}",
        "violations in flight": flight["violations"],
        "vessels found": f"{vessels['found']} of {vessels['truth_in_view']}",
        "false tracks": vessels["false_tracks"],
        "position error, median / 95 %": f"{error['median']} / {error['p95']} m",
        "true place inside the 95 % ellipse": ellipse["containment"],
        "ellipse, median semi-major axis": f"{ellipse['median_semi_major_m']} m",
        "AIS verdicts right": f"{dark['right']} of {dark['right'] + dark['wrong']}",
        "alerts raised": f"{alerts['raised']} of {alerts['expected']}, {alerts['false']} false",
        "picture to map, 95 %": f"{card['latency_s']['p95']} s",
        "wall time": f"{card['wall_s']} s",
    }
    for what, figure in rows.items():
        table.add_row(what, str(figure))
    return table
