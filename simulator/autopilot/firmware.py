"""What the autopilot of a vehicle consists of: ArduPilot's parts, or those of PX4.

ArduPilot is ArduCopter for a copter, ArduPlane for a plane, ArduSub for an underwater vehicle; PX4
flies copters only.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geodata.position import LocalFrame
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
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.commands import Px4Commands
from simulator.autopilot.px4.failsafe import Px4Failsafes
from simulator.autopilot.px4.flight import Px4Flight
from simulator.autopilot.px4.reports import PX4_PERIODS, Px4Reports, Px4Telemetry
from simulator.autopilot.px4.start_up import Px4StartUp
from simulator.autopilot.px4.transfer import Px4Transfers
from simulator.autopilot.reports import Reports
from simulator.autopilot.sub.commands import SubCommands
from simulator.autopilot.sub.failsafe import SubFailsafes
from simulator.autopilot.sub.flight import SubFlight
from simulator.autopilot.sub.reports import SubReports
from simulator.autopilot.telemetry import COPTER_PERIODS, PLANE_PERIODS, SUB_PERIODS, Telemetry
from simulator.autopilot.transfer import MissionProtocol, Transfers
from simulator.vehicles.body import Body
from simulator.vehicles.plane import Plane
from simulator.vehicles.sub import Sub

Kind = Literal["ardupilot", "px4"]


@dataclass(frozen=True, slots=True)
class Firmware:
    """The parts that differ between the kinds of vehicles."""

    flight: Flight
    failsafes: Failsafes
    start_up: StartUp
    telemetry: Telemetry
    commands: Commands
    transfers: MissionProtocol


def board_of(kind: Kind, body: Body, frame: LocalFrame, epoch: datetime) -> Board:
    """The board of an autopilot of this kind; see Board."""
    return Px4Board(body, frame, epoch) if kind == "px4" else Board(body, frame, epoch)


def firmware_of(board: Board) -> Firmware:
    """The parts that fly the board's vehicle."""
    if isinstance(board, Px4Board):
        return _px4(board)
    start_up = StartUp(board)
    if isinstance(board.body, Plane):
        plane = PlaneFlight(board)
        plane_failsafes = PlaneFailsafes(board, plane)
        reports = Reports(board, plane, plane_failsafes, start_up)
        telemetry = Telemetry(board, reports, PLANE_PERIODS)
        commands = PlaneCommands(board, plane, telemetry)
        transfers = Transfers(board)
        return Firmware(plane, plane_failsafes, start_up, telemetry, commands, transfers)
    if isinstance(board.body, Sub):
        sub = SubFlight(board)
        sub_failsafes = SubFailsafes(board, sub)
        telemetry = Telemetry(board, SubReports(board, sub, sub_failsafes, start_up), SUB_PERIODS)
        steered = SubCommands(board, sub, telemetry)
        return Firmware(sub, sub_failsafes, start_up, telemetry, steered, Transfers(board))
    copter = CopterFlight(board)
    failsafes = Failsafes(board, copter)
    reports = Reports(board, copter, failsafes, start_up)
    telemetry = Telemetry(board, reports, COPTER_PERIODS)
    return Firmware(
        copter,
        failsafes,
        start_up,
        telemetry,
        CopterCommands(board, copter, telemetry),
        Transfers(board),
    )


def _px4(board: Px4Board) -> Firmware:
    flight, start_up = Px4Flight(board), Px4StartUp(board)
    failsafes, transfers = Px4Failsafes(board, flight), Px4Transfers(board)
    reports = Px4Reports(board, flight, failsafes, start_up)
    telemetry = Px4Telemetry(board, reports, PX4_PERIODS)
    commands = Px4Commands(board, flight, telemetry, failsafes)
    return Firmware(flight, failsafes, start_up, telemetry, commands, transfers)
