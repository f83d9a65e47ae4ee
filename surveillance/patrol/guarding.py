"""The vehicle's own safeguards: read, compared, and set where the flight depends on them."""

from surveillance.links.connection import Connection
from surveillance.links.modes import COPTER, PLANE, PX4_COPTER, Firmware
from surveillance.links.params import read_params, write_params
from surveillance.patrol.px4_safeguards import PX4_WATCHED, Px4Safeguards
from surveillance.patrol.safeguards import (
    COPTER_WATCHED,
    PLANE_WATCHED,
    Chosen,
    PlaneSafeguards,
    Safeguards,
)

_KINDS: dict[Firmware, tuple[type[Safeguards], tuple[str, ...]]] = {
    COPTER: (Safeguards, COPTER_WATCHED),
    PLANE: (PlaneSafeguards, PLANE_WATCHED),
    PX4_COPTER: (Px4Safeguards, PX4_WATCHED),
}


def read_safeguards(connection: Connection, firmware: Firmware = COPTER) -> Safeguards:
    """The parameters that decide what the vehicle does when something goes wrong."""
    kind, names = _KINDS[firmware]
    return kind(read_params(connection, names, firmware.is_px4))


def set_safeguards(
    connection: Connection, held: Safeguards, chosen: Chosen, firmware: Firmware = COPTER
) -> dict[str, float]:
    """Make the vehicle's parameters those of the plan.

    Returns what had to be changed; raises LinkRefused when the vehicle does not take it.
    """
    wanted = held.wanted(chosen)
    changed = {name: value for name, value in wanted.items() if not held.agrees(name, value)}
    if changed:
        write_params(connection, changed, firmware.is_px4)
    return changed
