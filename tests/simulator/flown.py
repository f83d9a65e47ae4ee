"""Planned missions flown by the simulator's own vehicle and autopilot, as fast as they compute."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import Floats, LocalFrame
from mission_planner.mission import Mission, MissionItem
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec
from simulator.autopilot.board import Board
from simulator.autopilot.commands import Order
from simulator.autopilot.firmware import firmware_of
from simulator.autopilot.flight import Flight
from simulator.autopilot.items import Item
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec

STEP_S = 0.05
BOOTED_S = 60.0
LONGEST_S = 4.0 * 3600.0
SPARE_BANK_DEG = 10.0  # a plan leaves this much to the autopilot
COPTER_START, PLANE_START = (4, 3), (15, 10)  # GUIDED, then AUTO


@dataclass(frozen=True, slots=True)
class Flown:
    """duration_s and energy_wh: from the start of the mission until it stands.

    track: (N, 3) east, north and height above home, once a second.
    """

    duration_s: float
    energy_wh: float
    track: Floats


def body_of(vehicle: VehicleSpec, wind: Wind) -> Body:
    """The vehicle of a fleet file as the simulator flies it, at the frame's origin."""
    towards = math.radians(wind.from_deg + 180.0)
    blow = (wind.speed_mps * math.sin(towards), wind.speed_mps * math.cos(towards))
    shared = {
        name: getattr(vehicle, name)
        for name in ("cruise_mps", "climb_mps", "descend_mps", "battery_wh", "cruise_w")
    }
    if vehicle.is_winged:
        bank = math.atan(vehicle.cruise_mps**2 / (9.80665 * vehicle.turn_radius_m))
        plane = PlaneSpec(bank_deg=math.degrees(bank) + SPARE_BANK_DEG, **shared)
        return Plane(plane, Place(0.0, 0.0, 0.0), wind.from_deg, blow)
    copter = CopterSpec(mass_kg=4.0, hover_w=vehicle.hover_w, **shared)
    return Copter(copter, Place(0.0, 0.0, 0.0), wind=blow)


def fly(
    mission: Mission,
    frame: LocalFrame,
    vehicle: VehicleSpec,
    wind: Wind,
    longest_s: float = LONGEST_S,
) -> Flown:
    """The mission from its start to the end of the flight, or as long as is asked for."""
    body = body_of(vehicle, wind)
    body.east_m, body.north_m = frame.point(mission.home)
    board = Board(body, frame, datetime(2026, 5, 1, 3, tzinfo=UTC))
    firmware = firmware_of(board)
    board.uptime_s = BOOTED_S
    board.set_home_here()
    if vehicle.is_winged:  # as the checks before a flight set it
        board.set_param("WP_LOITER_RAD", round(vehicle.turning_m(wind.speed_mps)))
    board.mission.begin(len(mission.items))
    for item in mission.items:
        board.mission.put(item.seq, _stored(item))
    for command, *params in _start(vehicle):
        order = Order(command, (*map(float, params), 0.0, 0.0)[:4], 0.0, 0.0, 0.0, None)
        assert firmware.commands.execute(order) == mavlink.MAV_RESULT_ACCEPTED, board.texts
    full_wh, track = body.energy_wh, []
    pilot = Pilot(board, firmware.flight)
    while body.armed and not pilot.has_landed and board.t_s < longest_s:
        if len(track) <= board.t_s:
            track.append((body.east_m, body.north_m, body.alt_m))
        was_on_ground = body.on_ground
        firmware.flight.fly(STEP_S)
        board.t_s += STEP_S
        firmware.flight.moved(STEP_S, was_on_ground)
        board.outbox.clear()
        pilot.look()
    return Flown(board.t_s, full_wh - body.energy_wh, np.array(track))


def _start(vehicle: VehicleSpec) -> list[tuple[float, ...]]:
    guided, auto = PLANE_START if vehicle.is_winged else COPTER_START
    mode = mavlink.MAV_CMD_DO_SET_MODE
    return [
        (mode, 1, guided),
        (mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 1, 0),
        (mode, 1, auto),
        (mavlink.MAV_CMD_MISSION_START, 0, 0),
    ]


class Pilot:
    """Takes over a plane that circles at home: once round, then down in circles, as plans have it.

    A copter lands by itself.
    """

    def __init__(self, board: Board, flight: Flight) -> None:
        self._board, self._flight = board, flight
        self._turned_deg = 0.0
        self.has_landed = False

    def look(self) -> None:
        """After each step."""
        board, body = self._board, self._board.body
        if not isinstance(body, Plane) or self._flight.mode is not self._flight.rtl:
            return
        self.has_landed = body.on_ground
        assert board.home is not None
        away_m = math.hypot(body.east_m - board.home.east_m, body.north_m - board.home.north_m)
        if away_m > 1.5 * board.params["WP_LOITER_RAD"] or self._turned_deg > 360.0:
            return
        self._turned_deg += abs(body.yaw_rate_dps) * STEP_S
        if self._turned_deg > 360.0:
            board.set_param("RTL_ALTITUDE", 0.0)
            self._flight.rtl.enter()


def _stored(item: MissionItem) -> Item:
    x, y = (0, 0)
    if item.position is not None:
        x, y = round(item.position.lat * 1e7), round(item.position.lon * 1e7)
    return Item(item.command, item.frame, item.params, x, y, item.alt_m)
