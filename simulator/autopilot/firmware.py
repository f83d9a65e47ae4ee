"""What the autopilot of a vehicle consists of: ArduCopter for a copter, ArduPlane for a plane,
ArduSub for an underwater vehicle."""

from dataclasses import dataclass

from simulator.autopilot.arming import StartUp
from simulator.autopilot.board import Board
from simulator.autopilot.commands import Commands
from simulator.autopilot.copter_commands import CopterCommands
from simulator.autopilot.copter_flight import CopterFlight
from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.flight import Flight
from simulator.autopilot.plane.commands import PlaneCommands
from simulator.autopilot.plane.failsafe import PlaneFailsafes
from simulator.autopilot.plane.flight import PlaneFlight
from simulator.autopilot.reports import Reports
from simulator.autopilot.sub.commands import SubCommands
from simulator.autopilot.sub.failsafe import SubFailsafes
from simulator.autopilot.sub.flight import SubFlight
from simulator.autopilot.sub.reports import SubReports
from simulator.autopilot.telemetry import COPTER_PERIODS, PLANE_PERIODS, SUB_PERIODS, Telemetry
from simulator.vehicles.plane import Plane
from simulator.vehicles.sub import Sub


@dataclass(frozen=True, slots=True)
class Firmware:
    """The parts that differ between the kinds of vehicles."""

    flight: Flight
    failsafes: Failsafes
    start_up: StartUp
    telemetry: Telemetry
    commands: Commands


def firmware_of(board: Board) -> Firmware:
    """The parts that fly the board's vehicle."""
    start_up = StartUp(board)
    if isinstance(board.body, Plane):
        plane = PlaneFlight(board)
        plane_failsafes = PlaneFailsafes(board, plane)
        reports = Reports(board, plane, plane_failsafes, start_up)
        telemetry = Telemetry(board, reports, PLANE_PERIODS)
        commands = PlaneCommands(board, plane, telemetry)
        return Firmware(plane, plane_failsafes, start_up, telemetry, commands)
    if isinstance(board.body, Sub):
        sub = SubFlight(board)
        sub_failsafes = SubFailsafes(board, sub)
        telemetry = Telemetry(board, SubReports(board, sub, sub_failsafes, start_up), SUB_PERIODS)
        return Firmware(sub, sub_failsafes, start_up, telemetry, SubCommands(board, sub, telemetry))
    copter = CopterFlight(board)
    failsafes = Failsafes(board, copter)
    reports = Reports(board, copter, failsafes, start_up)
    telemetry = Telemetry(board, reports, COPTER_PERIODS)
    return Firmware(
        copter, failsafes, start_up, telemetry, CopterCommands(board, copter, telemetry)
    )
