"""`mizugiwa`: all commands, and how their errors reach a person."""

import sys
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup

from detectors.errors import DetectorError
from geodata.errors import GeodataError
from mission_planner.errors import OptionError, PlannerError, PlanRefused
from surveillance.errors import MizugiwaError, Refused, WrongUsage

# name -> module and what to run; imported only when asked for: a patrol on a small laptop must not
# wait for the web server's libraries
COMMANDS = {
    "demo": ("surveillance.cli.demo", "demo_command"),
    "area": ("surveillance.cli.area", "area_app"),
    "plan": ("surveillance.cli.plan", "plan_command"),
    "check": ("surveillance.cli.check", "check_command"),
    "weather": ("surveillance.cli.weather", "weather_command"),
    "drift": ("surveillance.cli.drift", "drift_command"),
    "patrol": ("surveillance.cli.patrol", "patrol_command"),
    "investigate": ("surveillance.cli.in_flight", "investigate_command"),
    "clear": ("surveillance.cli.in_flight", "clear_command"),
    "ditch": ("surveillance.cli.in_flight", "ditch_command"),
    "sign": ("surveillance.cli.sign", "sign_command"),
    "resume": ("surveillance.cli.resume", "resume_command"),
    "recall": ("surveillance.cli.in_flight", "recall_command"),
    "status": ("surveillance.cli.in_flight", "status_command"),
    "replay": ("surveillance.cli.replay", "replay_command"),
    "watch": ("surveillance.cli.watch", "watch_command"),
    "scan": ("surveillance.cli.scan", "scan_command"),
    "standing": ("surveillance.cli.standing", "standing_command"),
    "rematch": ("surveillance.cli.rematch", "rematch_command"),
    "score": ("surveillance.cli.score", "score_command"),
    "ais": ("surveillance.cli.ais", "ais_command"),
    "serve": ("surveillance.cli.serve", "serve_command"),
    "report": ("surveillance.cli.report", "report_app"),
    "doctor": ("surveillance.cli.doctor", "doctor_command"),
}


LONGEST = 120  # characters of a path in an error line
# whatever is wrong with a word, found by the option itself; typer exports its leaves only
_WRONG_WORD = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])


class Commands(TyperGroup):
    """Imports a command when it is run, or when help is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        wanted = getattr(import_module(module), attribute)
        if isinstance(wanted, typer.Typer):
            group = typer.main.get_command(wanted)
            group.name = cmd_name
            return group
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        single.command(cmd_name)(wanted)
        return typer.main.get_command(single)


app = typer.Typer(
    cls=Commands,
    name="mizugiwa",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def mizugiwa() -> None:
    """Coastline surveillance with patrol drones: plan, fly, see, match with AIS, alert."""


def main() -> None:
    """Run the command line; errors become one line on stderr and an exit code.

    2: a word of the command line can never be right, by itself or beside another; 1: a file, a
    name or a machine is not as it should be; 3: a safety rule forbids it.
    """
    try:
        sys.exit(app(standalone_mode=False))
    except _WRONG_WORD as exc:
        _fail(_told(exc), exc.exit_code)
    except (Refused, PlanRefused) as exc:
        _fail(exc, 3)
    except (WrongUsage, OptionError) as exc:
        _fail(exc, 2)
    except (MizugiwaError, GeodataError, PlannerError, DetectorError) as exc:
        _fail(exc, 1)
    except typer.Abort as exc:
        if isinstance(exc.__cause__, KeyboardInterrupt):
            _fail("stopped", 130)
        _fail("ended: the question was not answered", 1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as exc:  # a path that cannot even be asked for, a full disk
        place = exc.filename if isinstance(exc.filename, str) else "a file or the network"
        _fail(f"{_short(place)}: {exc.strerror or exc}: check its name, its rights, the disk", 1)


def _told(exc: typer.BadParameter) -> str:
    """What typer says of a wrong word, and where to read what would be right."""
    text = exc.format_message().strip().rstrip(".").replace("Value error, ", "")
    text = text or "which command?"  # then the help is on stdout already
    command = "mizugiwa" if exc.ctx is None else exc.ctx.command_path
    return f"{text}: see {command} --help"


def _short(place: str) -> str:
    return place if len(place) <= LONGEST else f"{place[:LONGEST]}..."


def _fail(why: object, code: int) -> None:
    line = " ".join(str(why).split())
    print(f"mizugiwa: {line}", file=sys.stderr)
    sys.exit(code)
