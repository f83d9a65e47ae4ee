"""`mizugiwa`: all commands, and how their errors reach a person."""

import sys

import typer
from mission_planner.errors import PlannerError, PlanRefused

from geodata.errors import GeodataError
from surveillance.cli.ais import ais_command
from surveillance.cli.area import area_app
from surveillance.cli.check import check_command
from surveillance.cli.demo import demo_command
from surveillance.cli.doctor import doctor_command
from surveillance.cli.patrol import patrol_command
from surveillance.cli.plan import plan_command
from surveillance.cli.serve import serve_command
from surveillance.cli.watch import watch_command
from surveillance.errors import MizugiwaError, Refused

app = typer.Typer(
    name="mizugiwa",
    help="Coastline surveillance with patrol drones: plan, fly, see, match with AIS, alert.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo_command)
app.add_typer(area_app, name="area")
app.command("plan")(plan_command)
app.command("check")(check_command)
app.command("patrol")(patrol_command)
app.command("watch")(watch_command)
app.command("ais")(ais_command)
app.command("serve")(serve_command)
app.command("doctor")(doctor_command)


def main() -> None:
    """Run the command line; our own errors become one line on stderr and an exit code."""
    try:
        app()
    except (Refused, PlanRefused) as exc:
        _fail(exc, 3)
    except (MizugiwaError, GeodataError, PlannerError) as exc:
        _fail(exc, 1)
    except BrokenPipeError:
        sys.exit(1)


def _fail(exc: Exception, code: int) -> None:
    line = " ".join(str(exc).split())
    print(f"mizugiwa: {line}", file=sys.stderr)
    sys.exit(code)
