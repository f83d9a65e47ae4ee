"""A PX4 copter's look: one order for each corner, and its nose is believed when it shows."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat, distance_m, turn_deg
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.look import Look
from surveillance.patrol.orbiting import ARRIVED_M, Orbiting
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

NOSE_DEG = 20.0  # off, and the place may be beside the picture
UNANSWERED = 3
FAILSAFE_S, _FAILSAFE_FLOOR_S = 30.0, 3.0  # its own delay is 25 s at most
NOSE_S, _NOSE_FLOOR_S = 10.0, 2.0  # at a corner, to turn


class Px4Orbiting(Orbiting):
    """See Orbiting. Each order takes it into its hold mode, so none is sent again and again.

    No recording shows a nose that was turned: at each corner its heading must show the place, or
    the look ends.
    """

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        super().__init__(vehicle, order, report, look)
        self._sent_to: LonLat | None = None
        self._unanswered = 0  # orders one after another
        self._failsafe_until: Deadline | None = None
        self._turning: Deadline | None = None  # it is at a corner, with its nose elsewhere

    def _set_off(self) -> None:
        self._aim()
        self._send()

    def _send(self) -> None:
        heading_deg = self._heading_deg(self._goal)
        self._vehicle.go_to(self._goal, self._height_m, heading_deg, self._speed_mps)
        self._sent_to = self._goal

    def _lead(self, position: LonLat) -> bool:
        if self._has_failsafe():
            return False
        if self._sent_to != self._goal:
            self._order_on(position)
            return False
        if distance_m(position, self._goal) > ARRIVED_M or not self._is_turned(position):
            return False
        self._turning = None
        return not self._next_goal()

    def _order_on(self, position: LonLat) -> None:
        """To the next corner. A gap in the link is waited out, a refusal ends the look."""
        try:
            self._send()
            self._unanswered = 0
        except LinkError as exc:
            self._unanswered += 1
            if self._unanswered >= UNANSWERED:
                self._give_up(f"looking closer ended: {exc}", position)
        except LinkRefused as exc:
            self._give_up(f"looking closer ended: {exc}", position)

    def _has_failsafe(self) -> bool:
        """Does it hold because of a failsafe of its own, which an order would call off?

        It acts by itself after COM_FAIL_ACT_T seconds. One that only warns ends the look, too.
        """
        status = self._vehicle.readings.system_status
        if status is None or status < mavlink.MAV_STATE_CRITICAL:
            self._failsafe_until = None
            return False
        if self._failsafe_until is None:
            self._failsafe_until = Deadline(self._vehicle.clock, FAILSAFE_S, _FAILSAFE_FLOOR_S)
            text = "it reports a failsafe of its own: nothing is commanded while it decides"
            self._report.event("notice", text)
        elif self._failsafe_until.is_over:
            self._report.event("notice", "looking closer ended: it is brought home")
            self._leave(is_homeward=True)
        return True

    def _is_turned(self, position: LonLat) -> bool:
        """Does its own heading show the place? Gives up when it does not for long."""
        wanted_deg = self._heading_deg(self._goal)
        heading_deg = self._vehicle.readings.heading_deg
        if wanted_deg is None or abs(turn_deg(wanted_deg, heading_deg)) <= NOSE_DEG:
            return True
        if self._turning is None:
            self._turning = Deadline(self._vehicle.clock, NOSE_S, _NOSE_FLOOR_S)
        elif self._turning.is_over:
            self._turning = None
            text = f"its nose points to {heading_deg:.0f} degrees instead of {wanted_deg:.0f}"
            self._give_up(f"looking closer ended: {text}", position)
        return False
