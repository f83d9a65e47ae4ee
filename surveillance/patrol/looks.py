"""A closer look as each kind of vehicle flies it."""

from surveillance.links.mavlink import MavlinkVehicle
from surveillance.patrol.circling import Circling
from surveillance.patrol.look import Look
from surveillance.patrol.looking import Looking
from surveillance.patrol.orbiting import Orbiting
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.px4_orbiting import Px4Orbiting
from surveillance.patrol.report import Report


def looking_for(vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look) -> Looking:
    """The look as this kind of vehicle flies it."""
    if order.vehicle.is_winged:
        return Circling(vehicle, order, report, look)
    kind = Px4Orbiting if vehicle.firmware.is_px4 else Orbiting
    return kind(vehicle, order, report, look)
