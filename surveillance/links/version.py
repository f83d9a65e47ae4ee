"""Which firmware a vehicle runs: AUTOPILOT_VERSION, asked for and read."""

from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.connection import Connection, Message
from surveillance.links.patience import Deadline

TRIES = 5
ANSWER_S, ANSWER_FLOOR_S = 1.5, 0.5
# the last byte of flight_sw_version, FIRMWARE_VERSION_TYPE
_KINDS = {0: "dev", 64: "alpha", 128: "beta", 192: "rc", 255: ""}


@dataclass(frozen=True, slots=True)
class FirmwareVersion:
    """number: such as 4.5.7. kind: dev, alpha, beta, rc; "" for an official release."""

    number: str
    kind: str

    @property
    def text(self) -> str:
        """Such as 4.5.7 or 4.7.0-dev."""
        return f"{self.number}-{self.kind}" if self.kind else self.number


def read_version(connection: Connection) -> FirmwareVersion | None:
    """What the vehicle says of its firmware; None when it does not answer."""
    with connection.listen("AUTOPILOT_VERSION") as box:
        for _ in range(TRIES):
            connection.send(
                mavlink.MAVLink_command_long_message(
                    connection.system,
                    connection.component,
                    mavlink.MAV_CMD_REQUEST_MESSAGE,
                    0,
                    float(mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION),
                    *(0.0,) * 6,
                )
            )
            deadline = Deadline(connection.clock, ANSWER_S, ANSWER_FLOOR_S)
            while not deadline.is_over:
                message = box.get(deadline.left_s())
                if message is not None:
                    return version_of(message)
    return None


def version_of(message: Message) -> FirmwareVersion | None:
    """The version in a message; None when it says none."""
    packed = int(message.flight_sw_version)
    if packed == 0:
        return None
    major, minor, patch, kind = packed.to_bytes(4, "big")
    return FirmwareVersion(f"{major}.{minor}.{patch}", _KINDS.get(kind, f"kind {kind}"))
