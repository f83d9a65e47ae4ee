"""Vehicle and ground sign with the same key, or neither does."""

from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.patrol.preflight import Check


def refuse_unsigned(vehicle: MavlinkVehicle) -> None:
    """Raises LinkRefused for a vehicle that signs while we hold no key: it would not obey us."""
    connection = vehicle.connection
    if connection.has_signed_vehicle and connection.guard is None:
        raise LinkRefused(
            f"{vehicle.name} signs its messages, but no signing key was given: it would not heed"
            " us: name the key's file with --signing-key"
        )


def signing_checks(connection: Connection) -> tuple[Check, ...]:
    """One check on a signed link, none on one that is not."""
    guard = connection.guard
    if guard is None:
        return ()
    if not guard.is_confirmed:
        return (Check("signing", False, "no signed heartbeat of the vehicle was heard"),)
    return (Check("signing", True, f"both sides sign with key {guard.key_name}"),)
