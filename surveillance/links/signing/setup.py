"""Give a vehicle the signing key, over a link that nobody else hears, and see it sign with it."""

import ipaddress

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.commands import Order, accept
from surveillance.links.connection import OWN_COMPONENT, OWN_SYSTEM, Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import Firmware
from surveillance.links.signing.guard import make_guard
from surveillance.links.signing.key import SigningKey
from surveillance.links.signing.ledger import Ledger

_TIMES_SENT = 2  # it is not answered


def refuse_radio(link: str) -> None:
    """The key goes out in clear: raises LinkRefused unless the link is a line or this machine."""
    kind, _, rest = link.partition(":")
    if kind != "serial" and not _is_this_machine(rest.rpartition(":")[0]):
        raise LinkRefused(
            f"a key is not sent over {link}: everybody on the way could read it: connect the"
            " vehicle by a cable, --connect serial:DEVICE:BAUD"
        )


def _is_this_machine(host: str) -> bool:
    """A loopback address, or its name; any other name may lead anywhere."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def give_key(
    link: str, system: int, name: str, firmware: Firmware, key: SigningKey, ledger: Ledger,
    clock: Clock,
) -> None:  # fmt: skip
    """Send the key to a disarmed vehicle and confirm it from both sides.

    The vehicle's heartbeat must then be signed with it, and it must answer a signed command.
    Raises LinkRefused when it is armed or does not take the key, LinkError when it is silent.
    """
    with Connection(link, clock, system) as open_link:
        vehicle = MavlinkVehicle(open_link, name, firmware)
        vehicle.identify()
        if vehicle.readings.armed:
            raise LinkRefused(f"{name} is armed: it takes a key only while disarmed: land it first")
        for _ in range(_TIMES_SENT):
            open_link.send(
                mavlink.MAVLink_setup_signing_message(
                    system, open_link.component, list(key.secret), ledger.next()
                )
            )
    signed_link = Connection(link, clock, system)
    signed_link.sign(make_guard(key, ledger, OWN_SYSTEM, OWN_COMPONENT))
    with signed_link:
        signed = MavlinkVehicle(signed_link, name, firmware)
        try:
            signed.identify()
        except LinkRefused as exc:
            raise LinkRefused(
                f"{name} did not take the key: it may hold another one already, and takes a new one"
                " over its USB port only; or its firmware does not sign"
            ) from exc
        try:
            accept(signed_link, _QUESTION)
        except LinkError as exc:
            raise LinkError(
                f"{name} signs with key {key.name} but does not answer signed commands: set this"
                " computer's clock right and try again"
            ) from exc


_QUESTION = Order(
    mavlink.MAV_CMD_REQUEST_MESSAGE,
    (float(mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION),),
    "say your version",
)
