"""The faults that a scenario may hold, each with its moment and its amount."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.part import NotNegative, Part, Positive


class FaultPart(Part):
    """What every fault has.

    at_s: seconds after the epoch. duration_s: how long it lasts; None: to the end of the run.
    vehicle: whom it hits, by name; None: every vehicle.
    """

    at_s: NotNegative
    duration_s: Positive | None = None
    vehicle: str | None = None

    def is_on(self, t_s: float) -> bool:
        """Is it there at this second after the epoch?"""
        return t_s >= self.at_s and (self.duration_s is None or t_s < self.at_s + self.duration_s)


class LinkLoss(FaultPart):
    """The radio carries nothing, either way; the socket stays open."""

    kind: Literal["link_loss"] = "link_loss"


class PacketLoss(FaultPart):
    """The radio loses a share of the messages, each way."""

    kind: Literal["packet_loss"] = "packet_loss"
    share: float = Field(gt=0.0, lt=1.0)


class GnssLoss(FaultPart):
    """No satellite is received."""

    kind: Literal["gnss_loss"] = "gnss_loss"


class GnssDrag(FaultPart):
    """A false signal pulls the position away; the fix looks as good as ever.

    The place that the vehicle believes in moves at `speed_mps` towards `towards_deg`, seen from
    the true one. When it ends the true place is known again, at once. A sub is not deceived: it
    hears nothing under water.
    """

    kind: Literal["gnss_drag"] = "gnss_drag"
    speed_mps: Positive = Field(le=20.0)
    towards_deg: float = Field(ge=0.0, lt=360.0)


class Gust(FaultPart):
    """Wind on top of the scenario's: its speed, and where it comes from. No sub feels it."""

    kind: Literal["gust"] = "gust"
    wind_mps: Positive = Field(le=40.0)
    from_deg: float = Field(ge=0.0, lt=360.0)


class BatteryCell(FaultPart):
    """A cell fails: the battery loses this share of its voltage and of its charge, for good."""

    kind: Literal["battery_cell"] = "battery_cell"
    share: float = Field(gt=0.0, lt=1.0)


class Motor(FaultPart):
    """A motor stops, for good: a copter with four of them falls, a plane glides.

    A sub loses all its thrusters and rises.
    """

    kind: Literal["motor"] = "motor"


class CameraOff(FaultPart):
    """The camera sends nothing."""

    kind: Literal["camera_off"] = "camera_off"


class ClockJump(FaultPart):
    """The vehicle's clock is off by `jump_s`; negative: it goes back."""

    kind: Literal["clock_jump"] = "clock_jump"
    jump_s: float = Field(allow_inf_nan=False)


Fault = Annotated[
    LinkLoss
    | PacketLoss
    | GnssLoss
    | GnssDrag
    | Gust
    | BatteryCell
    | Motor
    | CameraOff
    | ClockJump,
    Field(discriminator="kind"),
]
LASTING = (BatteryCell, Motor)  # what is broken stays broken
